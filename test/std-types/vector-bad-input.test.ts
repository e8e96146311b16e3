// Words of vectors that cannot be right, as broken native code could leave them.
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AbidingError,
  addressOf,
  bufferMemory,
  native,
  NativeArena,
  own,
  RString,
  RVec,
  struct,
  u32,
  u64,
  u8,
} from '../../src/index.js'
import { VectorWords } from '../../src/std-types/vector-words.js'
import { hostVectors } from '../../src/vtable/host-vectors.js'
import { beforeGuardPage } from '../support/guard-page.js'
import { refusal } from '../support/refusal.js'

/** The words of a vector without their meaning. */
const Words = struct('Words', { buffer: u64, length: u64, capacity: u64, table: u64 })

/** What lies at the end of readable memory. */
const end = beforeGuardPage(new TextEncoder().encode('abcdefgh'.repeat(20_000)))
const last = BigInt(end.address + end.bytes.length)
const unmapped = 0x20000n

describe('vectors of broken native code', () => {
  it.each([
    ['a null buffer', { buffer: 0n, length: 0n, capacity: 0n }, 'ABI-U001'],
    ['a misaligned buffer', { buffer: last - 7n, length: 1n, capacity: 1n }, 'ABI-U001'],
    ['more elements than room', { buffer: last - 8n, length: 2n, capacity: 1n }, 'ABI-U001'],
    ['more bytes than memory', { buffer: last - 8n, length: 2n ** 50n, capacity: 2n ** 50n }, 'ABI-U001'],
    ['a buffer that is not mapped', { buffer: unmapped, length: 1n, capacity: 1n }, 'ABI-M003'],
    ['an end that is not mapped', { buffer: last - 8n, length: 3n, capacity: 3n }, 'ABI-M003'],
    [
      'a large buffer whose end is not mapped',
      { buffer: last - 80_000n, length: 20_001n, capacity: 2n ** 20n },
      'ABI-M003',
    ],
    [
      'a gap between what is mapped',
      { buffer: last - 80_000n, length: 100_000n, capacity: 2n ** 20n },
      'ABI-M003',
    ],
    [
      'a length that no number says',
      { buffer: last - 8n, length: 2n ** 63n, capacity: 2n ** 63n },
      'ABI-V005',
    ],
  ] as const)('T-4: %s is refused', (_, words, code) => {
    using arena = new NativeArena()
    const place = addressOf(arena.allocate(Words, { ...words, table: 0x30000n }))
    const vector = native.at(RVec(u32), place)
    expect(refusal(() => vector.elements)).toMatchObject({ code })
    expect(refusal(() => [...vector])).toMatchObject({ code })
    expect(refusal(() => vector.toArray())).toMatchObject({ code })
    if (code !== 'ABI-V005') expect(refusal(() => vector.elements)).toMatchObject({ path: 'RVec_u32' })
    expect(inspect(vector)).toMatch(/^RVec_u32/)
  })

  it('T-4: what grew is looked at again', () => {
    using arena = new NativeArena()
    const words = arena.allocate(Words, { buffer: last - 16n, length: 2n, capacity: 9n, table: 0x30000n })
    const vector = native.at(RVec(u32), addressOf(words))
    expect(vector.length).toBe(2)
    expect(vector.elements.length).toBe(2)
    words.length = 4n
    expect(vector.elements.length).toBe(4)
    words.length = 5n
    expect(refusal(() => vector.elements)).toMatchObject({ code: 'ABI-M003' })
  })

  it('T-4: words that are refused are refused again, and right ones are found again', () => {
    using arena = new NativeArena()
    const words = arena.allocate(Words, { buffer: last - 16n, length: 2n, capacity: 9n, table: 0x30000n })
    const vector = native.at(RVec(u32), addressOf(words))
    const elements = [...vector]
    words.buffer = unmapped
    for (let time = 0; time < 3; time++)
      expect(refusal(() => vector.elements)).toMatchObject({ code: 'ABI-M003' })
    words.buffer = last - 16n
    expect([...vector]).toEqual(elements)
  })

  it('T-4: one other byte of the buffer or the length is noticed', () => {
    const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(sixteen, fc.nat({ max: 15 }), fc.integer({ min: 1, max: 255 }), (bytes, index, change) => {
        const memory = bufferMemory(new ArrayBuffer(64))
        const place = new Uint8Array(memory.identity, 16, 16)
        place.set(bytes)
        const words = new VectorWords(u32, memory, 16)
        words.remember()
        expect(words.areRemembered()).toBe(true)
        place[index]! ^= change
        expect(words.areRemembered()).toBe(false)
        place[index]! ^= change
        expect(words.areRemembered()).toBe(true)
      }),
    )
  })

  it('T-9: bytes that are no UTF-8 are refused', () => {
    using arena = new NativeArena()
    const bytes = beforeGuardPage(Uint8Array.of(0x61, 0xc3))
    const words = { buffer: BigInt(bytes.address), length: 2n, capacity: 2n, table: 0x30000n }
    const text = native.at(RString, addressOf(arena.allocate(Words, words)))
    expect(refusal(() => text.toString())).toMatchObject({ code: 'ABI-V005' })
    expect([...text.bytes]).toEqual([0x61, 0xc3])
  })

  it('T-4: a table that is none is refused before it is called', () => {
    using arena = new NativeArena()
    const words = { buffer: last - 8n, length: 0n, capacity: 0n, table: unmapped }
    const vector = native.at(RVec(u32), addressOf(arena.allocate(Words, words)))
    for (const run of [() => vector.push(1), () => vector.reserve(1), () => own(vector)[Symbol.dispose]()])
      expect(refusal(run)).toBeInstanceOf(AbidingError)
  })

  it('T-4: whatever the words say, they are read or refused', () => {
    const host = BigInt(hostVectors(u8).table)
    const word = fc.oneof(
      fc.constantFrom(
        0n,
        1n,
        2n,
        8n,
        unmapped,
        last,
        last - 8n,
        last - 4096n,
        2n ** 47n,
        2n ** 53n,
        2n ** 64n - 1n,
      ),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    )
    const table = fc.oneof(word, fc.constant(host)).filter((one) => one !== host)
    fc.assert(
      fc.property(word, word, word, table, (buffer, length, capacity, other) => {
        using arena = new NativeArena()
        const place = addressOf(arena.allocate(Words, { buffer, length, capacity, table: other }))
        for (const read of [
          () => native.at(RVec(u32), place).toArray(),
          () => native.at(RVec(RString), place).toArray(),
          () => native.at(RString, place).toString(),
          () => native.at(RString, place).bytes,
          () => native.at(RVec(u8), place).push(1),
        ]) {
          try {
            read()
          } catch (error) {
            if (!(error instanceof AbidingError)) throw error
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
