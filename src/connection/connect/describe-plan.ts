import type { ConnectionDescription, MethodDescription, ParameterDescription } from './description.js'
import type { NegotiatedPlan } from './negotiated-plan.js'

/**
 * What the negotiation with a peer came to.
 *
 * @see Rule X-10 of the specification.
 *
 * @internal
 */
export function describePlan({ trait, negotiation }: NegotiatedPlan): ConnectionDescription {
  const { calleeVersion, effectiveVersion } = negotiation
  const methods = [...trait.methods].map(([name, { parameters }]): MethodDescription => {
    const { number, byReference, reasons, problems } = negotiation.methods.get(name)!
    const isPresent = number !== undefined
    return {
      name,
      isPresent,
      route: isPresent ? 'protocol' : 'none',
      reason: isPresent ? undefined : `the peer has no method of this name in its version ${calleeVersion}`,
      parameters: parameters.map(({ name, type }, index): ParameterDescription => ({
        name,
        type: type.name,
        passing: byReference[index] === true ? 'pointer' : 'bytes',
        reason: reasons[index] ?? '',
      })),
      problems: problems.map(({ path, message }) => `${path}: ${message}`),
    }
  })
  return {
    trait: trait.name,
    version: trait.version,
    peerVersion: calleeVersion,
    effectiveVersion,
    methods,
  }
}
