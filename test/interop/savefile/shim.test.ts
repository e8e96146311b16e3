// Programs in Rust that know nothing of TypeScript: they load a library by its path.
import { bindFunction, fn, usize } from 'abiding'
import { decodeWire, encodeWire, exportTrait, traitShim } from 'abiding/connection'
import { afterAll, describe, expect, it } from 'vitest'
import { openLibrary } from '../../../src/ffi/index.js'
import { compile } from '../../support/compile.js'
import { requireTool } from '../../support/tools.js'
import { depots, DepotPeers } from './depot-peers.js'
import { implementDepot, liveDepots, versions } from './depot.js'

const hasTools = requireTool('cargo') && requireTool('cc')
const peers = hasTools ? new DepotPeers() : undefined!
const SetEntry = fn({ entry: usize }, usize)

afterAll(() => {
  peers?.dispose()
  expect(liveDepots.count).toBe(0)
})

describe.runIf(hasTools).each(versions)('a library of C for version %i of a trait', (version) => {
  const { Depot } = depots[version]!
  const path = hasTools ? compile(traitShim(Depot), `depot-shim-${version}`) : ''
  const item = { name: 'a', price: 2, weight: 3, tags: ['t'] }

  it.each(versions)('X-80: is loaded by an unmodified host of version %i', (host) => {
    const rust = peers.rust[host]!
    const set = bindFunction(openLibrary(path).symbol('abiding_shim_set_Depot')!, SetEntry)
    expect(() => rust.connect('depot', path)).toThrow()
    using exported = exportTrait(Depot, () => implementDepot(version) as never)
    set(exported.address)
    const connection = rust.connect('depot', path)
    const called = connection.call('item', encodeWire(depots[host]!.types.Item, item as never, host))
    if ('failure' in called) throw new Error(called.failure)
    expect(decodeWire(depots[host]!.types.Item, called.bytes, host)).toMatchObject({ name: 'a', price: 2 })
    expect(liveDepots.count).toBe(1)
    connection.close()
    expect(liveDepots.count).toBe(0)
    set(0)
    // A host that knows the library already is told so, too.
    expect(() => rust.connect('depot', path)).toThrow('no program implements Depot at the moment')
  })
})
