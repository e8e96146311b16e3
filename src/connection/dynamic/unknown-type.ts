import type { AnyWireType } from '../wire/wire-type.js'
import { WireProblem } from '../wire/wire-problem.js'
import type { Described } from './described.js'

/**
 * The type of values of which a definition does not say enough. Whatever needs it is refused.
 *
 * @param reason - Why.
 *
 * @see Rule X-70 of the specification.
 *
 * @internal
 */
export function unknownType(reason: string): AnyWireType {
  const refuse = (): never => {
    throw new WireProblem('a type of which the definition of the peer does not say enough', {
      code: 'ABI-J026',
      rule: 'X-70',
      expected: 'what it is made of',
      found: reason,
      hint: 'declare the trait by hand, and connect with the declaration',
    })
  }
  return Object.freeze<AnyWireType>({
    kind: 'unknown',
    name: 'unknown',
    makeCodec: () => ({ smallest: 0, write: refuse, read: refuse, check: refuse }),
    makeSchema: () => ({ kind: 'undefined' }),
  })
}

/**
 * Why values of a type cannot be written or read; `undefined` where they can. The methods of traits stand for themselves.
 *
 * @internal
 */
export function unknownIn(described: Described): string | undefined {
  const seen = new Set([described])
  for (const { form, parts } of seen) {
    if (form.kind === 'unknown') return form.reason
    if (form.kind !== 'trait') for (const part of parts) seen.add(part)
  }
  return undefined
}
