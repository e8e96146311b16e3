import { addressOf, array, bytesOf, RStr, struct, u32, u64, u8, wasmMemory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'
import { heapStart, instantiateJourney, Journey } from '../support/wasm-modules.js'

const page = 65536
const memory = () => new WebAssembly.Memory({ initial: 1, maximum: 4 })

describe('the allocator of a module', () => {
  it('M-10: is asked for size and alignment, and gives zeroed room', () => {
    const module = instantiateJourney({ initial: 1, maximum: 9 })
    const asked: number[][] = []
    const space = wasmMemory(module.memory, {
      allocate(byteLength, alignment) {
        asked.push([byteLength, alignment])
        return module.allocate(byteLength, alignment)
      },
    })
    new Uint8Array(module.memory.buffer).fill(0xff)
    const flag = space.allocate(array(u8, 3))
    const journey = space.allocate(Journey)
    expect([addressOf(flag), addressOf(journey)]).toEqual([heapStart, heapStart + 8])
    expect([...bytesOf(flag), ...bytesOf(journey)]).toEqual(new Array(35).fill(0))
    expect(new Uint8Array(module.memory.buffer)[heapStart + 3]).toBe(0xff)
    expect(asked).toEqual([
      [3, 1],
      [32, 8],
    ])
    expect(space.allocate(u32, 7)).toBe(7)
    expect([
      ...bytesOf(wasmMemory(module.memory).at(Journey, space.keep!(new Uint8Array(32).fill(5), 8))),
    ]).toEqual(new Array(32).fill(5))
  })

  it('M-10: lets the memory grow where it must', () => {
    const module = instantiateJourney({ initial: 1, maximum: 9 })
    const space = wasmMemory(module.memory, { allocate: module.allocate })
    const first = space.allocate(u64Box, { value: 5n })
    const large = space.allocate(array(u8, 2 * page))
    large.set(2 * page - 1, 9)
    expect(first.value).toBe(5n)
    expect(new Uint8Array(module.memory.buffer)[addressOf(large) + 2 * page - 1]).toBe(9)
  })

  it.each([
    ['null', 0],
    ['nothing', undefined],
    ['a fraction', 16.5],
    ['a bigint', 16n],
    ['what is not aligned', 20],
    ['an address above all', 2 ** 32],
  ])('M-10: is refused %s', (_what, given) => {
    const space = wasmMemory(memory(), { allocate: (() => given) as never })
    expect(refusal(() => space.allocate(u64Box))).toMatchObject({ code: 'ABI-M007', rule: 'M-10' })
  })

  it('M-10: is refused what lies outside of the memory', () => {
    const space = wasmMemory(memory(), { allocate: () => page })
    expect(refusal(() => space.allocate(u64Box))).toMatchObject({ code: 'ABI-M005', path: 'allocate' })
  })

  it('M-10: may fail', () => {
    const module = instantiateJourney({ initial: 1, maximum: 2 })
    const space = wasmMemory(module.memory, { allocate: module.fail as never })
    const error = refusal(() => space.allocate(u64Box))
    expect(error).toMatchObject({ code: 'ABI-M007', rule: 'M-10' })
    expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError)
  })
})

const u64Box = struct('Box', { value: u64 })

describe('a region', () => {
  it('M-10: is filled from its beginning, and is full at some point', () => {
    const space = wasmMemory(memory(), { allocate: { from: 1001, to: 1032 } })
    const places = [addressOf(space.allocate(array(u8, 1))), addressOf(space.allocate(u64Box, { value: 1n }))]
    expect(places).toEqual([1001, 1008])
    expect(addressOf(space.allocate(u64Box, { value: 2n }))).toBe(1016)
    expect(refusal(() => space.allocate(array(u8, 9)))).toMatchObject({ code: 'ABI-M007', rule: 'M-10' })
    expect(addressOf(space.allocate(array(u8, 8)))).toBe(1024)
    expect(refusal(() => space.allocate(u8)).code).toBe('ABI-M007')
    expect(space.at(u64Box, 1008).value).toBe(1n)
  })

  it('M-10: may lie where the memory has yet to grow', () => {
    const source = memory()
    const space = wasmMemory(source, { allocate: { from: page, to: 2 * page } })
    expect(refusal(() => space.allocate(u8, 1)).code).toBe('ABI-M005')
    source.grow(1)
    expect(space.allocate(u8, 1)).toBe(1)
  })

  it.each([
    null,
    7,
    'malloc',
    {},
    { from: 0, to: 8 },
    { from: 8, to: 8 },
    { from: 1.5, to: 8 },
    { from: 8, to: 2 ** 32 + 1 },
    { from: -8, to: 8 },
    { from: 8n, to: 16n },
  ])('M-10: is not %o', (allocate) => {
    expect(refusal(() => wasmMemory(memory(), { allocate: allocate as never }))).toMatchObject({
      code: 'ABI-L002',
      rule: 'M-10',
    })
  })
})

describe('without an allocator', () => {
  it('M-10: nothing is allocated and no text is kept', () => {
    const space = wasmMemory(memory())
    expect(refusal(() => space.allocate(u8))).toMatchObject({ code: 'ABI-M007', rule: 'M-10' })
    expect(refusal(() => space.allocate(u8)).hint).toContain('allocate')
    const note = space.at(struct('Note', { text: RStr }), 64)
    expect(refusal(() => (note.text = 'ä')).code).toBe('ABI-V004')
  })
})
