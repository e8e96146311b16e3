// How objects are made, and which threads call them.
import { connect, exportTrait } from 'abiding/connection'
import { afterAll, describe, expect, it } from 'vitest'
import { requireTool } from '../../support/tools.js'
import { Bounded } from './bounded-traits.js'
import { Calls } from './calls-trait.js'
import { RustPeer } from './rust-peer.js'

const { Broken, Shareable, Sendable, Threaded } = Bounded
const hasCargo = requireTool('cargo')
const rust = hasCargo ? new RustPeer('savefile-calls') : undefined!

afterAll(() => {
  if (hasCargo) expect(rust.liveObjects).toBe(0)
})

describe.runIf(hasCargo)('a peer that makes no object', () => {
  it('X-8: says why, in Rust', () => {
    expect(() => connect(Broken, rust.path)).toThrow(
      expect.objectContaining({ code: 'ABI-J004', message: expect.stringContaining('no parts for it') }),
    )
    // Nothing is left behind that would be in the way of others.
    using threaded = connect(Threaded, rust.path)
    expect(threaded.value()).toBe(7)
  })

  it('X-15, X-16: says why, in TypeScript', () => {
    using exported = exportTrait(Broken, () => {
      throw new Error('nothing to make it of')
    })
    expect(() => rust.connect('broken', exported.address)).toThrow(
      'CalleePanic { msg: "nothing to make it of" }',
    )
    using silent = exportTrait(Broken, () => {
      throw new Error('')
    })
    // An empty text would be success for the crate.
    expect(() => rust.connect('broken', silent.address)).toThrow(/CalleePanic \{ msg: ".+" \}/)
  })
})

describe.runIf(hasCargo)('bounds of a trait', () => {
  it.each([Sendable, Shareable, Threaded])('X-1: $name is a trait with bounds in Rust, too', (bounded) => {
    using peer = connect(bounded, rust.path)
    expect(peer.value()).toBe(7)
  })

  it('X-18: a plugin is called on another thread where its trait is Send', async () => {
    using peer = connect(Threaded, rust.path)
    const both = await Promise.all([peer.$async.value(), peer.$async.value()])
    expect([...both, peer.value()]).toEqual([7, 7, 7])
  })

  it('X-18: a plugin is not called on another thread where its trait is not Send', async () => {
    using peer = connect(Calls, rust.path)
    await expect(async () => peer.$async.add(1, 2)).rejects.toMatchObject({ code: 'ABI-J011' })
    using shareable = connect(Shareable, rust.path)
    await expect(async () => shareable.$async.value()).rejects.toMatchObject({ code: 'ABI-J011' })
  })
})

describe.runIf(hasCargo)('threads of Rust', () => {
  it('X-18: call an implementation in TypeScript', async () => {
    let count = 0
    using exported = exportTrait(Threaded, { value: () => ++count })
    const host = rust.connect('threaded', exported.address)
    for (const expected of [1, 2, 3])
      expect(await host.callOffThread(0)).toEqual({ bytes: Uint8Array.of(expected, 0, 0, 0) })
    host.close()
  })

  it('X-15, X-18: are told what an implementation throws, and it is not uncaught', async () => {
    using exported = exportTrait(Threaded, {
      value: () => {
        throw new Error('not now')
      },
    })
    const host = rust.connect('threaded', exported.address)
    // The thread of Rust panics with what it is told.
    expect(await host.callOffThread(0)).toEqual({ bytes: Uint8Array.of(255, 255, 255, 255) })
    host.close()
  })
})

describe.runIf(hasCargo)('calls within calls', () => {
  it('X-9: a closure calls the plugin that calls it', () => {
    using peer = connect(Calls, rust.path)
    const deep = (depth: number): number => peer.apply((number) => (depth === 0 ? number : deep(depth - 1)))
    expect(deep(3)).toBe(2 ** 3 * 6)
  })

  it('X-6, X-15: what a closure throws passes through Rust', () => {
    using peer = connect(Calls, rust.path)
    const cause = new Error('stop here')
    expect(() =>
      peer.apply(() => {
        throw cause
      }),
    ).toThrow(expect.objectContaining({ code: 'ABI-J006', panic: 'Any { .. }', cause }))
    expect(peer.add(2, 3)).toBe(5)
    // A panic of the next call has nothing to do with it.
    expect(() => peer.panics(0)).toThrow(expect.not.objectContaining({ cause: expect.anything() }))
  })
})
