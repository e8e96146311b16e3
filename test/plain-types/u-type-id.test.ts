import { bufferMemory, bytesOf, equals, layoutOf, MaybeCmp, struct, u8, UTypeId } from 'abiding'
import { describe, expect, it } from 'vitest'

describe('UTypeId', () => {
  it('T-36: is a pointer and 16 bytes, and equal where both are', () => {
    expect(layoutOf(UTypeId)).toMatchObject({ size: 24, alignment: 8 })
    const memory = bufferMemory(new ArrayBuffer(256))
    const make = (address: number, last: number) =>
      memory.allocate(UTypeId, {
        executable_identity: address as never,
        type_id: [...Array<number>(15).fill(1), last],
      })
    expect(equals(make(16, 2), make(16, 2))).toBe(true)
    expect(equals(make(16, 2), make(16, 3))).toBe(false)
    expect(equals(make(16, 2), make(32, 2))).toBe(false)
  })

  it('T-36: is there, or nothing is', () => {
    expect(layoutOf(MaybeCmp(UTypeId))).toMatchObject({ size: 32, alignment: 8 })
    expect(MaybeCmp(u8)).toBe(MaybeCmp(u8))
    const Sort = struct('Sort', { id: MaybeCmp(u8) })
    const sort = bufferMemory(new ArrayBuffer(64)).allocate(Sort, { id: { tag: 'Just', value: 7 } })
    expect([...bytesOf(sort)]).toEqual([0, 7])
    expect(sort.toJSON()).toEqual({ id: { tag: 'Just', value: 7 } })
  })
})
