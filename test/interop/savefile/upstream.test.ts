// Where the crate itself errs: what it does, and what this side does instead with the same peers.
import { connect, method, trait, type TraitMethod } from 'abiding/connection'
import { u32 } from 'abiding'
import { afterAll, describe, expect, it } from 'vitest'
import { requireTool } from '../../support/tools.js'
import { DepotPeers } from './depot-peers.js'
import { moodsOf } from './depot.js'
import { RustPeer } from './rust-peer.js'
import { Wrapped } from './values-trait.js'

const hasCargo = requireTool('cargo')
const peers = hasCargo ? new DepotPeers() : undefined!
const rust = hasCargo ? new RustPeer('savefile-calls') : undefined!

const some = (name: string, price: number) => ({ name, price })

afterAll(() => {
  peers?.dispose()
  if (hasCargo) expect([peers.liveObjects, rust.liveObjects]).toEqual([0, 0])
})

describe.runIf(hasCargo)('results of a newer plugin', () => {
  it('X-19, X-46: the crate reads lists of records wrongly, this side rightly', () => {
    using theirs = peers.rustToRust(0, 1)
    using ours = peers.typescriptToRust(0, 1)
    const items = [some('', 1), some('', 2)]
    expect(() => expect(theirs.call('items', items)).toEqual(items)).toThrow()
    expect(ours.call('items', items)).toEqual(items)
    // A record alone is read rightly by accident: what is behind it is left.
    const item = some('a', 0)
    expect(theirs.call('item', item)).not.toEqual(item)
    expect(ours.call('item', item)).toEqual(item)
  })

  it('X-19, X-46: the crate misreads a removed field, this side says that it is not there', () => {
    using theirs = peers.rustToRust(1, 2)
    using ours = peers.typescriptToRust(1, 2)
    const label = { text: 'shelf', colour: 5 }
    expect(() => theirs.call('label', label)).toThrow('UnexpectedEof')
    expect(() => ours.call('label', label)).toThrow(
      expect.objectContaining({
        code: 'ABI-J018',
        message: expect.stringContaining('Depot.label → result.colour'),
      }),
    )
  })

  it('X-19, X-46: the crate misreads a field of another type, this side says what it is', () => {
    using theirs = peers.rustToRust(0, 1)
    using ours = peers.typescriptToRust(0, 1)
    expect(theirs.call('unit_of', 9)).toEqual({ amount: 9, unit: 0 })
    expect(() => ours.call('unit_of', 9)).toThrow(expect.objectContaining({ code: 'ABI-J018' }))
  })

  it('X-19, X-46: forms that the host does not know are refused, those before them are not', () => {
    using theirs = peers.rustToRust(0, 2)
    using ours = peers.typescriptToRust(0, 2)
    expect(() => theirs.call('moods', 4)).toThrow('unknown enum variant')
    expect(() => ours.call('moods', 4)).toThrow(expect.objectContaining({ code: 'ABI-W002' }))
    expect(ours.call('moods', 2)).toEqual(moodsOf(0, 2))
  })
})

describe.runIf(hasCargo)('arguments for an older plugin', () => {
  it('W-11: the crate leaves out a field whose type changed, this side converts it', () => {
    using theirs = peers.rustToRust(1, 0)
    using ours = peers.typescriptToRust(1, 0)
    expect(() => theirs.call('measure', { amount: 7n, unit: 3 })).toThrow('UnexpectedEof')
    expect(ours.call('measure', { amount: 7n, unit: 3 })).toBe(7003n)
  })

  it('W-13: the crate panics in the host for a form that the plugin does not know, this side refuses the value', () => {
    using theirs = peers.rustToRust(1, 0)
    using ours = peers.typescriptToRust(1, 0)
    expect(() => theirs.call('mood', { tag: 'Odd' })).toThrow('is not present in version 0')
    expect(() => ours.call('mood', { tag: 'Odd' })).toThrow(expect.objectContaining({ code: 'ABI-W005' }))
  })

  it('X-10: the crate panics for a method that is missing, this side says so before and throws', () => {
    using theirs = peers.rustToRust(1, 0)
    expect(() => theirs.call('newer', 1)).toThrow("Method 'newer' does not exist in implementation.")
    const Newer = trait('Depot', { version: 1, methods: { newer: method({ value: u32 }, u32) } })
    using ours = connect(Newer, peers.rust[0]!.path)
    expect(ours.$has('newer')).toBe(false)
    expect(() => ours.newer(1)).toThrow(expect.objectContaining({ code: 'ABI-J007', path: 'Depot.newer' }))
  })
})

describe.runIf(hasCargo)('types that peers cannot tell apart', () => {
  it('X-45: what is behind a pointer of Rust is never passed by pointer where this side knows only the schema', () => {
    using ours = connect(Wrapped, rust.path)
    expect([...Wrapped.methods.keys()].filter((name) => ours.$passableByRef(name, 0))).toEqual([])
  })
})

// The last of all: after it, this library connects to nothing any more.
describe.runIf(hasCargo)('a trait that takes a trait with futures', () => {
  const methods: Record<string, TraitMethod> = { value: method({}, u32) }

  it('X-8: the crate cannot connect and is poisoned, this side connects, calls, and goes on', () => {
    const TakesSlow = trait('TakesSlow', { version: 0, methods })
    using ours = connect(TakesSlow, rust.path) as unknown as { value(): number } & Disposable
    expect(ours.value()).toBe(5)
    const entry = rust.entry('TakesSlow')
    expect(() => rust.connect('takes_slow', entry)).toThrow('Futures are only supported in return position')
    expect(() => rust.connect('threaded', rust.entry('Threaded'))).toThrow('PoisonError')
    expect(ours.value()).toBe(5)
    using again = connect(TakesSlow, rust.path) as unknown as { value(): number } & Disposable
    expect(again.value()).toBe(5)
  })
})
