import type { Address } from '../../layout/index.js'
import { formatAddress } from '../../layout/index.js'
import { IncompatibleTraitError } from '../negotiation/incompatible-trait-error.js'
import { negotiate, type Negotiation } from '../negotiation/negotiate.js'
import { fillReserve } from '../protocol/entry-reserve.js'
import { hostEntryAt } from '../protocol/host-entry.js'
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

/** What is known of an entry before it is asked. */
export interface KnownEntry {
  /** What it is called in errors. */
  readonly path?: string | undefined
  /** Whether it passes messages on to an entry of this toolkit. */
  readonly isShim?: boolean | undefined
}

/**
 * Finds out how the objects of a trait behind an entry are called: asks once for each trait and entry.
 *
 * @param trait - The trait.
 * @param address - The entry.
 * @param known - What is known of the entry.
 * @throws IncompatibleTraitError `ABI-J018` with all that is in the way; CallError `ABI-J003` for a peer that does not keep
 * to the protocol, ValueError for a definition that cannot be read.
 *
 * @see Rule X-8 of the specification.
 *
 * @internal
 */
export function planFor(trait: AnyTrait, address: Address, known: KnownEntry = {}): NegotiatedPlan {
  let made = plans.get(trait)
  if (made === undefined) plans.set(trait, (made = new Map<Address, NegotiatedPlan>()))
  let plan = made.get(address)
  if (plan === undefined) {
    const entry = new NativeEntry(address, known.path ?? pathOf(trait, address))
    // What fails is not kept: it stands in nobody's way.
    made.set(address, (plan = makePlan(trait, entry, known.isShim === true)))
  }
  return plan
}

function pathOf(trait: AnyTrait, address: Address): string {
  return `${trait.name} at ${formatAddress(address)}`
}

function makePlan(trait: AnyTrait, entry: NativeEntry, isShim: boolean): NegotiatedPlan {
  fillReserve()
  const { schema, version } = entry.interrogateVersion()
  const schemaVersion = Math.min(schema, ownSchemaVersion)
  const native = entry.definition(schemaVersion, version)
  const effectiveVersion = Math.min(trait.version, version)
  const effective = effectiveVersion === version ? native : entry.definition(schemaVersion, effectiveVersion)
  const negotiation = negotiate(trait, version, native, effective, {
    writesEffectiveResults: isShim || hostEntryAt(entry.address) !== undefined,
  })
  if (negotiation.problems.length > 0)
    throw new IncompatibleTraitError(
      `the peer does not fit the trait ${trait.name}`,
      entry.path,
      negotiation.problems,
    )
  return { trait, entry, negotiation }
}
