// Who owns an object, and who a box.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  array,
  bindFunction,
  boxLike,
  constPointer,
  exportFunction,
  fn,
  implementTrait,
  liveObjects,
  locationOf,
  NativeArena,
  own,
  pointer,
  rBox,
  struct,
  u32,
  u64,
  u8,
  type ObjectOf,
} from '../../src/index.js'
import { hostObjects } from '../../src/vtable/host-objects.js'
import { Counter, Level, Tally } from '../support/traits.js'

const Point = struct('Point', { x: u32, y: u32 })
const PointBox = boxLike('PointBox', Point)

beforeEach(() => {
  Tally.dropped = []
  const before = liveObjects().length
  return () => {
    expect(liveObjects().slice(before)).toEqual([])
    expect(hostObjects.size).toBe(0)
  }
})

const moved = expect.objectContaining({ code: 'ABI-O002' })
const disposed = expect.objectContaining({ code: 'ABI-M004' })
const lent = expect.objectContaining({ code: 'ABI-B003' })

describe('objects', () => {
  it('B-7, O-2: are dropped once, and not used afterwards', () => {
    const counter = implementTrait(Counter, new Tally(3))
    counter[Symbol.dispose]()
    counter[Symbol.dispose]()
    expect(Tally.dropped).toEqual([3])
    const uses = [
      () => counter.get(),
      () => counter.clone(),
      () => counter.debug(),
      () => counter.finish(),
      () => String(counter),
    ]
    for (const use of uses) expect(use).toThrow(disposed)
  })

  it('B-7: that are disposed of in their own method go when the method has returned', () => {
    const seen: unknown[] = []
    const counter: ObjectOf<typeof Counter> = implementTrait(
      Counter,
      Object.assign(new Tally(3), {
        get() {
          counter[Symbol.dispose]()
          seen.push([...Tally.dropped])
          return 7
        },
      }),
    )
    expect(counter.get()).toBe(7)
    expect([seen, Tally.dropped]).toEqual([[[]], [3]])
  })

  it('B-7, O-3: move into fields, which own them, and out of them again', () => {
    const Slot = struct('Slot', { id: u32, counter: Counter })
    using arena = new NativeArena()
    const counter = implementTrait(Counter, new Tally(1))
    const slot = arena.allocate(Slot, { id: 1, counter })
    expect(() => counter.get()).toThrow(/moved into Slot.counter/)
    expect(slot.counter.add(1)).toBe(2)
    slot.counter[Symbol.dispose]()
    expect(() => slot.counter.finish()).toThrow(lent)
    expect(() => arena.allocate(Slot, { id: 2, counter: slot.counter })).toThrow(lent)
    expect(Tally.dropped).toEqual([])
    const taken = own(slot.counter)
    expect(() => own(taken)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(() => own({} as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(taken.finish()).toBe(3002)
  })

  it('O-4, B-7: stay where they were if a write fails half way', () => {
    const Pair = struct('Pair', { counter: Counter, id: u32 })
    using arena = new NativeArena()
    using counter = implementTrait(Counter, new Tally(1))
    expect(() => arena.allocate(Pair, { counter, id: -1 })).toThrow(
      expect.objectContaining({ code: 'ABI-V002' }),
    )
    expect(counter.get()).toBe(1)
  })

  it('B-5, B-7: are arguments and results of exported functions, as owners', () => {
    const Relay = fn({ counter: Counter }, Counter)
    using exported = exportFunction(Relay, (counter) => {
      counter.add(1)
      return counter
    })
    const relay = bindFunction(exported.address, Relay, 'relay')
    const counter = implementTrait(Counter, new Tally(1))
    using back = relay(counter)
    expect(() => counter.get()).toThrow(moved)
    expect(back.get()).toBe(2)
    expect(() => relay(counter)).toThrow(moved)
  })

  it('B-5: are lent as pointers, until they move', () => {
    const Read = fn({ counter: constPointer(Counter) }, u32)
    using exported = exportFunction(Read, (counter) => counter.deref().get())
    const read = bindFunction(exported.address, Read, 'read')
    using counter = implementTrait(Counter, new Tally(5))
    expect([read(counter), read(counter)]).toEqual([5, 5])
    using level = implementTrait(Level, { value: () => 1n, raise: (by: bigint) => by })
    expect(() => read(level as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
  })

  it('B-5, B-7: that were lent cannot be given away, nor changed if they were lent to be read', () => {
    const Look = fn({ level: Level.ref }, u32)
    const seen: unknown[] = []
    using exported = exportFunction(Look, (level) => {
      expect(() => level.raise(1n)).toThrow(
        expect.objectContaining({ code: 'ABI-B007', path: 'Level.raise' }),
      )
      expect(() => own(level)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
      seen.push(level.value(), JSON.stringify(level))
      return 0
    })
    using level = implementTrait(Level, { value: () => 4n, raise: (by: bigint) => by })
    bindFunction(exported.address, Look, 'look')(level)
    expect(seen).toEqual([4n, JSON.stringify(level)])
  })

  it('B-7: say what they are', async () => {
    const { inspect } = await import('node:util')
    const counter = implementTrait(Counter, new Tally(1))
    expect(inspect(counter)).toMatch(/^Counter \{ 0x[0-9a-f]+, owned \}$/)
    counter[Symbol.dispose]()
    expect(inspect(counter)).toMatch(/, disposed \}$/)
    expect(() => (counter as unknown as { $moveTo(): void }).$moveTo()).toThrow(
      expect.objectContaining({ code: 'ABI-V001' }),
    )
  })

  it('B-2, B-5: without a table are refused', () => {
    using arena = new NativeArena()
    const Slot = struct('Slot', { counter: Counter })
    const empty = arena.allocate(Slot)
    expect(() => empty.counter).toThrow(expect.objectContaining({ code: 'ABI-M001' }))
    const words = arena.allocate(array(u64, 3))
    const view = words as unknown as { [index: number]: bigint }
    view[0] = 0x1000n
    const pointerTo = arena.allocate(struct('P', { to: pointer(Slot) }), {
      to: arena.keep(new Uint8Array([8, 1, 0, 0, 0, 0, 0, 0]), 8) as never,
    })
    expect(() => pointerTo.to.deref().counter).toThrow(/ABI-M00/)
  })
})

describe('boxes', () => {
  it('B-8: hold a value of their own', () => {
    const value = { x: 1, y: 2 }
    using box = PointBox.new(value)
    box.deref().x = 10
    box.store({ x: 11, y: box.deref().y })
    expect([box.deref().toJSON(), value]).toEqual([
      { x: 11, y: 2 },
      { x: 1, y: 2 },
    ])
    expect(() => box.store({ x: -1, y: 0 })).toThrow(expect.objectContaining({ code: 'ABI-V002' }))
    expect(() => PointBox.new({ x: -1, y: 0 })).toThrow(
      expect.objectContaining({ code: 'ABI-V002', path: 'PointBox.new → param value.x' }),
    )
  })

  it('B-8, O-3: give their value out once', () => {
    const box = PointBox.new({ x: 1, y: 2 })
    expect(box.intoInner()).toEqual({ x: 1, y: 2 })
    expect(() => box.deref()).toThrow(moved)
    expect(() => box.intoInner()).toThrow(moved)
    box[Symbol.dispose]()
    const other = PointBox.new({ x: 1, y: 2 })
    other[Symbol.dispose]()
    other[Symbol.dispose]()
    expect(() => other.deref()).toThrow(disposed)
  })

  it('B-7, B-8: move into fields, and are lent by them', () => {
    const Slot = struct('Slot', { box: PointBox })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { box: PointBox.new({ x: 1, y: 2 }) })
    expect(slot.box.deref().y).toBe(2)
    expect(() => slot.box.intoInner()).toThrow(lent)
    using back = own(slot.box)
    expect(back.deref().x).toBe(1)
    expect(() => arena.allocate(Slot, { box: {} as never })).toThrow(
      expect.objectContaining({ code: 'ABI-V001', path: 'Slot.box' }),
    )
    using another = boxLike('OtherBox', Point).new({ x: 0, y: 0 })
    expect(() => arena.allocate(Slot, { box: another })).toThrow(/OtherBox/)
  })

  it('B-8: of what is owned drop it with them, or give it out', () => {
    const CounterBox = boxLike('CounterBox', Counter)
    const RCounterBox = rBox('RBox_Counter', Counter)
    for (const type of [CounterBox, RCounterBox]) {
      Tally.dropped = []
      const counter = implementTrait(Counter, new Tally(6))
      const box = type.new(counter)
      expect(() => counter.get()).toThrow(moved)
      expect(box.deref().add(1)).toBe(7)
      box[Symbol.dispose]()
      expect(Tally.dropped).toEqual([7])
      using taken = type.new(implementTrait(Counter, new Tally(8))).intoInner()
      expect(taken.get()).toBe(8)
      expect(Tally.dropped).toEqual([7])
    }
  })

  it('B-8, O-8: of what contains something owned drop that with them, and when it is written over', () => {
    const Slot = struct('Slot', { counter: Counter, pair: array(Counter, 2) })
    const SlotBox = boxLike('SlotBox', Slot)
    const tally = (value: number) => implementTrait(Counter, new Tally(value))
    const slot = (first: number) => ({ counter: tally(first), pair: [tally(first + 1), tally(first + 2)] })
    Tally.dropped = []
    const box = SlotBox.new(slot(1))
    expect(box.deref().counter.get()).toBe(1)
    box.store(slot(4))
    expect(Tally.dropped).toEqual([1, 2, 3])
    const refused = slot(9)
    expect(() => box.store({ ...refused, pair: [refused.counter] as never })).toThrow(
      expect.objectContaining({ code: 'ABI-V001' }),
    )
    expect([box.deref().counter.get(), refused.counter.get()]).toEqual([4, 9])
    for (const one of [refused.counter, ...refused.pair]) one[Symbol.dispose]()
    box[Symbol.dispose]()
    expect(Tally.dropped).toEqual([1, 2, 3, 9, 10, 11, 4, 5, 6])
    // Each part belongs to whoever reads it.
    const taken = SlotBox.new(slot(7)).intoInner()
    const parts = [taken.counter, ...taken.pair]
    expect(parts.map((one) => one.get())).toEqual([7, 8, 9])
    for (const one of parts) one[Symbol.dispose]()
  })

  it('B-8: are made of values where boxes are declared', () => {
    const Pair = struct('Pair', { box: PointBox, number: u8 })
    using arena = new NativeArena()
    const before = liveObjects().length
    const pair = arena.allocate(Pair, { box: { x: 1, y: 2 }, number: 3 })
    expect(pair.toJSON()).toEqual({ box: { x: 1, y: 2 }, number: 3 })
    own(pair.box)[Symbol.dispose]()
    expect(() => arena.allocate(Pair, { box: { x: 1, y: 2 }, number: 300 })).toThrow(
      expect.objectContaining({ code: 'ABI-V002' }),
    )
    expect(() => arena.allocate(Pair, { box: { x: -1, y: 2 }, number: 0 })).toThrow(
      expect.objectContaining({ path: 'Pair.box.x' }),
    )
    expect(liveObjects().length).toBe(before)
  })

  it('B-8: at impossible addresses are refused', () => {
    const words = (data: bigint) => {
      using table = PointBox.new({ x: 1, y: 1 })
      using arena = new NativeArena()
      const slot = arena.allocate(struct('S', { box: PointBox }), { box: PointBox.new({ x: 0, y: 0 }) })
      own(slot.box)[Symbol.dispose]()
      void table
      const { view } = locationOf(slot).memory
      view.setBigUint64(locationOf(slot).offset, data, true)
      return slot.box.deref()
    }
    expect(() => words(0n)).toThrow(expect.objectContaining({ code: 'ABI-M001', path: 'PointBox.deref' }))
    expect(() => words(0x7000_0000_0001n)).toThrow(
      expect.objectContaining({ code: 'ABI-M008', path: 'PointBox.deref' }),
    )
    expect(() => words(8n)).toThrow(/ABI-M00[125]/)
  })

  it('B-8: of overaligned values keep their alignment', () => {
    const Wide = struct('Wide', { value: u32 }, { align: 64 })
    const boxes = Array.from({ length: 20 }, (_, value) => rBox('RBox_Wide', Wide).new({ value }))
    boxes.forEach((box, value) => {
      expect(box.deref().value).toBe(value)
      expect((box as unknown as { $data: number }).$data % 64).toBe(0)
      box[Symbol.dispose]()
    })
  })
})
