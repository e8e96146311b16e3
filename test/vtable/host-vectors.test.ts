// The tables of the vectors of this side, in machine code and in JavaScript.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressOf,
  hostTarget,
  layoutOf,
  liveVectorBuffers,
  native,
  NativeArena,
  RString,
  RVec,
  struct,
  u16,
  u32,
  u64,
  u8,
  unit,
  type Address,
  type AnyType,
} from '../../src/index.js'
import { dropElements } from '../../src/vtable/vector-elements.js'
import { boundTable } from '../../src/vtable/bound-table.js'
import { hostVectors } from '../../src/vtable/host-vectors.js'
import { liveScriptedBuffers, scriptedVectors } from '../../src/vtable/scripted-vectors.js'
import { vectorTypes, type VectorFunctions } from '../../src/vtable/tables/vec-vtable.js'
import type { HostVectors } from '../../src/vtable/vector-elements.js'

interface Functions extends VectorFunctions {
  readonly type_id: () => { executable_identity: { address: Address }; type_id: Iterable<number> }
}

const Wide = struct('Wide', { value: u64 }, { align: 64 })

/** A vector in native memory without room, and what its table does. */
function emptyVector(arena: NativeArena, element: AnyType, { table }: HostVectors) {
  const { vector, table: type } = vectorTypes(element)
  const { alignment } = layoutOf(element, hostTarget())
  const words = arena.allocate(vector, { buffer: alignment, length: 0, capacity: 0, vtable: table })
  const self = addressOf(words)
  const functions = boundTable<Functions>(type, table)
  return { words, self, functions }
}

const manners = [
  ['machine code', hostVectors, liveVectorBuffers],
  ['JavaScript', scriptedVectors, liveScriptedBuffers],
] as const

describe.each(manners)('tables of vectors in %s', (_, vectorsOf, live) => {
  it.each([u8, u16, u32, u64, Wide])(
    'T-6, B-10: grow and shrink, and keep the bytes, of $name',
    (element) => {
      const vectors = vectorsOf(element)
      const { size, alignment } = layoutOf(element, hostTarget())
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 6 }), (steps) => {
          const before = live()
          using arena = new NativeArena()
          const { words, self, functions } = emptyVector(arena, element, vectors)
          for (const [to, isExact] of steps) {
            const had = words.capacity
            functions.grow_capacity_to(self, to, isExact ? 'Exact' : 'Above')
            const least = isExact ? to : Math.max(to, 2 * had)
            expect(words.capacity).toBe(to > had ? least : had)
            expect(words.buffer % alignment).toBe(0)
            for (; words.length < words.capacity; words.length += 1)
              writeByte(words.buffer + words.length * size, words.length)
            if (to % 3 === 0 && words.length > 1) words.length -= 1
            functions.shrink_to_fit(self)
            expect(words.capacity).toBe(words.length)
            const found = Array.from({ length: words.length }, (_, index) =>
              native.unsafeAt(u8, words.buffer + index * size),
            )
            expect(found).toEqual(Array.from(found, (_, index) => index & 0xff))
          }
          expect(live()).toBe(before + (words.capacity > 0 ? 1 : 0))
          functions.destructor(self)
          expect([words.buffer, words.length, words.capacity]).toEqual([alignment, 0, 0])
          functions.destructor(self)
          functions.shrink_to_fit(self)
          expect(live()).toBe(before)
        }),
        { numRuns: 15 },
      )
    },
  )

  it('T-6: leave elements without bytes alone', () => {
    const before = live()
    using arena = new NativeArena()
    const { words, self, functions } = emptyVector(arena, unit, vectorsOf(unit))
    words.length = 3
    words.capacity = Number.MAX_SAFE_INTEGER
    functions.shrink_to_fit(self)
    functions.grow_capacity_to(self, 10, 'Exact')
    expect([words.length, words.capacity]).toEqual([3, Number.MAX_SAFE_INTEGER])
    words.capacity = 0
    functions.destructor(self)
    expect(live()).toBe(before)
  })

  it('T-6, B-8: have the type id of no library', () => {
    using arena = new NativeArena()
    const { functions } = emptyVector(arena, u32, vectorsOf(u32))
    const { executable_identity, type_id } = functions.type_id()
    const host = boundTable<Functions>(vectorTypes(u8).table, hostVectors(u8).table).type_id()
    expect(executable_identity.address).toBe(host.executable_identity.address)
    expect(Buffer.from([...type_id]).toString()).toBe('abiding of host.')
  })

  it('T-6: drop elements that own something', () => {
    const before = [live(), liveVectorBuffers()]
    using arena = new NativeArena()
    const vectors = vectorsOf(RString)
    const { words, self, functions } = emptyVector(arena, RString, vectors)
    functions.grow_capacity_to(self, 2, 'Exact')
    for (; words.length < 2; words.length += 1) {
      const string = arena.allocate(RString, 'text')
      copyBytes(addressOf(string), words.buffer + words.length * 32, 32)
    }
    expect(liveVectorBuffers()).toBeGreaterThanOrEqual(before[1]! + 2)
    functions.destructor(self)
    expect([live(), liveVectorBuffers()]).toEqual(before)
  })
})

describe('tables of vectors in JavaScript', () => {
  it('B-10: refuse to free what is gone', () => {
    using arena = new NativeArena()
    const { words, self, functions } = emptyVector(arena, u32, scriptedVectors(u32))
    functions.grow_capacity_to(self, 1, 'Exact')
    const { buffer } = words
    functions.destructor(self)
    Object.assign(words, { buffer, capacity: 1 })
    expect(() => functions.destructor(self)).toThrow(
      expect.objectContaining({ code: 'ABI-B005', rule: 'B-10' }),
    )
  })

  it('T-6: refuse to grow without end', () => {
    using arena = new NativeArena()
    const { self, functions } = emptyVector(arena, u64, scriptedVectors(u64))
    expect(() => functions.grow_capacity_to(self, 2 ** 49, 'Exact')).toThrow(
      expect.objectContaining({ code: 'ABI-M007' }),
    )
  })
})

it('T-5: nothing is dropped where nothing is owned', () => {
  dropElements(u32, 0, 5)
  dropElements(RVec(u32), 0, 0)
})

function writeByte(address: number, value: number): void {
  native.unsafeAt(Byte, address).value = value & 0xff
}

function copyBytes(from: number, to: number, byteLength: number): void {
  for (let offset = 0; offset < byteLength; offset++)
    native.unsafeAt(Byte, to + offset).value = native.unsafeAt(u8, from + offset)
}

const Byte = struct('Byte', { value: u8 })
