import { definitionOf, mostMethods, type AnyTrait } from '../trait/trait.js'
import type { TraitDefinition } from '../wire/schema.js'
import { checkVersion } from '../wire/wire-type.js'
import { firstByName } from './compare-schemas.js'
import { Comparison } from './comparison.js'
import { negotiateMethod, type NegotiatedMethod } from './negotiate-method.js'
import type { Problem } from './problem.js'

export type { NegotiatedMethod } from './negotiate-method.js'

/** What two sides agreed upon. */
export interface Negotiation {
  /** The version in which arguments are written: the older one of the two. */
  readonly effectiveVersion: number
  /** The version of the side that is called. */
  readonly calleeVersion: number
  /** Every method of this side, by name. */
  readonly methods: ReadonlyMap<string, NegotiatedMethod>
  /** Why the two sides cannot be connected; empty where they can. */
  readonly problems: readonly Problem[]
}

/** What is known of the side that is called. */
export interface CalleeOptions {
  /**
   * Whether it writes results in the effective version, as `abiding` does. The crate writes them in its own one, whatever it
   * says.
   */
  readonly writesEffectiveResults?: boolean
}

/**
 * Finds out how the methods of a trait are called on a peer, and all that is in the way.
 *
 * @param declaration - The trait as this side declares it.
 * @param calleeVersion - The version of the side that is called.
 * @param calleeNative - How that side describes itself in its own version.
 * @param calleeEffective - How that side describes itself in the older one of both versions.
 * @param options - What else is known of it.
 * @throws `ValueError` `ABI-V001` for what is no version.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function negotiate(
  declaration: AnyTrait,
  calleeVersion: number,
  calleeNative: TraitDefinition,
  calleeEffective: TraitDefinition,
  options: CalleeOptions = {},
): Negotiation {
  checkVersion(calleeVersion, declaration.name)
  const effectiveVersion = Math.min(declaration.version, calleeVersion)
  const own = {
    native: firstByName(definitionOf(declaration)),
    effective: firstByName(definitionOf(declaration, effectiveVersion)),
  }
  const peer = { native: numberedMethods(calleeNative), effective: firstByName(calleeEffective) }
  const returnVersion = options.writesEffectiveResults === true ? effectiveVersion : calleeVersion
  const comparison = new Comparison()
  const methods = new Map<string, NegotiatedMethod>()
  if (declaration.methods.size > mostMethods) {
    comparison.differ(declaration.name, 'X-37', 'too many methods', {
      caller: `at most ${mostMethods} methods`,
      callee: `${declaration.methods.size}`,
    })
  }
  for (const [name, method] of declaration.methods) {
    const numbered = peer.native.get(name)
    methods.set(
      name,
      negotiateMethod(comparison, {
        path: `${declaration.name}.${name}`,
        method,
        version: declaration.version,
        callerNative: own.native.get(name)!,
        callerEffective: own.effective.get(name)!,
        calleeNative: numbered?.method,
        calleeEffective: peer.effective.get(name),
        number: numbered?.number,
        effectiveVersion,
        returnVersion,
      }),
    )
  }
  return { effectiveVersion, calleeVersion, methods, problems: comparison.problems }
}

/** The methods of a peer by name, with their numbers. Of several with one name, the first counts. */
function numberedMethods({
  methods,
}: TraitDefinition): ReadonlyMap<string, { number: number; method: TraitDefinition['methods'][number] }> {
  const found = new Map<string, { number: number; method: TraitDefinition['methods'][number] }>()
  methods.forEach((method, number) => {
    // A call carries the number in two bytes.
    if (number <= 0xffff && !found.has(method.name)) found.set(method.name, { number, method })
  })
  return found
}
