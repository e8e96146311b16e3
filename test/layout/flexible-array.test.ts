import {
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  cString,
  flexibleArray,
  layoutOf,
  native,
  NativeArena,
  snapshot,
  struct,
  targets,
  u16,
  u32,
  u64,
  u8,
  wasmMemory,
  type AnyType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { makeFlexibleClass } from '../../src/layout/accessor/flexible-class.js'
import type { ArrayDescriptor } from '../../src/layout/accessor/array-family.js'
import { codecOf } from '../../src/layout/layout.js'
import { hostTarget, type FlexibleArrayView } from '../../src/layout/index.js'
import { refusal } from '../support/refusal.js'

const Packet = struct('Packet', { id: u8, count: u16, samples: flexibleArray(u16) })
const Point = struct('Point', { x: u16, y: u32 })
const Path = struct('Path', { length: u8, points: flexibleArray(Point) })

describe('flexibleArray', () => {
  it('L-22, S-2: takes no bytes, and is aligned like an element', () => {
    const target = targets['x86_64-linux']
    expect(layoutOf(flexibleArray(u64), target)).toEqual({ size: 0, alignment: 8 })
    expect(layoutOf(struct('Wide', { tag: u8, tail: flexibleArray(u64) }), target)).toMatchObject({
      size: 8,
      alignment: 8,
    })
    expect(layoutOf(Packet, target)).toMatchObject({ size: 4, alignment: 2 })
    expect(flexibleArray(u16).declareC('samples')).toBe('uint16_t samples[]')
    expect(flexibleArray(array(u16, 3)).declareC('rows')).toBe('uint16_t rows[][3]')
    expect(flexibleArray(u16).schema()).toEqual({ flexible: 'u16' })
  })

  it.each([
    ['an element', () => array(Packet as AnyType, 2).measure(hostTarget())],
    ['a field of an array', () => array(flexibleArray(u8), 2)],
    ['an element of another', () => flexibleArray(flexibleArray(u8))],
    ['a field before others', () => layoutOf(struct('Early', { tail: flexibleArray(u8), id: u8 }))],
    ['the only field', () => layoutOf(struct('Only', { tail: flexibleArray(u8) }))],
    ['an element that ends with one', () => layoutOf(flexibleArray(Packet))],
  ])('L-22: is refused as %s', (_place, declare) => {
    expect(refusal(declare)).toMatchObject({ code: 'ABI-L006', rule: 'L-22' })
  })

  it('L-22: has as many elements as it was allocated with', () => {
    using arena = new NativeArena()
    const wasm = new WebAssembly.Memory({ initial: 1 })
    for (const memory of [
      bufferMemory(new ArrayBuffer(256)),
      bufferMemory(new SharedArrayBuffer(256), targets['s390x-linux']),
      wasmMemory(wasm, { allocate: { from: 1024, to: 4096 } }),
      arena,
    ]) {
      const samples = Array.from({ length: 20 }, (_, index) => index * 3)
      const packet = memory.allocate(Packet, { id: 1, count: 20, samples })
      const neighbour = memory.allocate(Packet, { id: 9, count: 1, samples: [7] })
      expect([packet.id, packet.count, neighbour.samples.at(0)]).toEqual([1, 20, 7])
      expect([...packet.samples.first(packet.count)]).toEqual(samples)
      packet.samples.set(19, 5)
      expect([packet.samples.at(19), neighbour.id]).toEqual([5, 9])
      expect(addressOf(neighbour) - addressOf(packet)).toBeGreaterThanOrEqual(4 + 40)
      const path = memory.allocate(Path, { length: 2, points: [{ x: 1, y: 2 }, { x: 3, y: 4 }] }) // prettier-ignore
      expect(Array.from(path.points.first(2).cursor(), (point) => point.y)).toEqual([2, 4])
    }
  })

  it('L-22: takes lists of every sort, and can be left out', () => {
    const memory = bufferMemory(new ArrayBuffer(1024))
    const first = memory.allocate(Packet, { id: 1, count: 3, samples: new Uint16Array([1, 2, 3]) })
    const second = memory.allocate(Packet, { id: 1, count: 3, samples: first.samples.first(3) })
    expect(second.samples.first(3).slice()).toEqual([1, 2, 3])
    const empty = memory.allocate(Packet, { id: 1, count: 0 } as never)
    const other = memory.allocate(u8, 7)
    expect([snapshot(empty), other]).toEqual([{ id: 1, count: 0, samples: [] }, 7])
    const named = memory.allocate(struct('Named', { count: u32, names: flexibleArray(cString) }), {
      count: 2,
      names: ['a', 'bc'],
    })
    expect([...named.names.first(2)]).toEqual(['a', 'bc'])
  })

  it('L-22: has no elements in copies', () => {
    const memory = bufferMemory(new ArrayBuffer(256))
    const packet = memory.allocate(Packet, { id: 1, count: 2, samples: [5, 6] })
    expect(packet.toJSON()).toEqual({ id: 1, count: 2, samples: [] })
    expect(bytesOf(packet)).toHaveLength(4)
    const copy = memory.allocate(Packet, packet)
    expect(memory.allocate(u8)).toBe(0)
    expect([copy.count, packet.samples.at(1)]).toEqual([2, 6])
  })

  it.each([[3], ['ab'], [null], [{}], [new DataView(new ArrayBuffer(2))], [Packet]])(
    'L-22: refuses %o',
    (value) => {
      const memory = bufferMemory(new ArrayBuffer(256))
      expect(
        refusal(() => memory.allocate(Packet, { id: 1, count: 0, samples: value as never })),
      ).toMatchObject({
        code: 'ABI-V001',
        rule: 'L-22',
        path: 'Packet.samples',
      })
    },
  )

  it('L-22: names the element that is refused', () => {
    const memory = bufferMemory(new ArrayBuffer(256))
    expect(refusal(() => memory.allocate(Packet, { id: 1, count: 2, samples: [1, -1] })).path).toBe(
      'Packet.samples[1]',
    )
    const { samples } = memory.allocate(Packet, { id: 1, count: 1, samples: [1] })
    expect(refusal(() => samples.set(0, -1)).path).toBe('flexibleArray(u16)[0]')
  })

  it('L-22: ends where the memory does', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    const { samples } = memory.at(Packet, 52)
    const outside = { code: 'ABI-M005', rule: 'L-22' }
    samples.set(3, 1)
    expect([samples.at(3), samples.first(4).length]).toEqual([1, 4])
    expect(refusal(() => samples.at(4))).toMatchObject(outside)
    expect(refusal(() => samples.set(4, 1))).toMatchObject(outside)
    expect(refusal(() => samples.first(5))).toMatchObject(outside)
    expect(refusal(() => (memory.at(Packet, 52).samples = [1, 2, 3, 4, 5] as never))).toMatchObject(outside)
    expect(samples.at(0)).toBe(0)
    using arena = new NativeArena()
    const own = arena.allocate(Packet, { id: 1, count: 0, samples: [] })
    expect(refusal(() => own.samples.at(10_000)).code).toBe('ABI-M005')
  })

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53, '1', 1n, null, undefined])(
    'L-22: refuses the index %s',
    (index) => {
      const { samples } = bufferMemory(new ArrayBuffer(64)).at(Packet, 16)
      for (const use of [
        () => samples.at(index as number),
        () => samples.set(index as number, 1),
        () => samples.first(index as number),
      ])
        expect(refusal(use)).toMatchObject({ code: 'ABI-V003', rule: 'L-22' })
    },
  )

  it('L-22: reaches as far as asked in native memory of somebody else', () => {
    using arena = new NativeArena()
    const room = arena.allocateBytes(80 * 2 ** 20)
    const start = room.memory.base! + room.offset
    const { samples } = native.unsafeAt(Packet, start)
    const far = 36 * 2 ** 20
    samples.set(far, 77)
    expect([samples.at(far), samples.first(far + 1).at(far)]).toEqual([77, 77])
    expect(native.unsafeAt(u16, start + 4 + 2 * far)).toBe(77)
  })

  it('L-22: sees what a WebAssembly memory has grown by', () => {
    const wasm = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true })
    const { samples } = wasmMemory(wasm).at(Packet, 65_000)
    expect(refusal(() => samples.at(1000)).code).toBe('ABI-M005')
    wasm.grow(1)
    samples.set(1000, 3)
    expect(new Uint16Array(wasm.buffer, 65_004 + 2000, 1)[0]).toBe(3)
  })

  it.each([true, false])('L-22: does the same from source text and closures (generated: %s)', (generate) => {
    const elements = array(u16, 0) as unknown as ArrayDescriptor
    const Accessor = makeFlexibleClass(flexibleArray(u16), elements, codecOf(u16, hostTarget()), { generate })
    const memory = bufferMemory(new Uint16Array([1, 2, 3, 4]).buffer)
    const view = new Accessor(memory, 2) as unknown as FlexibleArrayView<typeof u16>
    view.set(1, 9)
    expect([view.at(0), [...view.first(3)], view.toJSON()]).toEqual([2, [2, 9, 4], []])
  })
})
