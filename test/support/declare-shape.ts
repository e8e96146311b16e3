// Shapes of the reference model as declarations of the library, and the library as something that computes layouts.
import * as abiding from 'abiding'
import { layoutOf, targets, type AnyType, type Field, type StructLayout } from 'abiding'
import {
  cIntegers,
  fixedIntegers,
  type CInteger,
  type MemberShape,
  type ScalarName,
  type Shape,
} from '../../spec/model/shapes.js'
import type { ModelTarget, ModelTargetName } from '../../spec/model/targets.js'
import type { LayoutProvider } from './layout-proof.js'
import type { CompoundShape, ShapeLimits } from './shape-arbitraries.js'
import { memberName } from './shape-c.js'

const scalar = (name: ScalarName): AnyType => abiding[name]

/** Variants of tagged unions are called v0, v1 and so on. */
const variantName = (index: number): string => `v${index}`

/** Declares a shape. Types inside of it get names that begin with the given one. */
export function declareShape(shape: Shape, name: string): AnyType {
  switch (shape.kind) {
    case 'scalar':
      return scalar(shape.scalar)
    case 'unit':
      return abiding.unit
    case 'pointer': {
      const to = shape.to === undefined ? abiding.untyped : declareShape(shape.to, `${name}_to`)
      return abiding.nullable(shape.isConst ? abiding.constPointer(to) : abiding.pointer(to))
    }
    case 'fn': {
      const parameters = shape.parameters.map((one, index) => ({
        [`p${index}`]: declareShape(one, `${name}_p${index}`),
      }))
      return abiding.nullable(
        abiding.fn(parameters, shape.returns && declareShape(shape.returns, `${name}_r`)),
      )
    }
    case 'array':
      return abiding.array(declareShape(shape.element, `${name}_e`), shape.length)
    case 'flexible':
      return abiding.flexibleArray(declareShape(shape.element, `${name}_e`))
    case 'enumeration':
      return abiding.enumeration(name, scalar(shape.repr), ['first'])
    case 'transparent':
      return abiding.transparent(name, declareShape(shape.inner, `${name}_i`))
    case 'struct':
    case 'union': {
      const { align, packed } = shape
      const options = {
        ...(align === undefined ? {} : { align }),
        ...(packed === undefined ? {} : { packed }),
      }
      return abiding[shape.kind](name, declareMembers(shape.members, name), options)
    }
    case 'tagged-union': {
      const { repr, variants } = shape
      const fields = variants.map((types, index) => [
        variantName(index),
        declareMembers(
          types.map((type) => ({ kind: 'field', shape: type })),
          `${name}_v${index}`,
        ),
      ])
      return abiding.taggedUnion(
        name,
        repr === 'C' ? 'C' : typeof repr === 'string' ? scalar(repr) : ['C', scalar(repr[1])],
        Object.fromEntries(fields),
      )
    }
  }
}

function declareMembers(members: readonly MemberShape[], owner: string): Record<string, Field> {
  return Object.fromEntries(
    members.map((member, index): [string, Field] => {
      const name = memberName(index)
      if (member.kind === 'field') {
        const type = declareShape(member.shape, `${owner}_${name}`)
        return [name, member.align === undefined ? type : abiding.aligned(type, member.align)]
      }
      if (member.isNamed) return [name, abiding.bits(scalar(member.unit), member.width)]
      return [`$${index}`, abiding.unnamedBits(scalar(member.unit), member.width)]
    }),
  )
}

/** What the library declares: bit fields (L-24) and enums (L-33) are made of integers that are read as they are. */
export const declarable = {
  bitFieldUnits: [
    'bool',
    ...fixedIntegers.filter((name) => !name.endsWith('128')),
    ...(Object.keys(cIntegers) as CInteger[]).filter((name) => !/size|ptrdiff/.test(name)),
  ],
  reprs: ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'],
} as const satisfies Partial<ShapeLimits>

const declared = new WeakMap<CompoundShape, AnyType>()

/** The layouts that the library computes. It does not say where bit fields without a name are. */
export const libraryLayout: LayoutProvider = (shape, { name }: ModelTarget) => {
  const target = targets[name as ModelTargetName]
  const measure = (type: AnyType): StructLayout => layoutOf(type, target) as StructLayout
  let type = declared.get(shape)
  if (type === undefined) declared.set(shape, (type = declareShape(shape, 'Random')))
  const { size, alignment, fields } = measure(type)
  if (shape.kind !== 'tagged-union') {
    const offsets = shape.members.map((_, index) => {
      const field = fields.find((one) => one.name === memberName(index))
      return field && (field.bitOffset ?? field.offset * 8)
    })
    return { size, alignment, offsets }
  }
  // The forms are fields of the whole, or of a union that is called the payload.
  const payload = fields.find((field) => field.name === 'payload')
  const bodies = payload === undefined ? fields : measure(payload.type).fields
  const start = payload?.offset ?? 0
  const offsets = shape.variants.flatMap((_, index) => {
    const body = bodies.find((one) => one.name === variantName(index))
    const parts = body === undefined ? [] : measure(body.type).fields.filter((field) => field.name !== 'tag')
    return parts.map((field) => (start + field.offset) * 8)
  })
  return { size, alignment, offsets: [0, ...offsets] }
}
