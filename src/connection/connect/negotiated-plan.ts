import type { Address } from '../../layout/index.js'
import { formatAddress } from '../../layout/index.js'
import { IncompatibleTraitError } from '../negotiation/incompatible-trait-error.js'
import { negotiate, type Negotiation } from '../negotiation/negotiate.js'
import { fillReserve } from '../protocol/entry-reserve.js'
import { isHostEntry } from '../protocol/host-entry.js'
import { ownSchemaVersion } from '../protocol/message.js'
import { NativeEntry } from '../protocol/native-entry.js'
import type { AnyTrait } from '../trait/trait.js'

/** How the objects of a trait behind an entry are called. */
export interface NegotiatedPlan {
  /** The trait as this side declares it. */
  readonly trait: AnyTrait
  /** The entry of the peer. */
  readonly entry: NativeEntry
  /** What both sides agreed upon. */
  readonly negotiation: Negotiation
}

const plans = new WeakMap<AnyTrait, Map<Address, NegotiatedPlan>>()

/**
 * Finds out how the objects of a trait behind an entry are called: asks once for each trait and entry.
 *
 * @param trait - The trait.
 * @param address - The entry.
 * @param path - What the entry is called in errors.
 * @throws IncompatibleTraitError `ABI-J018` with all that is in the way; CallError `ABI-J003` for a peer that does not keep
 * to the protocol, ValueError for a definition that cannot be read.
 *
 * @see Rule X-8 of the specification.
 *
 * @internal
 */
export function planFor(trait: AnyTrait, address: Address, path?: string): NegotiatedPlan {
  let known = plans.get(trait)
  if (known === undefined) plans.set(trait, (known = new Map<Address, NegotiatedPlan>()))
  let plan = known.get(address)
  if (plan === undefined) {
    // What fails is not kept: it stands in nobody's way.
    known.set(address, (plan = makePlan(trait, new NativeEntry(address, path ?? pathOf(trait, address)))))
  }
  return plan
}

function pathOf(trait: AnyTrait, address: Address): string {
  return `${trait.name} at ${formatAddress(address)}`
}

function makePlan(trait: AnyTrait, entry: NativeEntry): NegotiatedPlan {
  fillReserve()
  const { schema, version } = entry.interrogateVersion()
  const schemaVersion = Math.min(schema, ownSchemaVersion)
  const native = entry.definition(schemaVersion, version)
  const effectiveVersion = Math.min(trait.version, version)
  const effective = effectiveVersion === version ? native : entry.definition(schemaVersion, effectiveVersion)
  const negotiation = negotiate(trait, version, native, effective, {
    writesEffectiveResults: isHostEntry(entry.address),
  })
  if (negotiation.problems.length > 0)
    throw new IncompatibleTraitError(
      `the peer does not fit the trait ${trait.name}`,
      entry.path,
      negotiation.problems,
    )
  return { trait, entry, negotiation }
}
