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
 * Refuses an interface with a field that takes no bytes.
 *
 * @throws {@link DeclarationError} `ABI-L006`.
 *
 * @see Rule E-8 of the specification.
 *
 * @internal
 */
export function checkFieldsTakeBytes(type: PrefixType, layout: StructLayout): void {
  const empty = layout.fields.find((field) => field.size === 0)
  if (empty !== undefined)
    refuse(type, `${empty.name}, of no size`, 'leave the field out: nothing would be there or missing')
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
