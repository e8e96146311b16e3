import { DeclarationError, ModuleError } from '../../errors/index.js'
import { codecOf } from '../../layout/layout.js'
import { describeValue } from '../../layout/names.js'
import { placeFields } from '../../layout/placement/place-fields.js'
import type { InterfacePresence, Memory, StructLayout, Target } from '../../layout/index.js'
import { checkVersion } from '../version.js'
import { fittingFields } from './fitting-fields.js'
import {
  asValueOf,
  checkFieldName,
  checkPresenceField,
  placeOf,
  placePlainly,
  readPresenceField,
} from './presence-field.js'
import type { Extent, Instance, NewExtent, PlacedField, Presence, PresentField } from './presence.js'

/** What a reader does with what it does not know. */
export interface SizeFieldOptions {
  /**
   * What to do with bytes behind those that this side knows: `'ignore'` them, which is usual, or `'refuse'` an instance
   * where one of them is not zero, because it says something that this side would not do.
   */
  readonly unknownTail?: 'ignore' | 'refuse' | undefined
  /** Bytes: a larger size is refused. 1 MiB where it is left out. */
  readonly largest?: number | undefined
}

/**
 * Presence by size: a field of the struct says how many bytes its maker knew. Made by {@link sizeField}.
 */
export interface SizeField<Field extends string = string> extends Presence {
  readonly kind: 'size'
  readonly field: Field
}

const usualLargest = 2 ** 20

/**
 * Says that a field of a struct tells how many bytes it has: what `cbSize` and `struct_size` do. A field is there if it
 * ends within that size.
 *
 * @param field - Name of the field, an integer of the frozen prefix.
 * @param options - What to do with unknown bytes, and which sizes are believed.
 * @throws {@link DeclarationError} `ABI-P010` for options that make no sense.
 *
 * @see Rule R-2 of the specification.
 *
 * @example
 * ```ts
 * import { implement, layoutOf, prefixType, since, sizeField, u32, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Options = prefixType('Options', {
 *   presence: sizeField('struct_size'),
 *   version: '1.1.0',
 *   prefix: { struct_size: u64, flags: u64 },
 *   lastPrefixField: 'flags',
 *   suffix: { timeout: since('1.1.0', u32) },
 * })
 * using old = implement(Options.upTo('1.0.0'), { flags: 5n })
 * assert.equal(old.as(Options).struct_size, 16n)
 * assert.equal(old.as(Options).timeout, undefined)
 * assert.equal(layoutOf(Options).size, 24)
 * ```
 */
export function sizeField<const Field extends string>(
  field: Field,
  options: SizeFieldOptions = {},
): SizeField<Field> {
  checkFieldName(field, 'sizeField')
  const { unknownTail = 'ignore', largest = usualLargest } = options
  const path = `sizeField('${field}')`
  if (unknownTail !== 'ignore' && unknownTail !== 'refuse')
    refuseOption(`${path} → unknownTail`, "'ignore' or 'refuse'", unknownTail)
  if (!Number.isSafeInteger(largest) || largest < 1)
    refuseOption(`${path} → largest`, 'a number of bytes, 1 or more', largest)
  return Object.freeze(new SizePresence(field, unknownTail === 'refuse', largest))
}

class SizePresence<Field extends string> implements SizeField<Field> {
  readonly kind = 'size'
  readonly usualVersion = '1.0.0'
  readonly checkVersion: Presence['checkVersion'] = checkVersion
  readonly fitting = fittingFields

  constructor(
    readonly field: Field,
    readonly refusesUnknown: boolean,
    readonly largest: number,
  ) {}

  place(fields: readonly PlacedField[], target: Target, name: string): StructLayout {
    const layout = placePlainly(fields, target)
    fields.forEach((field, index) => {
      if (index === 0 || field.since === fields[index - 1]!.since) return
      const older = placeFields(fields.slice(0, index), target)
      const { offset, size } = layout.fields[index]!
      if (offset + size <= older.size) refusePadding(`${name}.${field.name}`, offset, older.size)
    })
    return layout
  }

  checkFields(name: string, fields: readonly PresentField[]): void {
    checkPresenceField(name, this.field, fields, false)
  }

  read(instance: Instance): Extent {
    const { type, layout, path } = instance
    const [said] = readPresenceField(instance, this.field)
    const always = layout.fields.filter((_, index) => type.fields[index]!.isPrefix)
    const least = Math.max(...always.map((place) => place.offset + place.size))
    if (said! < BigInt(least) || said! > BigInt(this.largest)) {
      throw new ModuleError('a size that cannot be right', {
        code: 'ABI-P008',
        rule: 'R-2',
        path: `${path}.${this.field}`,
        expected: `${least} to ${this.largest} bytes`,
        found: String(said),
        hint: said === 0n ? 'is the size written before the struct is handed over?' : undefined,
      })
    }
    const size = Number(said)
    if (this.refusesUnknown) checkTail(instance, size)
    const mask = fittingFields({ layout, size })
    const isKnown = size <= layout.size
    const fieldCount = isKnown
      ? layout.fields.filter((place) => place.offset + place.size <= size).length
      : undefined
    return { mask, peer: { version: undefined, fieldCount, size } }
  }

  write(memory: Memory, offset: number, { type, layout, target, size }: NewExtent): void {
    const place = placeOf(layout, this.field)
    const value = asValueOf(place.type, BigInt(size))
    codecOf(place.type, target).set(memory, offset + place.offset, value, `${type.name}.${this.field}`)
  }

  schema(): InterfacePresence {
    return { kind: this.kind, field: this.field }
  }
}

/** What a reader does not know begins behind its last field: padding can be a field of somebody else's. */
function checkTail({ path, layout, bytes }: Instance, size: number): void {
  const known = layout.fields.reduce(
    (end, place) => (place.offset + place.size <= size ? Math.max(end, place.offset + place.size) : end),
    0,
  )
  if (known >= size) return
  const place = bytes(known, size - known).findIndex((byte) => byte !== 0)
  if (place < 0) return
  throw new ModuleError('bytes that this side does not know, and that are not zero', {
    code: 'ABI-P009',
    rule: 'R-4',
    path,
    expected: `zero from offset ${known} to ${size}`,
    found: `something else at offset ${known + place}`,
    hint: 'the other side is newer and asks for what this side cannot do: update this side',
  })
}

function refusePadding(path: string, offset: number, size: number): never {
  throw new DeclarationError('a field in the padding of an older version', {
    code: 'ABI-P010',
    rule: 'R-2',
    path,
    expected: `an offset of ${size} or more, the size of the struct in the version before`,
    found: `an offset of ${offset}: older instances would seem to have the field`,
    hint: 'end the older version with a reserved field that fills the padding',
  })
}

function refuseOption(path: string, expected: string, found: unknown): never {
  throw new DeclarationError('not how a size field is declared', {
    code: 'ABI-P010',
    rule: 'R-2',
    path,
    expected,
    found: describeValue(found),
  })
}
