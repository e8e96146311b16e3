import semver from 'semver'
import { DeclarationError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'

/** The parts of a version must fit in the number that stands for it in C. */
const largestPart = 999

/**
 * Checks the version of an interface.
 *
 * @see Rule P-2 of the specification.
 *
 * @internal
 */
export function checkVersion(version: unknown, path: string): asserts version is string {
  const parsed = typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version) ? semver.parse(version) : null
  if (parsed !== null && [parsed.major, parsed.minor, parsed.patch].every((part) => part <= largestPart))
    return
  throw new DeclarationError('not the version of an interface', {
    code: 'ABI-P003',
    rule: 'P-2',
    path,
    expected: `three numbers up to ${largestPart}, as '1.2.0'`,
    found: describeValue(version),
  })
}

/**
 * Which of two versions is newer.
 *
 * @returns Below 0 where the first is older, 0 where they are equal, above 0 where it is newer.
 *
 * @internal
 */
export function compareVersions(first: string, second: string): number {
  // Numbers joined by dots: three in the version of an interface, others in those of foreign structs.
  const [one, other] = [first, second].map((version) => version.split('.').map(BigInt))
  const place = one!.findIndex((part, index) => part !== other![index])
  if (place < 0) return 0
  return one![place]! < (other![place] ?? 0n) ? -1 : 1
}

/**
 * The oldest version that a version is compatible with: equal in the first part that is not zero.
 *
 * @internal
 */
export function oldestCompatible(version: string): string {
  const [major, minor] = [semver.major(version), semver.minor(version)]
  if (major > 0) return `${major}.0.0`
  return minor > 0 ? `0.${minor}.0` : version
}

/**
 * Whether a module and a host may belong together: their versions have the same oldest compatible version.
 *
 * @see Rule C-2 of the specification.
 *
 * @internal
 */
export function areCompatible(first: string, second: string): boolean {
  return oldestCompatible(first) === oldestCompatible(second)
}
