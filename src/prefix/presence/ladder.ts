import { DeclarationError } from '../../errors/index.js'
import { describeValue } from '../../layout/names.js'
import { compareVersions } from '../version.js'
import type { Versions } from './presence.js'

/** A version of a struct, and the last field that it has. */
export interface Rung {
  /** Its number, or its numbers joined by dots. */
  readonly version: string
  /** Name of the last field. */
  readonly last: string
}

/** The versions of a struct, oldest first. */
export type Ladder = readonly Rung[]

const number = /^(0|[1-9]\d{0,19})(\.(0|[1-9]\d{0,19}))*$/

/**
 * Reads the rungs of a ladder and refuses what is none.
 *
 * @param field - The version field, for errors.
 * @param ladder - As it is declared. JavaScript puts keys that are whole numbers into their order.
 * @throws {@link DeclarationError} `ABI-P010`.
 *
 * @see Rule R-3 of the specification.
 *
 * @internal
 */
export function readLadder(field: string, ladder: unknown): Ladder {
  const path = `versionField('${field}')`
  const rungs = typeof ladder === 'object' && ladder !== null ? Object.entries(ladder) : []
  if (rungs.length === 0)
    refuse(path, "versions with their last fields, as { 1: 'close' }", describeValue(ladder))
  const [[first]] = rungs as [[string, unknown]]
  rungs.forEach(([version, last], index) => {
    if (!number.test(version) || numbersIn(version) !== numbersIn(first)) {
      refuse(path, numbersIn(first) > 1 ? `versions as ${first}` : 'whole numbers from 0 on', version)
    }
    if (typeof last !== 'string') refuse(`${path} → ${version}`, 'the name of a field', describeValue(last))
    const older = rungs[index - 1]?.[0]
    if (older !== undefined && compareVersions(older, version) >= 0)
      refuse(path, 'rungs from the oldest to the newest', `${version} behind ${older}`)
  })
  return rungs.map(([version, last]) => ({ version, last: last as string }))
}

/**
 * Refuses what is no version of a ladder's kind.
 *
 * @param like - The ladder, or how many numbers a version has.
 *
 * @internal
 */
export function checkRung(version: unknown, like: Ladder | number, path: string): asserts version is string {
  const numbers = typeof like === 'number' ? like : numbersIn(like[0]!.version)
  if (typeof version === 'string' && number.test(version) && numbersIn(version) === numbers) return
  refuse(
    path,
    numbers === 1 ? 'a whole number from 0 on' : `${numbers} whole numbers joined by dots`,
    describeValue(version),
  )
}

/**
 * The version that brought each field of a type.
 *
 * @param name - The type, for errors.
 * @param fields - Names of its fields in order.
 * @throws {@link DeclarationError} `ABI-P010` for a ladder that does not fit the fields.
 *
 * @internal
 */
export function climb(
  name: string,
  ladder: Ladder,
  { version, since, lastPrefixField }: { version?: unknown; since?: unknown; lastPrefixField?: unknown },
  fields: readonly string[],
): Versions {
  for (const [key, value] of Object.entries({ version, since })) {
    if (value !== undefined)
      refuse(`${name}.${key}`, 'none: the rungs of the ladder are the versions', describeValue(value))
  }
  const brought: string[] = []
  for (const rung of ladder) {
    const place = fields.indexOf(rung.last)
    if (place < 0) refuse(`${name} → ${rung.version}`, `one of ${fields.join(', ')}`, rung.last)
    if (place < brought.length - 1)
      refuse(
        `${name} → ${rung.version}`,
        'a field that does not stand before those of older rungs',
        rung.last,
      )
    while (brought.length <= place) brought.push(rung.version)
  }
  const newest = ladder.at(-1)!
  if (brought.length < fields.length)
    refuse(`${name} → ${newest.version}`, `${fields.at(-1)}, the last field`, newest.last)
  const first = ladder[0]!
  if (fields.indexOf(first.last) < fields.indexOf(lastPrefixField as string))
    refuse(
      `${name} → ${first.version}`,
      `${String(lastPrefixField)} or a later field: every instance has the prefix`,
      first.last,
    )
  return {
    first: first.version,
    version: newest.version,
    rungs: ladder.map((rung) => rung.version),
    since: brought,
  }
}

function numbersIn(version: string): number {
  return version.split('.').length
}

function refuse(path: string, expected: string, found: string): never {
  throw new DeclarationError('not a ladder of versions', {
    code: 'ABI-P010',
    rule: 'R-3',
    path,
    expected,
    found,
  })
}
