import { array, bufferMemory, flexibleArray, hostTarget, struct, u16, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { keepIn, placeValue } from '../../src/buffer/place-value.js'

const Point = struct('Point', { x: u32, y: u16 })

describe('placeValue', () => {
  it('M-4: asks for the size and alignment of the type, writes and reads back', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    const asked: number[][] = []
    const allocate = (byteLength: number, alignment: number) => {
      asked.push([byteLength, alignment])
      return { memory, offset: 32 }
    }
    expect(placeValue(Point, hostTarget(), allocate, { x: 1, y: 2 }).toJSON()).toEqual({ x: 1, y: 2 })
    expect(placeValue(u16, hostTarget(), allocate, undefined)).toBe(1)
    expect(asked).toEqual([
      [8, 4],
      [2, 2],
    ])
  })
})

describe('placeValue, for types of no fixed size', () => {
  it('L-13, L-22: asks for a byte at least, and for room for the elements that are written', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    const asked: number[] = []
    const allocate = (byteLength: number) => {
      asked.push(byteLength)
      return { memory, offset: 16 }
    }
    const Tail = struct('Tail', { id: u32, items: flexibleArray(u16) })
    placeValue(array(u32, 0), hostTarget(), allocate, [])
    placeValue(Tail, hostTarget(), allocate, { id: 1, items: [1, 2, 3] })
    placeValue(Tail, hostTarget(), allocate, undefined)
    expect(asked).toEqual([1, 10, 4])
  })
})

describe('keepIn', () => {
  it('M-5: copies bytes and tells where they are', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    const keep = keepIn((_byteLength, alignment) => ({ memory, offset: alignment * 4 }))
    const bytes = new Uint8Array([1, 2, 3])
    expect(keep(bytes, 8)).toBe(32)
    bytes.fill(9)
    expect([...new Uint8Array(memory.view.buffer, 32, 3)]).toEqual([1, 2, 3])
  })
})
