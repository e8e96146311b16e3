// Random signatures, and the C functions with which calls in both directions are compared.
import fc from 'fast-check'
import { fn, targets, type AnyType, type FunctionType, type Target } from 'abiding'
import { scalarShape, structShape, treeFor } from './arbitraries.js'
import { cDefinitions } from './c-definitions.js'
import { declare } from './declare.js'
import type { scalarNames, Shape, StructShape, Tree } from './model.js'
import { measure } from './model.js'

export interface Signature {
  readonly parameters: readonly Shape[]
  readonly returns: Shape | undefined
}

const ofScalars = (...scalars: (typeof scalarNames)[number][]): fc.Arbitrary<StructShape> =>
  fc
    .array(
      fc.constantFrom(...scalars).map((scalar): Shape => ({ kind: 'scalar', scalar })),
      { minLength: 1, maxLength: 6 },
    )
    .map((fields) => ({ kind: 'struct', fields }))

const small = (shape: Shape): boolean => measure(shape, host).size <= 40
const host: Target = targets['x86_64-linux']

/** Structs of 1 to 40 bytes: of floats, of small integers, of a mixture, and nested ones. */
const byValue: fc.Arbitrary<Shape> = fc
  .oneof(
    ofScalars('f32'),
    ofScalars('f32', 'f64'),
    ofScalars('u8', 'i16', 'bool'),
    ofScalars('f32', 'u32', 'f64', 'u64', 'u8'),
    structShape({ maxFields: 4, maxLength: 3 }),
  )
  .filter(small)

const address = fc.constant<Shape>({ kind: 'pointer', to: undefined, isConst: false })
const anyValue = fc.oneof(
  { arbitrary: scalarShape, weight: 4 },
  { arbitrary: byValue, weight: 5 },
  { arbitrary: address, weight: 1 },
)

/** What fills the registers of one kind soon. */
const floats = fc.oneof(
  ofScalars('f64').filter(small),
  fc.constant<Shape>({ kind: 'scalar', scalar: 'f64' }),
  fc.constant<Shape>({ kind: 'struct', fields: Array<Shape>(2).fill({ kind: 'scalar', scalar: 'f64' }) }),
)

export const signature: fc.Arbitrary<Signature> = fc.record({
  parameters: fc.oneof(
    { arbitrary: fc.array(anyValue, { maxLength: 9, size: 'max' }), weight: 4 },
    {
      arbitrary: fc.array(fc.oneof(floats, byValue), { minLength: 6, maxLength: 14, size: 'max' }),
      weight: 1,
    },
  ),
  returns: fc.option(anyValue, { nil: undefined, freq: 9 }),
})

/** Values for the parameters and the result. */
export interface Values {
  readonly parameters: readonly Tree[]
  readonly returns: Tree
}

export function valuesFor({ parameters, returns }: Signature): fc.Arbitrary<Values> {
  return fc.record({
    parameters: fc.tuple(...parameters.map((shape) => treeFor(shape, host))),
    returns: returns === undefined ? fc.constant(0) : treeFor(returns, host),
  })
}

export function declareSignature({ parameters, returns }: Signature, name: string): FunctionType {
  const list = parameters.map((shape, index) => ({ [`p${index}`]: declare(shape, `${name}_p${index}`) }))
  return fn(list, returns && declare(returns, `${name}_r`))
}

/** Each value lies in a slot of its own in the buffers that C shares with the test. */
export const slot = 64

const buffers = `#include <string.h>
unsigned char seen[1024], given[1024];
`

/**
 * C functions of all signatures. `forward` copies its arguments to `seen` and gives back what lies in `given`; `backward`
 * calls a function with arguments from `given` and copies its result to `seen`.
 */
export function cFunctions(types: readonly FunctionType[], definitions = cDefinitions(types)): string {
  return [
    definitions,
    buffers,
    ...types.flatMap((type, index) => [forward(type, index), backward(type, index)]),
  ].join('\n')
}

function forward(type: FunctionType, index: number): string {
  const parameters = type.parameters.map((one) => one.type.declareC(one.name)).join(', ')
  const copies = type.parameters.map(
    (one, at) => `  memcpy(seen + ${at * slot}, &${one.name}, sizeof ${one.name});\n`,
  )
  return `${type.returns.declareC(`forward${index}(${parameters || 'void'})`)} {
${copies.join('')}${hasResult(type) ? `  ${type.returns.declareC('r')};\n  memcpy(&r, given, sizeof r);\n  return r;\n` : ''}}`
}

function backward(type: FunctionType, index: number): string {
  const locals = type.parameters.map(
    (one, at) =>
      `  ${one.type.declareC(one.name)};\n  memcpy(&${one.name}, given + ${at * slot}, sizeof ${one.name});\n`,
  )
  const call = `f(${type.parameters.map((one) => one.name).join(', ')})`
  const use = hasResult(type)
    ? `  ${type.returns.declareC('r')} = ${call};\n  memcpy(seen, &r, sizeof r);\n`
    : `  ${call};\n`
  return `void backward${index}(${(type as AnyType).declareC('f')}) {\n${locals.join('')}${use}}`
}

function hasResult(type: FunctionType): boolean {
  return type.returns.kind !== 'void'
}
