// Random prefix types of all kinds of presence, each with the description that the oracle goes by.
import {
  i32,
  i64,
  missing,
  prefixType,
  sizeField,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  versionField,
  type AnyType,
  type Field,
  type PrefixType,
} from 'abiding'
import { kinds, type Kind } from './kinds.js'
import type { Random } from './random.js'

/** What reading a missing field does. */
export type Policy = 'option' | 'panic' | 'default' | 'value' | 'with'

/** A field with its place. */
export interface ShapeField {
  readonly name: string
  readonly kind: Kind
  readonly offset: number
  /** Undefined for fields of the prefix. */
  readonly policy: Policy | undefined
  /** The rung of the ladder that brought it. */
  readonly rung: number
}

/** An integer that says which fields are there. */
export interface PresenceField {
  readonly name: string
  readonly offset: number
  /** Its numbers: one, or those of a struct. */
  readonly parts: readonly { readonly offset: number; readonly size: number; readonly isSigned: boolean }[]
  readonly size: number
}

/** How instances say which fields they have. */
export type ShapePresence =
  | { readonly kind: 'mask' }
  | {
      readonly kind: 'size'
      readonly field: PresenceField
      readonly refusesTail: boolean
      readonly largest: number
    }
  | {
      readonly kind: 'version'
      readonly field: PresenceField
      /** The numbers of the rungs, oldest first. */
      readonly rungs: readonly (readonly number[])[]
      readonly newest: readonly number[] | undefined
    }

/** A prefix type, and what is known of it. */
export interface Shape {
  readonly type: PrefixType
  readonly presence: ShapePresence
  readonly fields: readonly ShapeField[]
  /** Bytes of the whole, padding at the end included. */
  readonly size: number
  readonly alignment: number
}

/** What a field that says which fields are there can be. */
const integers = [
  { type: u16, size: 2, isSigned: false },
  { type: u32, size: 4, isSigned: false },
  { type: u64, size: 8, isSigned: false },
  { type: usize, size: 8, isSigned: false },
  { type: i32, size: 4, isSigned: true },
  { type: i64, size: 8, isSigned: true },
] as const

const Numbers = struct('Numbers', { major: u8, minor: u8 })

interface Draft {
  readonly name: string
  readonly type: AnyType
  readonly size: number
  readonly alignment: number
  readonly kind: Kind | undefined
  readonly parts: PresenceField['parts']
}

function draftPresence(random: Random, name: string, isVersion: boolean): Draft {
  if (isVersion && random.once(4)) {
    const parts = [0, 1].map((offset) => ({ offset, size: 1, isSigned: false }))
    return { name, type: Numbers, size: 2, alignment: 1, kind: undefined, parts }
  }
  const { type, size, isSigned } = random.pick(integers)
  return { name, type, size, alignment: size, kind: undefined, parts: [{ offset: 0, size, isSigned }] }
}

const alignUp = (offset: number, alignment: number): number => Math.ceil(offset / alignment) * alignment

