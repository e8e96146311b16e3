// Random signatures for all targets, as shapes of the reference model, and their spelling in C.
import fc from 'fast-check'
import { fn, layoutOf, type AnyType, type FunctionType, type Target } from 'abiding'
import type { MemberShape, RecordShape, Shape } from '../../spec/model/shapes.js'
import type { ModelTarget } from '../../spec/model/targets.js'
import { hasAnswerInC, hasNoBytes } from './answers-in-c.js'
import { declarable, declareShape } from './declare-shape.js'
import { compoundShape } from './shape-arbitraries.js'
import { defineInC } from './shape-c.js'

/** A signature that C and the library both know. */
export interface PassingSignature {
  readonly type: FunctionType
  /** C definitions of the types. */
  readonly definitions: string
  /** The C names of the types of the parameters, in order. */
  readonly parameters: readonly string[]
  /** The C name of the type of the result. */
  readonly returns: string
}

type Float = 'f32' | 'f64'

/** Structs of equal floating-point numbers, some with one that differs, some as a union, some too long. */
const floatRecord: fc.Arbitrary<Shape> = fc
  .record({
    kind: fc.constantFrom('struct' as const, 'struct' as const, 'union' as const),
    base: fc.constantFrom<Float>('f32', 'f64'),
    counts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
    other: fc.option(fc.constantFrom<'f32' | 'f64' | 'u32'>('f32', 'f64', 'u32'), {
      nil: undefined,
      freq: 4,
    }),
  })
  .map(({ kind, base, counts, other }): RecordShape => {
    const scalar = (name: Float | 'u32'): Shape => ({ kind: 'scalar', scalar: name })
    const members = counts.map((length): MemberShape => ({
      kind: 'field',
      shape: length === 0 ? scalar(base) : { kind: 'array', element: scalar(base), length },
    }))
    return {
      kind,
      members: other === undefined ? members : [...members, { kind: 'field', shape: scalar(other) }],
    }
  })

/** Structs of one to three integers, aligned to 16 now and then. */
const integerRecord: fc.Arbitrary<Shape> = fc
  .record({
    scalars: fc.array(fc.constantFrom('u8', 'i16', 'u32', 'i64', 'bool'), { minLength: 1, maxLength: 3 }),
    align: fc.option(fc.constant(16), { nil: undefined, freq: 5 }),
    memberAlign: fc.option(fc.constant(16), { nil: undefined, freq: 8 }),
  })
  .map(({ scalars, align, memberAlign }): RecordShape => ({
    kind: 'struct',
    members: scalars.map((scalar, index) => ({
      kind: 'field',
      shape: { kind: 'scalar', scalar },
      ...(memberAlign === undefined || index > 0 ? {} : { align: memberAlign }),
    })),
    ...(align === undefined ? {} : { align }),
  }))

const someScalar = (int128: boolean): fc.Arbitrary<Shape> =>
  fc.oneof(
    fc
      .constantFrom('u8', 'i8', 'bool', 'i16', 'u16', 'u32', 'i32', 'u64', 'f32', 'f64', 'f32', 'f64')
      .map((scalar): Shape => ({ kind: 'scalar', scalar: scalar as 'u8' })),
    fc.constantFrom<Shape>(
      { kind: 'pointer', isConst: false },
      { kind: 'fn', parameters: [] },
      { kind: 'enumeration', repr: 'u16' },
      { kind: 'scalar', scalar: int128 ? 'u128' : 'c_long' },
    ),
  )

/** The types that clang and the model agree about: what takes no bytes is no value, and `unit` is nothing in a header. */
function isPassable(shape: Shape, target: ModelTarget): boolean {
  if (/"kind":"(?:unit|flexible)"/.test(JSON.stringify(shape))) return false
  if (shape.kind !== 'struct' && shape.kind !== 'union' && shape.kind !== 'tagged-union') return true
  return !hasNoBytes(shape) && hasAnswerInC(shape, target)
}

/** The shapes of the values of one signature. */
export interface SignatureShape {
  readonly parameters: readonly Shape[]
  readonly returns: Shape | undefined
}

/** Signatures that fill the registers, with records of every kind. */
export function signatureShape(target: ModelTarget): fc.Arbitrary<SignatureShape> {
  const int128 = target.clangHasInt128
  const value = fc
    .oneof(
      { arbitrary: someScalar(int128), weight: 5 },
      { arbitrary: floatRecord, weight: 3 },
      { arbitrary: integerRecord, weight: 2 },
      { arbitrary: compoundShape({ int128, maxMembers: 3, ...declarable }), weight: 3 },
    )
    .filter((shape) => isPassable(shape, target))
  return fc.record({
    parameters: fc.array(value, { maxLength: 12, size: 'max' }),
    returns: fc.option(value, { nil: undefined, freq: 4 }),
  })
}

/** A signature of which every value has from 1 to 64 bytes; `undefined` where one has not. */
export function passingSignature(
  { parameters, returns }: SignatureShape,
  name: string,
  target: Target,
): PassingSignature | undefined {
  const definitions: string[] = []
  const define = (shape: Shape, index: number | 'r'): { type: AnyType; cName: string } | undefined => {
    const type = declareShape(shape, `${name}_${index}`)
    const { size } = layoutOf(type, target)
    if (size === 0 || size > 64) return undefined
    const { source, records } = defineInC(
      { kind: 'struct', members: [{ kind: 'field', shape }] },
      `${name}_${index}_c`,
    )
    const cName = `${name}_${index}_t`
    definitions.push(source, `typedef __typeof__(((struct ${records.at(-1)!.name} *)0)->f0) ${cName};`)
    return { type, cName }
  }
  const passed = parameters.map(define)
  const result = returns === undefined ? undefined : define(returns, 'r')
  if (passed.includes(undefined) || (returns !== undefined && result === undefined)) return undefined
  return {
    type: fn(
      passed.map((one, index) => ({ [`p${index}`]: one!.type })),
      result?.type,
    ) as unknown as FunctionType,
    definitions: definitions.join('\n'),
    parameters: passed.map((one) => one!.cName),
    returns: result?.cName ?? 'void',
  }
}
