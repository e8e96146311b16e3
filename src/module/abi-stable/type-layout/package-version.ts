/** What counts of a package version. */
interface PackageVersion {
  readonly major: number
  readonly minor: number
}

/** Reads a version: two numbers, and anything that has a digit behind them or nothing. */
function readPackageVersion(text: string): PackageVersion | undefined {
  const match = /^\+?(\d+)\.\+?(\d+)(?:\.|$)/.exec(text)
  if (match === null) return undefined
  const [major, minor] = [Number(match[1]), Number(match[2])]
  return major < 2 ** 32 && minor < 2 ** 32 ? { major, minor } : undefined
}

/**
 * Whether types of two versions of a package may be the same: before 1.0 the minor version counts, then the major one.
 *
 * @returns `undefined` where one of them cannot be read.
 *
 * @see Rule A-26 of the specification.
 *
 * @internal
 */
export function packageVersionsFit(expected: string, found: string): boolean | undefined {
  const [one, other] = [readPackageVersion(expected), readPackageVersion(found)]
  if (one === undefined || other === undefined) return undefined
  return one.major === other.major && (one.major !== 0 || one.minor === other.minor)
}