/** Makes a prefix type. */
export function randomShape(random: Random, name: string): Shape {
  const presenceKind = random.pick(['mask', 'size', 'version'] as const)
  const prefixCount = random.between(1, 5)
  const suffixCount = random.between(0, 6)
  const drafts: Draft[] = Array.from({ length: prefixCount + suffixCount }, (_, index) => {
    const kind = random.pick(kinds)
    const { type, size, alignment } = kind
    return { name: `f${index}`, type, size, alignment, kind, parts: [] }
  })
  const said = random.once(3) ? random.between(0, prefixCount - 1) : 0
  if (presenceKind !== 'mask') drafts[said] = draftPresence(random, `f${said}`, presenceKind === 'version')

  // C's rule: each field at the next multiple of its alignment.
  const isMask = presenceKind === 'mask'
  const alignment = Math.max(isMask ? 8 : 1, ...drafts.map((draft) => draft.alignment))
  let end = isMask ? 16 : 0
  const offsets = drafts.map((draft) => {
    const offset = alignUp(end, draft.alignment)
    end = offset + draft.size
    return offset
  })
  const size = alignUp(end, alignment)

  const rungOf = climb(random, prefixCount, drafts.length)
  const policies = drafts.map((draft, index) =>
    index < prefixCount ? undefined : randomPolicy(random, draft.kind!),
  )
  const field: PresenceField = {
    name: `f${said}`,
    offset: offsets[said]!,
    parts: drafts[said]!.parts,
    size: drafts[said]!.size,
  }
  const presence = randomPresence(random, presenceKind, field, Math.max(...rungOf) + 1, size)
  const declared = (from: number, to: number): Record<string, Field> =>
    Object.fromEntries(
      drafts
        .slice(from, to)
        .map((draft, index) => [draft.name, declare(draft, policies[from + index])] as const),
    )
  const type = prefixType(name, {
    ...presenceOf(presence, rungOf),
    prefix: declared(0, prefixCount),
    lastPrefixField: `f${prefixCount - 1}`,
    suffix: declared(prefixCount, drafts.length),
  } as never) as PrefixType
  const fields = drafts.flatMap((draft, index) =>
    draft.kind === undefined
      ? []
      : [
          {
            name: draft.name,
            kind: draft.kind,
            offset: offsets[index]!,
            policy: policies[index],
            rung: rungOf[index]!,
          },
        ],
  )
  return { type, presence, fields, size, alignment }
}

/** The rung of each field: that of the prefix is the first, and a rung may bring several fields. */
function climb(random: Random, prefixCount: number, count: number): number[] {
  let rung = 0
  return Array.from({ length: count }, (_, index) => {
    if (index >= prefixCount && (index > prefixCount || random.once(3)) && !random.once(3)) rung += 1
    return rung
  })
}

function randomPolicy(random: Random, kind: Kind): Policy {
  const possible: Policy[] = ['option', 'panic']
  if ('usual' in kind) possible.push('default', 'value', 'with')
  return random.pick(possible)
}

/** Stands in for a missing field. */
export const substitute = (kind: Kind): unknown => kind.usual

function declare(draft: Draft, policy: Policy | undefined): Field {
  const { type, kind } = draft
  switch (policy) {
    case undefined:
      return type
    case 'value':
      return missing.value(type, substitute(kind!))
    case 'with':
      return missing.with(type, () => substitute(kind!))
    default:
      return missing[policy](type)
  }
}

function randomPresence(
  random: Random,
  kind: ShapePresence['kind'],
  field: PresenceField,
  rungCount: number,
  size: number,
): ShapePresence {
  if (kind === 'mask') return { kind }
  if (kind === 'size') {
    const largest = random.once(3) ? size + random.between(0, 256) : 2 ** 20
    return { kind, field, refusesTail: random.once(2), largest }
  }
  const isStruct = field.parts.length === 2
  let last = random.between(0, 3)
  const numbers = Array.from({ length: rungCount }, () => (last += random.between(1, 3)))
  const rungs = numbers.map((one) => (isStruct ? [one, random.between(0, 9)] : [one]))
  const newest = random.once(3) ? [last + random.between(0, 5), ...(isStruct ? [99] : [])] : undefined
  return { kind, field, rungs, newest }
}

function presenceOf(presence: ShapePresence, rungOf: readonly number[]): object {
  switch (presence.kind) {
    case 'mask':
      return { version: '1.0.0' }
    case 'size':
      return {
        version: '1.0.0',
        presence: sizeField(presence.field.name, {
          unknownTail: presence.refusesTail ? 'refuse' : 'ignore',
          largest: presence.largest,
        }),
      }
    case 'version': {
      const ladder = presence.rungs.map((numbers, rung) => [
        numbers.join('.'),
        `f${rungOf.lastIndexOf(rung)}`,
      ])
      const { newest } = presence
      return {
        presence: versionField(
          presence.field.name,
          Object.fromEntries(ladder) as Record<string, string>,
          newest === undefined ? {} : { newest: newest.join('.') },
        ),
      }
    }
  }
}
