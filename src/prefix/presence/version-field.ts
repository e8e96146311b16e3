import { ModuleError } from '../../errors/index.js'
import { codecOf } from '../../layout/layout.js'
import type { InterfacePresence, Memory } from '../../layout/index.js'
import { compareVersions } from '../version.js'
import { fittingFields } from './fitting-fields.js'
import { checkRung, climb, readLadder, type Ladder } from './ladder.js'
import {
  asValueOf,
  checkFieldName,
  checkPresenceField,
  partsOf,
  placeOf,
  placePlainly,
  readPresenceField,
} from './presence-field.js'
import type {
  DeclaredVersions,
  Extent,
  Instance,
  NewExtent,
  Presence,
  PresentField,
  Versions,
} from './presence.js'

/** The rungs of a ladder: the number of a version, and the last field that it has. */
export type VersionLadder = Readonly<Record<string, string>>

/** Limits of a version field. */
export interface VersionFieldOptions {
  /**
   * The newest version that is believed: a number, or for a struct of numbers a text as `'3.2'`. A newer one is refused.
   * Without it any version from the first rung on is believed.
   */
  readonly newest?: number | string | undefined
}

/**
 * Presence by version: a field of the struct says which version its maker knew, and a ladder which fields that version
 * had. Made by {@link versionField}.
 */
export interface VersionField<Field extends string = string> extends Presence {
  readonly kind: 'version'
  readonly field: Field
}

/**
 * Says that a field of a struct tells which version it is of: what `iVersion`, `age` and `CK_VERSION` do.
 *
 * @param field - Name of the field: an integer of the frozen prefix, or a struct of integers of which the first one
 * counts most.
 * @param ladder - For each version that brought fields, the last field that it has. Its keys are whole numbers from 0,
 * or, for a struct, as many of them joined by dots.
 * @param options - Which versions are believed.
 * @throws {@link DeclarationError} `ABI-P010` for a ladder that is none.
 *
 * @see Rule R-3 of the specification.
 *
 * @example
 * ```ts
 * import { c_int, implement, missing, prefixType, u32, versionField } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Info = prefixType('Info', {
 *   presence: versionField('age', { 0: 'features', 1: 'ssl', 4: 'threads' }),
 *   prefix: { age: c_int, features: u32 },
 *   lastPrefixField: 'features',
 *   suffix: { ssl: u32, codecs: u32, threads: missing.value(u32, 1) },
 * })
 * assert.deepEqual(Info.versions, ['0', '1', '4'])
 *
 * using old = implement(Info.upTo('1'), { features: 3, ssl: 300 })
 * assert.equal(old.as(Info).age, 1)
 * assert.equal(old.as(Info).ssl, 300)
 * assert.equal(old.as(Info).codecs, undefined)
 * assert.equal(old.as(Info).threads, 1)
 * ```
 */
export function versionField<const Field extends string>(
  field: Field,
  ladder: VersionLadder,
  options: VersionFieldOptions = {},
): VersionField<Field> {
  checkFieldName(field, 'versionField')
  const rungs = readLadder(field, ladder)
  const newest = options.newest === undefined ? undefined : String(options.newest)
  if (newest !== undefined) checkRung(newest, rungs, `versionField('${field}') → newest`)
  return Object.freeze(new VersionPresence(field, rungs, newest))
}

class VersionPresence<Field extends string> implements VersionField<Field> {
  readonly kind = 'version'
  readonly usualVersion: string
  readonly place = placePlainly

  constructor(
    readonly field: Field,
    readonly ladder: Ladder,
    readonly newest: string | undefined,
  ) {
    this.usualVersion = ladder.at(-1)!.version
  }

  versions(name: string, declared: DeclaredVersions, fields: readonly string[]): Versions {
    return climb(name, this.ladder, declared, fields)
  }

  checkFields(name: string, fields: readonly PresentField[]): void {
    checkPresenceField(name, this.field, fields, true)
    const { type } = fields.find((one) => one.name === this.field)!
    const numbers = partsOf(type)?.length ?? 1
    checkRung(this.usualVersion, numbers, `${name}.${this.field}`)
  }

  checkVersion(version: unknown, path: string): asserts version is string {
    checkRung(version, this.ladder, path)
  }

  read(instance: Instance): Extent {
    const { type } = instance
    const version = readPresenceField(instance, this.field).join('.')
    this.#checkBelievable(version, instance.path)
    const has = (since: string): boolean => compareVersions(since, version) <= 0
    const there = type.fields.filter((field) => has(field.consumes?.since ?? field.since))
    const isKnown = compareVersions(version, type.version) <= 0
    return {
      mask: there.reduce((mask, field) => mask | (1n << BigInt(field.index)), 0n),
      peer: { version, fieldCount: isKnown ? there.length : undefined },
    }
  }

  /** The fields of the newest rung that fits as a whole. */
  fitting(extent: Pick<NewExtent, 'type' | 'layout' | 'size'>): bigint {
    const { type } = extent
    const fitting = fittingFields(extent)
    const tooBig = type.fields.filter((field) => ((fitting >> BigInt(field.index)) & 1n) === 0n)
    const isWhole = (since: string): boolean =>
      tooBig.every((one) => compareVersions(since, slotSince(one)) < 0)
    return type.fields.reduce(
      (mask, field) => (isWhole(slotSince(field)) ? mask | (1n << BigInt(field.index)) : mask),
      0n,
    )
  }

  write(memory: Memory, offset: number, { type, layout, target, mask }: NewExtent): void {
    const place = placeOf(layout, this.field)
    const isWhole = type.fields.every((field) => ((mask >> BigInt(field.index)) & 1n) === 1n)
    const numbers = (isWhole ? type.version : this.#newestOf(type.fields, mask)).split('.').map(BigInt)
    const parts = partsOf(place.type)
    const types = place.type.definition?.fields?.()
    const value =
      parts === undefined
        ? asValueOf(place.type, numbers[0]!)
        : Object.fromEntries(parts.map((part, at) => [part, asValueOf(types![at]!.type, numbers[at]!)]))
    codecOf(place.type, target).set(memory, offset + place.offset, value, `${type.name}.${this.field}`)
  }

  schema(): InterfacePresence {
    return { kind: this.kind, field: this.field }
  }

  #newestOf(fields: readonly PresentField[], mask: bigint): string {
    const there = fields.filter((field) => ((mask >> BigInt(field.index)) & 1n) === 1n)
    return there.map(slotSince).sort(compareVersions).at(-1)!
  }

  #checkBelievable(version: string, path: string): void {
    const first = this.ladder[0]!.version
    const isNegative = version.includes('-')
    const isBelievable =
      !isNegative &&
      compareVersions(version, first) >= 0 &&
      (this.newest === undefined || compareVersions(version, this.newest) <= 0)
    if (isBelievable) return
    throw new ModuleError('a version that cannot be right', {
      code: 'ABI-P007',
      rule: 'R-3',
      path: `${path}.${this.field}`,
      expected: this.newest === undefined ? `${first} or newer` : `a version from ${first} to ${this.newest}`,
      found: version,
    })
  }
}

/** The version from which on the bytes of a field are there. */
function slotSince(field: PresentField): string {
  return field.consumes?.since ?? field.since
}
