import type { Comparison, Suite } from '../harness.js'
import { loop, take } from '../loop.js'
import { count, localPeers, ownAccessors, packagePeers, type Peer } from './contenders.js'
import { installPeers, type Load } from './install.js'

/** This library is meant to be this many times faster than others. */
const atLeast = 5

type Run = (passes: number) => unknown

const reader = ({ scope, find, fields }: Peer): Run =>
  loop(scope, { count, body: `${find} ${take(...fields)}` })

/** What was written is read back from the last record. */
const writer = ({ scope, find, fields, write }: Peer): Run =>
  loop(scope, { count, body: write, after: `{ const i = ${count - 1}; ${find} ${take(...fields)} }` })

/** Packages that cannot be loaded here, or give back other values than were written, are left out and named. */
async function usablePeers(load: Load, expected: unknown): Promise<[peers: Peer[], failures: string[]]> {
  const peers: Peer[] = []
  const failures: string[] = []
  for (const [name, use] of Object.entries(packagePeers)) {
    try {
      const module = name === 'typed-struct' ? await import('typed-struct') : await load(name)
      const peer = await use(module, load)
      writer(peer)(1)
      if (!Object.is(reader(peer)(1), expected)) throw new Error('it reads other values than were written')
      peers.push(peer)
    } catch (error) {
      failures.push(`${name}: ${String(error)}`)
    }
  }
  return [peers, failures]
}

/** The same records read and written through all libraries that can do it. */
export async function peers(): Promise<Suite> {
  const base = ownAccessors()
  const local = localPeers()
  for (const peer of [base, ...local]) writer(peer)(1)
  const load = await installPeers()
  const [loaded, failures] =
    typeof load === 'string' ? [[], [load]] : await usablePeers(load, reader(base)(1))
  const compare = (name: string, run: (peer: Peer) => Run): Comparison => ({
    name,
    operations: count,
    contenders: [base, ...local, ...loaded].map((peer) => ({
      name: peer.name,
      run: run(peer),
      ...(peer === base || /^(abiding|DataView)/.test(peer.name) ? {} : { atLeast }),
    })),
  })
  return {
    name: 'peers',
    title: `A u8, a u32 and an f64 in ${count} records, through each library`,
    notes: failures.map((failure) => `Not measured: ${failure}`),
    comparisons: [
      compare('read 3 fields of a struct', reader),
      compare('write 3 fields of a struct', writer),
    ],
  }
}
