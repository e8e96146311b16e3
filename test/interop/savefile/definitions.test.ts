// What both sides say of the same traits, in every version of the trait and of schemas.
import { definitionOf, exportTrait, type AnyTrait, type TraitDefinition } from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { NativeEntry } from '../../../src/connection/protocol/native-entry.js'
import { requireTool } from '../../support/tools.js'
import { Bounded } from './bounded-traits.js'
import { Calls } from './calls-trait.js'
import { depots } from './depot-peers.js'
import { versions } from './depot.js'
import { RustPeer } from './rust-peer.js'
import { Values, Wrapped } from './values-trait.js'

const hasCargo = requireTool('cargo')

/** A trait, the crate that has it, and one of its versions. */
const cases: readonly (readonly [name: string, version: number, crate: string, trait: AnyTrait])[] = [
  ...[Values, Wrapped, ...Object.values(Bounded)].map((one) => [one.name, 0, 'savefile-calls', one] as const),
  ...[0, 1, 2, 3].map((version) => ['Calls', version, 'savefile-calls', Calls] as const),
  ...versions.flatMap((native) =>
    versions
      .filter((version) => version <= native)
      .map((version) => [`Depot ${native}`, version, `depot-v${native}`, depots[native]!.Depot] as const),
  ),
]

const crates = new Map(
  [...new Set(cases.map(([, , crate]) => crate))].map((crate) => [
    crate,
    hasCargo ? new RustPeer(crate) : undefined!,
  ]),
)

/** What a definition says of anything but memory and the names of closures, which the crate numbers. */
function said(definition: TraitDefinition): unknown {
  const inMemory = ['size', 'alignment', 'offset', 'layout', 'hasExplicitRepr']
  return JSON.parse(
    JSON.stringify(definition, (key, value: unknown) => {
      if (inMemory.includes(key)) return undefined
      const isClosure =
        typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'closure'
      return isClosure && 'definition' in value
        ? { ...value, definition: { ...(value.definition as object), name: '' } }
        : value
    }),
  ) as unknown
}

describe.runIf(hasCargo)('what TypeScript and Rust say of the same trait', () => {
  it.each(cases)('W-21, W-23, X-14: %s in version %i', (_name, version, crate, trait) => {
    using exported = exportTrait(
      trait,
      Object.fromEntries([...trait.methods.keys()].map((name) => [name, () => 0])),
    )
    for (const schemaVersion of [1, 2]) {
      const ours = new NativeEntry(exported.address).definition(schemaVersion, version)
      const theirs = new NativeEntry(crates.get(crate)!.entry(trait.name)).definition(schemaVersion, version)
      expect(said(ours)).toEqual(said(theirs))
      if (schemaVersion === 2) expect(said(ours)).toEqual(said(definitionOf(trait, version)))
    }
  })
})
