import { runInNewContext } from 'node:vm'
import {
  addressOf,
  array,
  atomic,
  bits,
  bytesOf,
  charArray,
  cString,
  f64,
  flexibleArray,
  moveTo,
  nullable,
  pointer,
  RStr,
  snapshot,
  struct,
  taggedUnion,
  targets,
  u16,
  u32,
  u8,
  wasmMemory,
  WasmMemory,
  type WebAssemblyMemory,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'
import { instantiateJourney, Journey } from '../support/wasm-modules.js'

const page = 65536
const start = { stops: 1, km: 2, is_round: 0, ticks: 3n }
const afterTravel = { stops: 2, km: 3.5, is_round: 1, ticks: 3n + 2n ** 40n }

describe.each([false, true])('a WebAssembly memory (shared: %s)', (shared) => {
  const instantiate = () => {
    const limits = { initial: 1, maximum: 50, shared }
    const memory = new WebAssembly.Memory(limits)
    return instantiateJourney(limits, memory)
  }

  it('M-8: holds what a module and TypeScript both read and write', () => {
    const { memory, travel, stops, allocate } = instantiate()
    const space = wasmMemory(memory, { allocate })
    expect(space).toBeInstanceOf(WasmMemory)
    const journey = space.allocate(Journey, start)
    const address = addressOf(journey)
    expect(stops(address)).toBe(1)
    travel(address)
    expect(snapshot(journey)).toEqual(afterTravel)
    expect(wasmMemory(memory).at(u32, address)).toBe(2)
    journey.stops = 77
    expect(stops(address)).toBe(77)
    expect(space.target).toBe(targets.wasm32)
  })

  it('M-9: accessors go on after growth from JavaScript and from WebAssembly', () => {
    const { memory, grow, travel_far, stops, allocate } = instantiate()
    const space = wasmMemory(memory, { allocate })
    const journey = space.allocate(Journey, start)
    const list = space.allocate(array(u32, 3), [4, 5, 6])
    const growths: (() => void)[] = [() => memory.grow(1), () => grow(1), () => memory.grow(0)]
    for (const [index, change] of growths.entries()) {
      const before = memory.buffer
      change()
      expect(memory.buffer === before).toBe(false)
      expect(before.byteLength === 0).toBe(!shared)
      journey.stops = 10 + index
      expect(stops(addressOf(journey))).toBe(10 + index)
      expect(journey.km).toBe(2)
      list.set(1, index)
      expect([...list]).toEqual([4, index, 6])
      expect(list.toJSON()).toEqual([4, index, 6])
    }
    journey.stops = 1
    travel_far(addressOf(journey))
    expect(snapshot(journey)).toEqual(afterTravel)
    expect(memory.buffer.byteLength).toBe(4 * page)
  })

  it('M-9: reaches the bytes that growth added, also with accessors and pointers that were there before', () => {
    const Link = struct('Link', { value: u32, get next() { return nullable(pointer(Link)) } }) // prettier-ignore
    const { memory } = instantiate()
    const space = wasmMemory(memory)
    const link = space.at(Link, page - 8)
    expect(refusal(() => space.at(Link, page - 4)).code).toBe('ABI-M005')
    expect(refusal(() => moveTo(link, page)).code).toBe('ABI-M005')
    memory.grow(1)
    space.at(Link, page + 16).value = 5
    Object.assign(link, { next: page + 16 })
    expect(link.next!.deref().value).toBe(5)
    expect(moveTo(link, page + 16).value).toBe(5)
    memory.grow(1)
    expect(moveTo(link, 3 * page - 8).value).toBe(0)
    expect(new DataView(memory.buffer).getUint32(page + 16, true)).toBe(5)
  })

  it('M-9: a memory without a page is one as soon as it grows', () => {
    const memory = new WebAssembly.Memory({ initial: 0, maximum: 2, shared })
    const space = wasmMemory(memory)
    expect(refusal(() => space.at(u8, 1)).code).toBe('ABI-M005')
    memory.grow(1)
    expect(space.at(u8, 1)).toBe(0)
  })

  it('M-9: text and values are written while the allocator lets the memory grow', () => {
    const { memory, allocate } = instantiate()
    const Note = struct('Note', { text: RStr, author: RStr })
    const space = wasmMemory(memory, { allocate })
    const long = 'grüß dich '.repeat(page / 5)
    const note = space.allocate(Note, { text: long, author: 'Ärne' })
    expect(memory.buffer.byteLength).toBeGreaterThan(2 * page)
    expect(note.author).toBe('Ärne')
    expect(note.text).toBe(long)
    note.text = ''
    expect(snapshot(note)).toEqual({ text: '', author: 'Ärne' })
  })

  it('M-9: every sort of field goes on', () => {
    const { memory, allocate } = instantiate()
    const Everything = struct('Everything', {
      label: cString,
      code: charArray(8),
      hits: atomic(u32),
      flags: bits(u32, 5),
      shape: taggedUnion('Shape', u8, { circle: { radius: f64 }, none: {} }),
      count: u32,
      rest: flexibleArray(u16),
    })
    const space = wasmMemory(memory, { allocate })
    const one = space.allocate(Everything, {
      label: 'x'.repeat(page),
      code: 'abc',
      hits: 1,
      flags: 3,
      shape: { tag: 'circle', radius: 2 },
      count: 2,
      rest: [7, 8],
    })
    const { hits, rest, shape } = one
    for (let round = 1; round <= 3; round++) {
      memory.grow(1)
      one.label = 'y'.repeat(round * page)
      one.code = `abc${round}`
      hits.add(1)
      one.flags += 1
      rest.set(1, round)
      expect(one.label.length).toBe(round * page)
      expect(one.code).toBe(`abc${round}`)
      expect([one.hits.load(), one.flags, one.rest.at(0), one.rest.at(1)]).toEqual([
        1 + round,
        3 + round,
        7,
        round,
      ])
      expect(shape).toMatchObject({ tag: 'circle', radius: 2 })
      expect([...rest.first(2)]).toEqual([7, round])
    }
    const end = memory.buffer.byteLength
    expect(refusal(() => rest.at(end)).code).toBe('ABI-M005')
    const index = (end - bytesOf(one).byteOffset) >> 1
    memory.grow(1)
    expect(rest.at(index)).toBe(0)
  })

  it('M-9: bytes that were handed out are lost by growth, except in a shared memory', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared })
    const journey = wasmMemory(memory).at(Journey, 64)
    const before = bytesOf(journey)
    expect(before.buffer).toBe(memory.buffer)
    memory.grow(1)
    expect(before.length).toBe(shared ? 32 : 0)
    journey.stops = 0x01020304
    expect([before[0], before[3]]).toEqual(shared ? [4, 1] : [undefined, undefined])
    expect([...bytesOf(journey).subarray(0, 4)]).toEqual([4, 3, 2, 1])
  })

  it('M-8: two memories over one are the same address space', () => {
    const Box = struct('Box', { journey: pointer(Journey) })
    const { memory, allocate } = instantiate()
    const journey = wasmMemory(memory, { allocate }).allocate(Journey, start)
    const box = wasmMemory(memory, { allocate }).allocate(Box, { journey })
    expect(box.journey.deref().stops).toBe(1)
    const other = wasmMemory(new WebAssembly.Memory({ initial: 1 }), { allocate: { from: 8, to: page } })
    expect(refusal(() => other.allocate(Box, { journey }))).toMatchObject({ code: 'ABI-V001', rule: 'L-10' })
  })
})

