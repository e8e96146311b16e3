// Generated accessors move in a way of their own while they stay in a memory; closures always ask the space.
import { addressOf, bufferMemory, MemoryError, moveTo, native, NativeArena, struct, u32 } from 'abiding'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeRecordClass, type AccessorClass } from '../../../src/layout/accessor/record-class.js'
import { codecOf } from '../../../src/layout/layout.js'
import { hostTarget, type Memory, type View } from '../../../src/layout/index.js'

const Item = struct('Item', { id: u32 })
const members = [{ name: 'id', offset: 0, codec: codecOf(u32, hostTarget()) }]
const classes: readonly AccessorClass[] = [true, false].map((generate) =>
  makeRecordClass(Item, members, { generate }),
)

/** Where an accessor is after a move, or why it was refused. */
function outcome(view: View, address: number): unknown {
  try {
    return addressOf(moveTo(view, address))
  } catch (error) {
    if (error instanceof MemoryError) return error.code
    throw error
  }
}

function expectEqualMoves(memory: Memory, offset: number, addresses: fc.Arbitrary<number>): void {
  const views = classes.map((Accessor) => new Accessor(memory, offset) as View)
  const check = (address: number): void => {
    const [generated, composed] = views.map((view) => outcome(view, address))
    expect(generated).toEqual(composed)
  }
  fc.assert(fc.property(addresses, check))
}

const oddities = fc.constantFrom(0, -0, -4, 1.5, NaN, Infinity, 2 ** 31, 2 ** 32, 2 ** 48, 2 ** 53)

it('M-1, M-4: both ways to move agree in a buffer', () => {
  expectEqualMoves(bufferMemory(new ArrayBuffer(64)), 8, fc.oneof(oddities, fc.integer({ min: -8, max: 80 })))
})

it('M-1, M-2: both ways to move agree in native memory, across windows', () => {
  using arena = new NativeArena()
  const room = arena.allocateBytes(80 * 2 ** 20)
  const start = room.memory.base! + room.offset
  const { $memory, $offset } = native.unsafeAt(Item, start) as unknown as { $memory: Memory; $offset: number }
  const inside = fc.integer({ min: 0, max: 80 * 2 ** 20 - 4 }).map((distance) => start + distance)
  expectEqualMoves($memory, $offset, fc.oneof(oddities, inside))
})
