import * as v from 'valibot'
import type { InterfacePresence } from '../layout/index.js'

/** The most fields that a mask has bits for. */
const largestMask = 64

/**
 * The version of an interface, or of a struct whose version field says which fields it has: numbers joined by dots.
 *
 * @internal
 */
export const schemaVersion = v.pipe(v.string(), v.regex(/^\d{1,20}(\.\d{1,20}){0,7}$/, 'not a version'))

/** What a schema says of versions and presence. */
interface VersionedShape {
  readonly version: string
  readonly presence?: InterfacePresence

  readonly fields: readonly { readonly name: string; readonly since: string }[]
}

/**
 * Whether all versions are of the kind that the presence of the interface has.
 *
 * @see Rules P-2, R-3 and S-3 of the specification.
 *
 * @internal
 */
export function versionsFit({ version, presence, fields }: VersionedShape): boolean {
  const isRight = presence?.kind === 'version' ? ofAsManyNumbersAs(version) : isInterfaceVersion
  return [version, ...fields.map(({ since }) => since)].every(isRight)
}

/**
 * Whether the presence of the interface can tell its fields apart, and is said by one of them or by a mask.
 *
 * @see Rules P-5, R-1 and S-3 of the specification.
 *
 * @internal
 */
export function presenceFits({ presence, fields }: VersionedShape): boolean {
  if (presence === undefined) return fields.length <= largestMask
  return fields.some(({ name }) => name === presence.field)
}

function isInterfaceVersion(version: string): boolean {
  return /^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(version)
}

function ofAsManyNumbersAs(one: string): (version: string) => boolean {
  const numbers = one.split('.').length
  return (version) => version.split('.').length === numbers
}
