// Every way in which a host of one version and an implementation of another one meet.
import type { Address } from 'abiding'
import {
  connect,
  decodeWire,
  encodeWire,
  exportTrait,
  list,
  string,
  type AnyWireType,
} from 'abiding/connection'
import { declareDepot, implementDepot, versions, type DepotDeclarations, type Version } from './depot.js'
import { RustPeer } from './rust-peer.js'

/** The declarations of each version. */
export const depots = versions.map(declareDepot)

/** A host that has connected. */
export interface DepotHost extends Disposable {
  /** Calls a method with values of the version of the host. Throws an Error with the text of Rust's failure. */
  call(method: string, ...values: readonly unknown[]): any
}

/** The libraries of each version. */
export class DepotPeers {
  readonly rust = versions.map((version) => new RustPeer(`depot-v${version}`))
  readonly #exported = versions.map((version) =>
    exportTrait(depots[version]!.Depot, () => implementDepot(version) as never),
  )

  /** TypeScript calls Rust. */
  typescriptToRust(host: Version, callee: Version): DepotHost {
    return asHost(connect(depots[host]!.Depot, this.rust[callee]!.path) as never)
  }

  /** Rust calls TypeScript. */
  rustToTypescript(host: Version, callee: Version): DepotHost {
    return rustHost(this.rust[host]!, depots[host]!, this.#exported[callee]!.address)
  }

  /** Rust calls Rust: what the crate itself does. */
  rustToRust(host: Version, callee: Version): DepotHost {
    return rustHost(this.rust[host]!, depots[host]!, this.rust[callee]!.entry('Depot'))
  }

  /** TypeScript calls TypeScript through native code. */
  typescriptToTypescript(host: Version, callee: Version): DepotHost {
    return asHost(connect(depots[host]!.Depot, this.#exported[callee]!.address) as never)
  }

  /** How many objects of Rust live. */
  get liveObjects(): number {
    return this.rust.reduce((sum, peer) => sum + peer.liveObjects, 0)
  }

  dispose(): void {
    for (const exported of this.#exported) exported[Symbol.dispose]()
  }
}

function asHost(connection: Disposable & Record<string, (...values: unknown[]) => unknown>): DepotHost {
  return {
    call(method, ...values) {
      if (method !== 'mapper') return connection[method]!(...values)
      const mapper = connection['mapper']!() as ((item: unknown) => unknown) & Disposable
      try {
        return mapper(values[0])
      } finally {
        mapper[Symbol.dispose]()
      }
    },
    [Symbol.dispose]: () => {
      connection[Symbol.dispose]()
    },
  }
}

function rustHost(rust: RustPeer, { Depot, types, version }: DepotDeclarations, entry: Address): DepotHost {
  const connection = rust.connect('depot', entry)
  const { Item, Label, Mood, Point } = types
  // What Rust makes references, slices and closures of.
  const passed: Readonly<Record<string, readonly AnyWireType[]>> = {
    ...{
      total: [list(Item)],
      price: [Item],
      colour: [Label],
      number_of_mood: [Mood],
      distance: [list(Point)],
    },
    ...{ find: [string], map_item: [Item], mapper: [Item] },
  }
  return {
    call(method, ...values) {
      const declared = Depot.methods.get(method)
      const parameters = passed[method] ?? declared?.parameters.map(({ type }) => type) ?? []
      const bytes = parameters.map((type, index) => encodeWire(type, values[index], version))
      const answer = connection.call(method, ...bytes)
      if ('failure' in answer) throw new Error(answer.failure)
      return decodeWire(method === 'mapper' ? Item : declared!.returns, answer.bytes, version)
    },
    [Symbol.dispose]: () => {
      connection.close()
    },
  }
}
