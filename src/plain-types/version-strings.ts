import { ValueError } from '../errors/index.js'
import { struct, transparent, u32, type Infer, type StructType, type Type } from '../layout/index.js'
import { describeValue } from '../layout/names.js'
import { RStr } from './r-str.js'

/**
 * The version of a library as text: `abi_stable`'s `VersionStrings`, laid out as an {@link RStr}.
 *
 * @see Rule T-38 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, VersionStrings } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(VersionStrings).size, 16)
 * ```
 */
export const VersionStrings: Type<string> = transparent('VersionStrings', RStr, {
  doc: 'A version as text, as in 1.2.3.',
  abiStable: { name: 'VersionStrings', parameters: [] },
})

/**
 * A version as three numbers: `abi_stable`'s `VersionNumber`, 12 bytes.
 *
 * @see Rule T-38 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, parseVersionNumber, struct, VersionNumber } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Info = struct('Info', { version: VersionNumber })
 * const info = bufferMemory(new ArrayBuffer(64)).allocate(Info, { version: parseVersionNumber('1.2.3') })
 * assert.equal(info.version.minor, 2)
 * ```
 */
export const VersionNumber: StructType<{
  readonly major: typeof u32
  readonly minor: typeof u32
  readonly patch: typeof u32
}> = struct(
  'VersionNumber',
  { major: u32, minor: u32, patch: u32 },
  { abiStable: { name: 'VersionNumber', parameters: [] } },
)

/** A version as three numbers from 0 to 2^32 - 1. */
export type Version = Readonly<Infer<typeof VersionNumber>>

/**
 * Reads a version as the crate `abi_stable` does: two numbers, and the first run of digits behind the second point, 0 where
 * there is none.
 *
 * @param text - A version, as in `1.2.3` or `0.11.3-beta`.
 * @throws {@link ValueError} `ABI-U012` for what is none; `path` says which part.
 *
 * @see Rule T-38 of the specification.
 *
 * @example
 * ```ts
 * import { parseVersionNumber } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(parseVersionNumber('1.2.3-rc.4'), { major: 1, minor: 2, patch: 3 })
 * assert.throws(() => parseVersionNumber('one'), { code: 'ABI-U012' })
 * ```
 */
export function parseVersionNumber(text: string): Version {
  if (typeof text !== 'string') refuse('text', text)
  const [major = '', minor = '', ...rest] = text.split('.')
  return {
    major: part('major', major, text),
    minor: part('minor', minor, text),
    patch: part('patch', /\d+/.exec(rest.join('.'))?.[0] ?? '0', text),
  }
}

/**
 * Whether a library can stand in for the version that its user was made for: the same major version and no older minor
 * one; below 1.0 the same minor version and no older patch.
 *
 * @param user - The version that is asked for.
 * @param library - The version that is there.
 *
 * @see Rule T-38 of the specification.
 *
 * @example
 * ```ts
 * import { isCompatibleVersion, parseVersionNumber } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert(isCompatibleVersion(parseVersionNumber('1.2.3'), parseVersionNumber('1.4.0')))
 * assert(!isCompatibleVersion(parseVersionNumber('0.2.3'), parseVersionNumber('0.4.0')))
 * ```
 */
export function isCompatibleVersion(user: Version, library: Version): boolean {
  if (user.major === 0 && library.major === 0)
    return user.minor === library.minor && user.patch <= library.patch
  return user.major === library.major && user.minor <= library.minor
}

/**
 * Whether two versions are compatible as Cargo understands it, whichever is newer: the same major version, and below 1.0 the
 * same minor one.
 *
 * @param one - A version.
 * @param other - Another version.
 *
 * @see Rule T-38 of the specification.
 *
 * @example
 * ```ts
 * import { isLooselyCompatibleVersion, parseVersionNumber } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert(isLooselyCompatibleVersion(parseVersionNumber('1.4.0'), parseVersionNumber('1.2.3')))
 * assert(!isLooselyCompatibleVersion(parseVersionNumber('0.4.0'), parseVersionNumber('0.2.3')))
 * ```
 */
export function isLooselyCompatibleVersion(one: Version, other: Version): boolean {
  return one.major === other.major && (one.major !== 0 || one.minor === other.minor)
}

function part(name: string, digits: string, text: string): number {
  // Rust reads a plus in front of a number, and no minus in front of one without a sign.
  const number = /^\+?\d+$/.test(digits) ? Number(digits) : NaN
  return number < 2 ** 32 ? number : refuse(name, text)
}

function refuse(name: string, found: unknown): never {
  throw new ValueError('a version that cannot be read', {
    code: 'ABI-U012',
    rule: 'T-38',
    path: `version → ${name}`,
    expected: 'three numbers below 2^32, as in 1.2.3',
    found: describeValue(found),
  })
}