describe.each([false, true])('a WebAssembly memory of another context (shared: %s)', (shared) => {
  it('M-9: grows as others do', () => {
    const source = `new WebAssembly.Memory({ initial: 1, maximum: 2, shared: ${shared} })`
    const memory = runInNewContext(source) as WebAssembly.Memory
    const journey = wasmMemory(memory).at(Journey, 64)
    journey.stops = 5
    memory.grow(1)
    expect(journey.stops).toBe(5)
    expect(new Uint32Array(memory.buffer)[16]).toBe(5)
  })
})

describe('addresses in a WebAssembly memory', () => {
  const space = wasmMemory(new WebAssembly.Memory({ initial: 1 }))

  it.each([0, -0, null])('M-8: %s is null', (address) => {
    const error = refusal(() => space.at(u32, address as number))
    expect(error).toMatchObject({ code: 'ABI-M001', rule: 'M-8', path: 'u32' })
  })

  it.each([0.5, NaN, Infinity, 2 ** 32, -1, -(2 ** 31), '8', 8n, undefined])('M-8: refuses %s', (address) => {
    const error = refusal(() => space.at(u32, address as number))
    expect(error).toMatchObject({ code: 'ABI-M002', rule: 'M-8', path: 'u32' })
    expect(error.hint !== undefined).toBe(address === -1 || address === -(2 ** 31))
  })

  it('M-8: refuses what does not lie wholly in the memory', () => {
    expect(space.at(u32, page - 4)).toBe(0)
    for (const address of [page - 3, page, 2 ** 32 - 1]) {
      expect(refusal(() => space.at(u32, address))).toMatchObject({ code: 'ABI-M005', rule: 'M-8' })
    }
    const Cell = struct('Cell', { to: pointer(f64) })
    const cell = space.at(Cell, 64)
    cell.to = (page - 4) as never
    expect(refusal(() => cell.to.deref()).code).toBe('ABI-M005')
  })

  it('M-8: reaches beyond 2 GiB', () => {
    const large = new WebAssembly.Memory({ initial: 40000 })
    const above = wasmMemory(large, { allocate: () => (2 ** 31 + 64) | 0 })
    const journey = above.allocate(Journey, start)
    expect(addressOf(journey)).toBe(2 ** 31 + 64)
    large.grow(1)
    expect(snapshot(journey)).toEqual(start)
    expect(new DataView(large.buffer).getFloat64(2 ** 31 + 64 + 8, true)).toBe(2)
  })
})

describe('what is no WebAssembly memory', () => {
  it.each([
    null,
    undefined,
    64,
    {},
    { buffer: new ArrayBuffer(8) },
    new ArrayBuffer(64),
    new WebAssembly.Table({ element: 'anyfunc', initial: 1 }),
  ])('M-8: refuses %o', (memory) => {
    const error = refusal(() => wasmMemory(memory as WebAssemblyMemory))
    expect(error).toMatchObject({ code: 'ABI-L002', rule: 'M-8' })
  })

  it('M-8: refuses a memory with 64-bit addresses, and leaves it as it was', () => {
    const memory = longMemory()
    // Older engines have none.
    if (memory === undefined) return
    const { buffer } = memory
    expect(refusal(() => wasmMemory(memory))).toMatchObject({
      code: 'ABI-L002',
      found: 'a memory with 64-bit addresses',
    })
    expect(memory.buffer).toBe(buffer)
    expect(buffer.byteLength).toBe(page)
  })

  it('M-8: looking at a memory does not let it grow', () => {
    const memory = new WebAssembly.Memory({ initial: 1 })
    const { buffer } = memory
    wasmMemory(memory)
    expect(memory.buffer).toBe(buffer)
    expect(buffer.byteLength).toBe(page)
  })
})

function longMemory(): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ address: 'i64', initial: 1n } as never)
  } catch {
    return undefined
  }
}
