import { ValueError } from '../../errors/index.js'
import type { AnyTrait } from '../trait/trait.js'

/** Why an entry makes no objects. */
interface Reason {
  /** The rule that says so. */
  readonly rule: string
  /** What the entry is. */
  readonly found: string
  /** What to do. */
  readonly hint: string
}

/** Entries that are there, but from which nobody gets new objects. */
const reasons = {
  retired: {
    rule: 'X-16',
    found: 'one that is not exported any more',
    hint: 'dispose of what exportTrait gave when nobody asks for objects any more',
  },
  crossing: {
    rule: 'X-13',
    found: 'one of objects that are arguments or results',
    hint: 'ask for an object of an entry that exportTrait made',
  },
} as const satisfies Readonly<Record<string, Reason>>

/**
 * What an entry does that makes no objects when it is asked for one.
 *
 * @param trait - The trait that the entry stands for.
 * @param reason - Why it makes none.
 * @returns Throws a ValueError `ABI-J009`.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function makesNoObjects({ name }: AnyTrait, reason: keyof typeof reasons): () => never {
  return () => {
    throw new ValueError('an entry that makes no objects', {
      ...reasons[reason],
      code: 'ABI-J009',
      path: name,
      expected: `an entry that makes objects of ${name}`,
    })
  }
}
