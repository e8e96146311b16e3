import { DeclarationError } from '../errors/index.js'
import { placeFields } from '../layout/placement/place-fields.js'
import type { StructLayout } from '../layout/layout.js'
import type { AnyType, DefinedField, Target } from '../layout/index.js'
import type { PrefixType } from '../prefix/prefix-type.js'
import { isLeftOut } from './c-members.js'

/**
 * Refuses a struct or union that would not be the same in C, which has no members without bytes.
 *
 * @throws {@link DeclarationError} `ABI-L006` where nothing is left of it, or where what is left lies elsewhere.
 *
 * @see Rule E-8 of the specification.
 *
 * @internal
 */
export function checkSayable(type: AnyType, layout: StructLayout, target: Target): void {
  const { fields, keyword, placement } = type.definition!
  const all = fields!()
  const sizes = new Map(layout.fields.map(({ name, size }) => [name, size]))
  const isKept = (field: DefinedField): boolean => !isLeftOut(field, sizes.get(field.name) ?? 1)
  const kept = all.filter(isKept)
  if (kept.length === all.length) return
  const leftOut = all
    .filter((field) => !isKept(field))
    .map((field) => field.name)
    .join(', ')
  if (!kept.some(({ name, type }) => sizes.has(name) && type.isFlexible !== true)) {
    refuse(type, `only ${leftOut}, of no size`, 'leave the type out of what goes into headers')
  }
  const left = placeFields(kept, target, { ...placement, isUnion: keyword === 'union' })
  const offsets = new Map(left.fields.map(({ name, offset }) => [name, offset]))
  const moved = layout.fields.find(({ name, offset }) => (offsets.get(name) ?? offset) !== offset)
  if (left.size === layout.size && left.alignment === layout.alignment && moved === undefined) return
  refuse(
    type,
    moved === undefined
      ? `${leftOut}, of no size, on which its ${left.size === layout.size ? 'alignment' : 'size'} depends`
      : `${leftOut}, of no size, on which the place of ${moved.name} depends`,
    'say the alignment of the struct or of the next field: align, aligned(…)',
  )
}

/**
 * Refuses an interface that would not be the same without its fields of no size.
 *
 * @throws {@link DeclarationError} `ABI-L006`.
 *
 * @see Rule E-8 of the specification.
 *
 * @internal
 */
export function checkPrefixSayable(type: PrefixType, layout: StructLayout, target: Target): void {
  const kept = type.fields.filter(({ index }) => layout.fields[index]!.size > 0)
  if (kept.length === type.fields.length) return
  const leftOut = type.fields.filter((field) => !kept.includes(field)).map(({ name }) => name)
  const left = type.presence.place(kept, target, type.name, type.align)
  const moved = left.fields.find((place, index) => place.offset !== layout.fields[kept[index]!.index]!.offset)
  if (moved === undefined && left.alignment === layout.alignment) return
  refuse(
    type,
    `${leftOut.join(', ')}, of no size, on which ${moved === undefined ? 'its alignment' : `the place of ${moved.name}`} depends`,
    'say the alignment of the interface: align',
  )
}

function refuse(type: { readonly name: string }, found: string, hint: string): never {
  throw new DeclarationError('C cannot say this type: it has no members without bytes', {
    code: 'ABI-L006',
    rule: 'E-8',
    path: type.name,
    expected: 'fields that take bytes',
    found,
    hint,
  })
}
