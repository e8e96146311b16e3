import fc, { type Random } from 'fast-check'
import type { Draft } from './draft.js'

/**
 * Lets a type shrink to one of those that it contains, once it is as simple as it can be otherwise.
 *
 * @param drafts - What makes the types.
 *
 * @internal
 */
export function shrinkingToParts(drafts: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> {
  return new PartsArbitrary(drafts)
}

/** What `drafts` knows of a value; a part that took the place of the whole is known to nobody. */
interface Context {
  readonly inner: unknown
}

class PartsArbitrary extends fc.Arbitrary<Draft> {
  constructor(private readonly drafts: fc.Arbitrary<Draft>) {
    super()
  }

  override generate(random: Random, biasFactor: number | undefined): fc.Value<Draft> {
    return known(this.drafts.generate(random, biasFactor))
  }

  override canShrinkWithoutContext(_value: unknown): _value is Draft {
    return false
  }

  override shrink(value: Draft, context: unknown): fc.Stream<fc.Value<Draft>> {
    const parts = fc.Stream.of(...value.parts.map((part) => new fc.Value(part, undefined)))
    if (context === undefined) return parts
    return this.drafts
      .shrink(value, (context as Context).inner)
      .map(known)
      .join(parts)
  }
}

function known(value: fc.Value<Draft>): fc.Value<Draft> {
  const context: Context = { inner: value.context }
  return new fc.Value(value.value_, context)
}
