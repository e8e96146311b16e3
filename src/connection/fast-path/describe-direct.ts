import { describePlan } from '../connect/describe-plan.js'
import type { ConnectionDescription, MethodDescription } from '../connect/description.js'
import type { NegotiatedPlan } from '../connect/negotiated-plan.js'
import type { AnyTrait } from '../trait/trait.js'
import type { FastPath } from './fast-path.js'

const directly = 'both sides declare the same function: it is called directly'

/**
 * Which way the methods of a peer take that exports a table.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function describeDirect(
  trait: AnyTrait,
  fastPath: FastPath,
  plan: NegotiatedPlan | undefined,
): ConnectionDescription {
  const negotiated = plan === undefined ? undefined : describePlan(plan)
  const methods = [...trait.methods].map(([name, { parameters }], index): MethodDescription => {
    const { method, reason = directly } = fastPath.methods.get(name)!
    if (method === undefined && negotiated !== undefined) {
      const other = negotiated.methods[index]!
      return { ...other, reason: other.reason ?? `not called directly: ${reason}` }
    }
    return {
      name,
      isPresent: method !== undefined,
      route: method === undefined ? 'none' : 'direct',
      reason,
      parameters: parameters.map(({ name, type }) => ({
        name,
        type: type.name,
        passing: 'value',
        reason,
      })),
      problems: [],
    }
  })
  const { version } = trait
  const peerVersion = negotiated?.peerVersion ?? fastPath.version
  return {
    trait: trait.name,
    version,
    peerVersion,
    effectiveVersion: negotiated?.effectiveVersion ?? Math.min(version, peerVersion),
    methods,
  }
}
