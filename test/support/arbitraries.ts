// Random declarations and values.
import fc from 'fast-check'
import { targets, type Target } from 'abiding'
import { scalarNames, type Part, type Shape, type StructShape, type Tree, measure, treeOf } from './model.js'

/** Machines that differ in everything that a layout depends on. */
const narrow = { ...targets['i686-linux'], int64Alignment: 8, float64Alignment: 8 } as const
export const oddTargets = {
  i386: targets['i686-linux'],
  arm: targets['armv7-linux'],
  powerpc64: { ...targets['s390x-linux'], name: 'powerpc64', triple: 'powerpc64-linux-gnu' },
  // No machine that is known: the alignments of 64-bit numbers differ from each other.
  uneven: { ...narrow, name: 'uneven', float64Alignment: 4 },
  powerpc: { ...narrow, name: 'powerpc', byteOrder: 'big' },
} as const satisfies Record<string, Target>

export const scalarShape: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constant('scalar' as const),
  scalar: fc.constantFrom(...scalarNames),
})

export interface ShapeOptions {
  /** Whether pointers and function pointers occur. */
  readonly pointers?: boolean
  readonly maxFields?: number
  readonly maxLength?: number
}

/** Structs of scalars, arrays, structs and pointers, nested a few times. */
export function structShape(options: ShapeOptions = {}): fc.Arbitrary<StructShape> {
  const { pointers = true, maxFields = 6, maxLength = 4 } = options
  const shapes = fc.letrec<{ struct: StructShape; any: Shape; value: Shape }>((tie) => ({
    struct: fc.record({
      kind: fc.constant('struct' as const),
      fields: fc.array(tie('any'), { minLength: 1, maxLength: maxFields }),
    }),
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { arbitrary: scalarShape, weight: 4 },
      ...(pointers
        ? [
            {
              arbitrary: fc.record({
                kind: fc.constant('pointer' as const),
                to: fc.option(tie('any'), { nil: undefined }),
                isConst: fc.boolean(),
              }),
              weight: 1,
            },
            {
              arbitrary: fc.record({
                kind: fc.constant('fn' as const),
                parameters: fc.array(tie('value'), { maxLength: 3 }),
                returns: fc.option(tie('value'), { nil: undefined }),
              }),
              weight: 1,
            },
          ]
        : []),
      {
        arbitrary: fc.record({
          kind: fc.constant('array' as const),
          element: tie('any'),
          length: fc.integer({ min: 1, max: maxLength }),
        }),
        weight: 1,
      },
      { arbitrary: tie('struct'), weight: 1 },
    ),
    // What can be passed by value.
    value: tie('any').filter((shape) => shape.kind !== 'array'),
  }))
  return shapes.struct
}

/** A value of a scalar; `-0` and NaN of floats included. */
export function scalarTree(scalar: Part['scalar'], target: Target): fc.Arbitrary<Tree> {
  switch (scalar) {
    case 'i64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    case 'u64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    case 'f32':
      return fc.float()
    case 'f64':
      return fc.double()
    case 'bool':
      return fc.boolean()
    case 'isize':
      return target.pointerSize === 4 ? fc.integer() : fc.maxSafeInteger()
    case 'usize':
    case 'pointer':
      return target.pointerSize === 4 ? fc.integer({ min: 0, max: 2 ** 32 - 1 }) : fc.maxSafeNat()
    case 'fn':
      return fc.constant(0)
    default: {
      const bits = Number(scalar.slice(1))
      const min = scalar.startsWith('i') ? -(2 ** (bits - 1)) : 0
      return fc.integer({ min, max: min + 2 ** bits - 1 })
    }
  }
}

/** A value of a shape. */
export function treeFor(shape: Shape, target: Target): fc.Arbitrary<Tree> {
  const { parts } = measure(shape, target)
  return fc.tuple(...parts.map((part) => scalarTree(part.scalar, target))).map((values) => {
    const byPart = new Map(parts.map((part, index) => [part, values[index]!]))
    return treeOf(parts, (part) => byPart.get(part)!)
  })
}

/** A struct with some values of it. */
export function structWithValues(
  target: Target,
  options?: ShapeOptions,
): fc.Arbitrary<{ shape: StructShape; values: readonly [Tree, Tree] }> {
  return structShape(options).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      values: fc.tuple(treeFor(shape, target), treeFor(shape, target)),
    }),
  )
}
