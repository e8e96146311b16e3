// What a Rust enum with fields means in C, by Rust's own definition of its representations.
import type { FieldShape, RecordShape, Shape, TaggedUnionShape } from './shapes.js'

/** A tagged union in terms of structs and unions, and where in it the tag and the fields of a variant are. */
export interface Expansion {
  readonly shape: RecordShape
  /**
   * The union of the variants: the shape itself, or a member of it. Absent where no variant has a field.
   */
  readonly payload?: { readonly member?: number; readonly union: RecordShape } | undefined
  /** How many members of a variant's struct precede its fields: 1 where each begins with the tag. */
  readonly preceding: 0 | 1
  /** For each variant the number of its member in the union; absent for a variant without fields. */
  readonly memberOf: readonly (number | undefined)[]
}

const field = (shape: Shape): FieldShape => ({ kind: 'field', shape })

/**
 * Expands a tagged union.
 *
 * With an integer as representation it is a union of structs that each begin with the tag. With `C` it is a struct of the tag
 * and a union of structs; the tag is a C enum, or the integer that stands beside `C`.
 */
export function expandTaggedUnion({ repr, variants }: TaggedUnionShape): Expansion {
  if (typeof repr === 'string' && repr !== 'C') {
    const tag: Shape = { kind: 'scalar', scalar: repr }
    const union: RecordShape = {
      kind: 'union',
      members: variants.map((fields) =>
        field({ kind: 'struct', members: [field(tag), ...fields.map(field)] }),
      ),
    }
    return { shape: union, payload: { union }, preceding: 1, memberOf: variants.map((_, index) => index) }
  }
  const tag: Shape = { kind: 'enumeration', repr: repr === 'C' ? 'c_int' : repr[1] }
  // A struct without members is not C, and adds nothing to a union.
  const inhabited = variants.flatMap((fields, index) => (fields.length > 0 ? [{ fields, index }] : []))
  if (inhabited.length === 0) {
    const shape: RecordShape = { kind: 'struct', members: [field(tag)] }
    return { shape, preceding: 0, memberOf: variants.map(() => undefined) }
  }
  const union: RecordShape = {
    kind: 'union',
    members: inhabited.map(({ fields }) => field({ kind: 'struct', members: fields.map(field) })),
  }
  const places = new Map(inhabited.map(({ index }, place) => [index, place]))
  return {
    shape: { kind: 'struct', members: [field(tag), field(union)] },
    payload: { member: 1, union },
    preceding: 0,
    memberOf: variants.map((_, index) => places.get(index)),
  }
}
