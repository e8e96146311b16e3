// The methods of objects, called off the JavaScript thread. Objects of TypeScript answer on it all the same.
import { describe, expect, it } from 'vitest'
import {
  bindFunction,
  checkThreads,
  exportFunction,
  fn,
  implementTrait,
  method,
  MissingFieldError,
  NativeArena,
  nothing,
  out,
  own,
  struct,
  traitObject,
  u32,
  type ObjectOf,
} from '../../src/index.js'
import { hostObjects } from '../../src/vtable/host-objects.js'
import { leaveNoObjects } from '../support/no-objects-left.js'
import { Counter as LocalCounter, Tally } from '../support/traits.js'

const methods = {
  get: method('ref', {}, u32),
  add: method('mut', { by: u32 }, u32),
  divide: method('ref', [{ by: u32 }, { rest: out(u32) }], u32),
  here: method('ref', {}, u32, { thread: 'javascript' }),
  finish: method('owned', { by: u32 }, u32),
  reset: method('mut', {}, nothing, { since: '1.1.0' }),
  twice: method('ref', {}, u32, { since: '1.1.0' }),
}
const Sent = traitObject('Sent', {
  version: '1.1.0',
  methods,
  supertraits: ['Send', 'Debug'],
  defaults: { twice: (self) => 2 * self.get() },
})
const Shared = traitObject('Shared', {
  methods: { ...methods },
  supertraits: ['Send', 'Sync'],
  version: '1.1.0',
})

class Number32 {
  static dropped = 0
  constructor(public value: number) {}
  get(): number {
    return this.value
  }
  add(by: number): number {
    return (this.value += by)
  }
  divide(by: number): { returns: number; rest: number } {
    return { returns: Math.floor(this.value / by), rest: this.value % by }
  }
  here(): number {
    return this.value
  }
  finish(by: number): number {
    return this.value * by
  }
  reset(): void {
    this.value = 0
  }
  twice(): number {
    return 2 * this.value
  }
  debug(): string {
    return `Number32(${this.value})`
  }
  [Symbol.dispose](): void {
    Number32.dropped += 1
  }
}

leaveNoObjects()

describe('methods off the JavaScript thread', () => {
  it('B-15, K-15: give what the methods give', async () => {
    using object = implementTrait(Sent, new Number32(7))
    expect(await object.$async.add(3)).toBe(10)
    expect(await object.$async.get()).toBe(10)
    expect(await object.$async.reset()).toBeUndefined()
    expect(object.get()).toBe(0)
  })

  it('B-3, B-15, K-17: give what comes back through parameters', async () => {
    using object = implementTrait(Sent, new Number32(17))
    expect(object.divide(5)).toEqual({ returns: 3, rest: 2 })
    expect(await object.$async.divide(5)).toEqual({ returns: 3, rest: 2 })
    await expect(object.$async.divide(...([5, 1] as unknown as [number]))).rejects.toMatchObject({
      code: 'ABI-C001',
      path: 'Sent.divide',
      expected: '1 (by)',
    })
  })

  it('B-7, B-15: use objects up, unless an argument was refused', async () => {
    const dropped = Number32.dropped
    const object = implementTrait(Sent, new Number32(6))
    await expect(object.$async.finish(-1)).rejects.toMatchObject({ code: 'ABI-V002' })
    const finished = object.$async.finish(7)
    expect(() => object.get()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    expect(await finished).toBe(42)
    expect(hostObjects.size).toBe(0)
    await expect(object.$async.get()).rejects.toMatchObject({ code: 'ABI-O002' })
    expect(Number32.dropped).toBe(dropped)
  })

  it('B-15: keep the object from all other uses', async () => {
    using object = implementTrait(Sent, new Number32(1))
    const added = object.$async.add(1)
    const busy = expect.objectContaining({ code: 'ABI-B008', rule: 'B-15' })
    expect(() => object.get()).toThrow(busy)
    expect(() => object.debug()).toThrow(busy)
    await expect(object.$async.get()).rejects.toThrow(busy)
    expect(() => object.finish(1)).toThrow(expect.objectContaining({ code: 'ABI-O003' }))
    await expect(object.$async.finish(1)).rejects.toMatchObject({ code: 'ABI-O003' })
    expect(await added).toBe(2)
    expect(object.get()).toBe(2)
  })

  it('B-15: share objects that all only read', async () => {
    using object = implementTrait(Shared, new Number32(8))
    const reads = [object.$async.get(), object.$async.divide(3)]
    expect(object.get()).toBe(8)
    expect(() => object.add(1)).toThrow(expect.objectContaining({ code: 'ABI-B008', path: 'Shared.add' }))
    await expect(object.$async.add(1)).rejects.toMatchObject({ code: 'ABI-B008' })
    expect(await Promise.all(reads)).toEqual([8, { returns: 2, rest: 2 }])
    expect(object.add(1)).toBe(9)
  })

  it('B-15, O-7: put off the drop until they have returned', async () => {
    const dropped = Number32.dropped
    const object = implementTrait(Sent, new Number32(5))
    const read = object.$async.get()
    object[Symbol.dispose]()
    expect(Number32.dropped).toBe(dropped)
    expect(await read).toBe(5)
    expect(Number32.dropped).toBe(dropped + 1)
  })

  it('B-9, B-15: take the default on this thread, or say what is missing', async () => {
    const Older = Sent.upTo('1.0.0')
    using relay = exportFunction(fn({ object: Older }, Older), (object) => object)
    const read = bindFunction(relay.address, fn({ object: Sent }, Sent), 'read')
    const older: unknown = implementTrait(Older, new Number32(4))
    using object = read(older as ObjectOf<typeof Sent>)
    expect(await object.$async.twice()).toBe(8)
    await expect(object.$async.reset()).rejects.toThrow(MissingFieldError)
    expect(await object.$async.get()).toBe(4)
  })

  it('B-3, B-15: are for who owns the object', async () => {
    using arena = new NativeArena()
    const Slot = struct('Slot', { object: Sent })
    const slot = arena.allocate(Slot, { object: implementTrait(Sent, new Number32(3)) })
    await expect(slot.object.$async.get()).rejects.toMatchObject({ code: 'ABI-B003', path: 'Sent.get' })
    using object = own(slot.object)
    expect(await object.$async.get()).toBe(3)
  })

  it('B-15: need a trait that may be sent', async () => {
    using tally = implementTrait(LocalCounter, new Tally(1))
    await expect(tally.$async.get()).rejects.toMatchObject({ code: 'ABI-B007', rule: 'B-15' })
    expect(tally.get()).toBe(1)
  })

  it('B-14, B-15, N-2: follow the thread rule of the method', async () => {
    using object = implementTrait(Sent, new Number32(2))
    checkThreads(true)
    try {
      await expect(object.$async.here()).rejects.toMatchObject({ code: 'ABI-D001', path: 'Sent_VTable.here' })
    } finally {
      checkThreads(false)
    }
    expect(object.here()).toBe(2)
  })
})
