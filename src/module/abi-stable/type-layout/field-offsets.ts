import { alignUp } from '../../../layout/index.js'
import type { DecodedType } from './decoded-type.js'
import type { FieldDraft } from './decode-fields.js'

const prefixHead = 16
const cIntBytes = 4

/**
 * Computes where the fields of a type lie: nobody stores it, because it follows from the sizes and alignments of their types.
 *
 * @param refuse - Refuses fields that do not fit into the type.
 *
 * @see Rule A-23 of the specification.
 *
 * @internal
 */
export function placeDecodedFields(
  type: DecodedType,
  refuse: (summary: string, expected: string, found: string) => never,
): void {
  const { data } = type
  const place = (fields: readonly FieldDraft[], start: number): void => {
    const end = placeInOrder(fields, start, type)
    if (end > type.size)
      refuse('fields that do not fit into their type', `at most ${type.size} bytes`, `${end} bytes`)
  }
  switch (data.kind) {
    case 'struct':
      return place(data.fields, 0)
    case 'union':
      for (const field of data.fields) place([field], 0)
      return
    case 'enum':
      for (const { fields } of data.variants) place(fields, payloadStart(type))
      return
    case 'prefix':
      placeInOrder(data.fields, alignUp(prefixHead, Math.max(8, type.alignment)), type)
      return
    case 'primitive':
    case 'opaque':
  }
}

function placeInOrder(fields: readonly FieldDraft[], start: number, { repr }: DecodedType): number {
  let end = start
  for (const field of fields) {
    const { size, alignment } = field.type
    field.offset = alignUp(end, repr.kind === 'packed' ? Math.min(alignment, repr.alignment) : alignment)
    end = field.offset + size
  }
  return end
}

/** Where the first field of a variant may begin. With `repr(C)` all variants begin behind the tag together. */
function payloadStart({ data, repr }: DecodedType): number {
  if (data.kind !== 'enum') return 0
  const sizes: Readonly<Record<string, number>> = { 8: 1, 16: 2, 32: 4, 64: 8 }
  switch (repr.kind) {
    case 'int':
      return sizes[repr.integer.slice(1)] ?? 8
    case 'C':
    case 'CAndInt': {
      const tag = repr.kind === 'CAndInt' ? (sizes[repr.integer.slice(1)] ?? 8) : cIntBytes
      const fields = data.variants.flatMap((variant) => variant.fields)
      return alignUp(tag, Math.max(1, ...fields.map((field) => field.type.alignment)))
    }
    default:
      return 0
  }
}
