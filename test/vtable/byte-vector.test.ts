import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liveObjects, liveVectorBuffers, native, type Address } from '../../src/index.js'
import { boundTable } from '../../src/vtable/bound-table.js'
import { appendBytes, ByteVector } from '../../src/vtable/byte-vector.js'
import { addressOfTable } from '../../src/vtable/table-pointer.js'
import { ByteVectorTable, ByteVectorType } from '../../src/vtable/tables/formatting.js'
import type { VectorFunctions } from '../../src/vtable/tables/vec-vtable.js'

interface Functions extends VectorFunctions {
  type_id(): { executable_identity: { address: Address } }
}

const wordsOf = (vector: ByteVector) => native.at(ByteVectorType, vector.address)
const functionsOf = (vector: ByteVector): Functions =>
  boundTable<Functions>(ByteVectorTable, addressOfTable(wordsOf(vector).vtable))

describe('vectors of bytes', () => {
  it('B-10: grow by their own table', () => {
    const others = liveObjects()
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (pieces) => {
        using vector = new ByteVector()
        for (const piece of pieces) appendBytes(wordsOf(vector), piece)
        const words = wordsOf(vector)
        expect([...vector.bytes]).toEqual(pieces.flatMap((piece) => [...piece]))
        expect(words.capacity).toBeGreaterThanOrEqual(words.length)
        functionsOf(vector).shrink_to_fit(vector.address)
        expect(words.capacity).toBe(words.length)
        expect([...vector.bytes]).toEqual(pieces.flatMap((piece) => [...piece]))
        vector.clear()
        expect([vector.text('x'), words.length]).toEqual(['', 0])
      }),
    )
    expect(liveObjects()).toEqual(others)
  })

  it('B-10: make exactly the room that they are asked for, or more', () => {
    using vector = new ByteVector()
    const { grow_capacity_to } = functionsOf(vector)
    grow_capacity_to(vector.address, 10, 'Exact')
    expect(wordsOf(vector).capacity).toBe(10)
    grow_capacity_to(vector.address, 5, 'Exact')
    expect(wordsOf(vector).capacity).toBe(10)
    grow_capacity_to(vector.address, 11, 'Above')
    expect(wordsOf(vector).capacity).toBe(20)
  })

  it('B-10: are freed once', () => {
    using vector = new ByteVector()
    appendBytes(wordsOf(vector), new Uint8Array([1]))
    const words = wordsOf(vector)
    const { destructor } = functionsOf(vector)
    const live = liveVectorBuffers()
    destructor(vector.address)
    expect([words.buffer, words.length, words.capacity]).toEqual([1, 0, 0])
    destructor(vector.address)
    expect(liveVectorBuffers()).toBe(live - 1)
  })

  it('B-8, B-10: have the type id of no library', () => {
    using vector = new ByteVector()
    using other = new ByteVector()
    const { address } = functionsOf(vector).type_id().executable_identity
    expect(address).toBeGreaterThan(0)
    expect(functionsOf(other).type_id().executable_identity.address).toBe(address)
  })

  it('B-10, M-6: are refused as text where they are none', () => {
    using vector = new ByteVector()
    appendBytes(wordsOf(vector), new Uint8Array([0xff]))
    expect(() => vector.text('Thing.debug')).toThrow(
      expect.objectContaining({ code: 'ABI-V005', path: 'Thing.debug' }),
    )
  })
})
