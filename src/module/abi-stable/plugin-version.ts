import { ModuleError } from '../../errors/index.js'

/** The three numbers of the version of a crate. */
interface VersionNumber {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

const largest = 0xffff_ffff

/**
 * Refuses a plugin whose version does not fit that of the interface which the host declares, by the rule of
 * `abi_stable`: equal major versions, and while these are 0, a minor version that is not older. What a plugin
 * of an older version lacks is seen by its layout and its mask, not by its version.
 *
 * @param path - The plugin, for errors.
 * @param expected - The version that the host declares.
 * @param found - The version that the plugin says it has.
 * @throws {@link ModuleError} `ABI-A005` for what is no version, `ABI-A006` for one that does not fit.
 *
 * @see Rule A-5 of the specification.
 *
 * @internal
 */
export function checkPluginVersion(path: string, expected: string, found: string): void {
  const host = parseVersion(path, expected)
  const plugin = parseVersion(path, found)
  if (host.major === plugin.major && (host.major !== 0 || host.minor <= plugin.minor)) return
  throw new ModuleError('the plugin has a version that does not fit', {
    code: 'ABI-A006',
    rule: 'A-5',
    path,
    expected:
      host.major === 0 ? `version 0.${host.minor} or a later one below 1.0` : `version ${host.major}.*`,
    found: `version ${found}`,
    hint: `the host declares version ${expected} of the interface`,
  })
}

/**
 * Reads a version as `abi_stable` does: what follows the first digits of the third part does not count.
 *
 * @throws {@link ModuleError} `ABI-A005` for what is no version.
 *
 * @internal
 */
export function parseVersion(path: string, text: string): VersionNumber {
  const [major = '', minor = '', ...rest] = text.split('.')
  const [patch = '0'] = /[0-9]+/.exec(rest.join('.')) ?? []
  const [one, two, three] = [major, minor, patch].map(parsePart)
  if (one !== undefined && two !== undefined && three !== undefined)
    return { major: one, minor: two, patch: three }
  throw new ModuleError('the plugin has a version that cannot be read', {
    code: 'ABI-A005',
    rule: 'A-5',
    path,
    expected: `two or three numbers up to ${largest}, as 1.2.0`,
    found: JSON.stringify(text),
  })
}

/** A whole number of 32 bits, spelled as Rust reads one: with a plus sign, if it likes. */
function parsePart(text: string): number | undefined {
  const value = /^\+?[0-9]+$/.test(text) ? Number(text) : undefined
  return value === undefined || value > largest ? undefined : value
}
