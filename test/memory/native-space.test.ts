import {
  addressOf,
  array,
  bytesOf,
  moveTo,
  native,
  NativeArena,
  pointer,
  struct,
  u32,
  u64,
  u8,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { nativeSpace } from '../../src/memory/native-space.js'
import { runProgram } from '../support/child.js'
import { refusal } from '../support/refusal.js'

const stride = 2 ** 25
const mebibyte = 2 ** 20
const Wide = struct('Wide', { low: u64, high: u64 })

/** Native memory that is long enough to contain the beginnings of two windows. */
function longMemory(): { arena: NativeArena; start: number; boundary: number } {
  const arena = new NativeArena()
  const { memory, offset } = arena.allocateBytes(80 * mebibyte)
  const start = memory.base! + offset
  return { arena, start, boundary: Math.ceil(start / stride) * stride }
}

describe('windows', () => {
  it('M-2: values across the beginning of a window are read and written like others', () => {
    const { arena, boundary } = longMemory()
    using _ = arena
    for (let shift = -16; shift <= 0; shift += 4) {
      const address = boundary + shift
      const wide = native.unsafeAt(Wide, address)
      wide.low = 1n << 60n
      wide.high = BigInt(shift + 100)
      expect(native.at(Wide, address).toJSON()).toEqual({ low: String(1n << 60n), high: String(shift + 100) })
      expect(addressOf(wide)).toBe(address)
      const holder = arena.allocate(struct('Holder', { wide: pointer(Wide) }), { wide: address as never })
      expect(holder.wide.deref().low).toBe(1n << 60n)
      holder.wide.store({ low: 5n, high: 6n })
      expect([wide.low, wide.high]).toEqual([5n, 6n])
      expect(bytesOf(wide)[0]).toBe(5)
    }
  })

  it('M-2: neighbouring windows show the same bytes', () => {
    const { arena, boundary } = longMemory()
    using _ = arena
    const address = boundary + 64
    const before = nativeSpace.memoryAt(boundary - 4, 4)
    const after = nativeSpace.memoryAt(address, 4)
    // Never give a window to a matcher: it would look at all of its bytes.
    expect(before === after).toBe(false)
    after.view.setUint32(address - after.base!, 0xdeadbeef)
    expect(before.view.getUint32(address - before.base!)).toBe(0xdeadbeef)
    expect(nativeSpace.memoryAt(address, 4) === after).toBe(true)
  })

  it('M-2: an accessor is moved from window to window', () => {
    const { arena, start, boundary } = longMemory()
    using _ = arena
    const item = native.unsafeAt(struct('Item', { id: u32 }), start)
    const addresses = [
      start,
      boundary - 6,
      boundary - 2,
      boundary + 2,
      boundary + stride,
      start + 80 * mebibyte - 4,
    ]
    addresses.forEach((address, id) => (moveTo(item, address).id = id))
    expect(addresses.map((address) => native.at(u32, address))).toEqual([0, 1, 2, 3, 4, 5])
    expect(addresses.map((address) => moveTo(item, address).id)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it.each([stride - 1, stride, stride + 1, 64 * mebibyte, 70 * mebibyte])(
    'M-2: sees a value of %d bytes',
    (length) => {
      const { arena, start } = longMemory()
      using _ = arena
      const bytes = native.unsafeAt(array(u8, length), start + 1)
      bytes.set(0, 1)
      bytes.set(length - 1, 2)
      expect([native.at(u8, start + 1), native.at(u8, start + length)]).toEqual([1, 2])
      const holder = arena.allocate(struct('Holder', { bytes: pointer(array(u8, length)) }), {
        bytes: addressOf(bytes),
      })
      expect(holder.bytes.deref().at(length - 1)).toBe(2)
      expect(bytesOf(bytes)).toHaveLength(length)
    },
  )

  it('M-1: refuses what is no address, whatever window was used before', () => {
    const { arena, start } = longMemory()
    using _ = arena
    expect(native.unsafeAt(u8, start)).toBe(0)
    for (const address of [
      start + 0.5,
      -start,
      NaN,
      Infinity,
      2 ** 48,
      BigInt(start),
      String(start),
      undefined,
    ]) {
      expect(refusal(() => nativeSpace.memoryAt(address as number, 1)).code).toBe('ABI-M002')
    }
    for (const address of [0, 1, 0xffff]) {
      expect(refusal(() => nativeSpace.memoryAt(address, 1)).code).toBe('ABI-M001')
    }
    // The lowest window exists, and is refused all the same below its beginning.
    expect(nativeSpace.memoryAt(0x10000, 1).base).toBe(0x10000)
    expect(refusal(() => nativeSpace.memoryAt(0xfff8, 1)).code).toBe('ABI-M001')
    expect(nativeSpace.memoryAt(0x10000, 1).base).toBe(0x10000)
  })

  it('M-2: copying, comparing and printing accessors touches nothing around their bytes', async () => {
    expect(await runProgram('accessors-as-objects.ts')).toMatchObject({
      status: 0,
      signal: null,
      output: true,
    })
  })

  it('M-2: one window covers the whole space, where the runtime can', async () => {
    const result = await runProgram('whole-address-space.ts')
    expect(result).toMatchObject({ status: 0, signal: null })
    const isRecent = Number.parseInt(process.versions.node) >= 22
    expect(result.output).toEqual({
      code: isRecent ? 'none' : 'ABI-M005',
      rule: isRecent ? 'none' : 'M-2',
      isOneWindow: isRecent,
      before: '5',
      after: '6',
      across: '7',
      high: 'ABI-M003',
      empty: 'ABI-M001',
    })
  })
})
