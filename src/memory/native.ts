import { checkPointer } from '../ffi/index.js'
import { codecOf } from '../layout/layout.js'
import type { AnyType, ViewOf } from '../layout/index.js'
import { nativeSpace } from './native-space.js'
import { safeRead } from './safe-read.js'

/**
 * The memory of this process, by address.
 *
 * @example
 * ```ts
 * import { addressOf, native, NativeArena, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Point = struct('Point', { x: u32, y: u32 })
 * using arena = new NativeArena()
 * const address = addressOf(arena.allocate(Point, { x: 3, y: 4 }))
 *
 * assert.equal(native.at(Point, address).y, 4)
 * assert.throws(() => native.at(Point, 0), { code: 'ABI-M001' })
 * assert.throws(() => native.at(Point, 1.5), { code: 'ABI-M002' })
 * ```
 */
export const native = {
  /**
   * The value at an address, after making sure that all of its bytes are mapped.
   *
   * @param type - What lies there.
   * @param address - Where.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address, `ABI-M003` where a byte is not
   * mapped.
   */
  at<T extends AnyType>(type: T, address: number): ViewOf<T> {
    safeRead(address, codecOf(type, nativeSpace.target).size, type.name)
    return native.unsafeAt(type, address)
  },

  /**
   * The value at an address that the caller vouches for: unmapped memory ends the process. Microseconds faster than `at`.
   *
   * @param type - What lies there.
   * @param address - Where.
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address.
   */
  unsafeAt<T extends AnyType>(type: T, address: number): ViewOf<T> {
    const codec = codecOf(type, nativeSpace.target)
    const memory = nativeSpace.memoryAt(address, codec.size, type.name)
    return codec.get(memory, address - memory.base!) as ViewOf<T>
  },

  /**
   * Lays one window over the whole address space instead of windows of 64 MiB where they are needed. Following pointers
   * gets faster; `process.memoryUsage().external` then reports 128 TiB although nothing is allocated.
   *
   * @throws {@link MemoryError} `ABI-M005` on Node 20, which has no ArrayBuffers of that length.
   */
  useWholeAddressSpace(): void {
    nativeSpace.useWholeSpace()
  },

  /**
   * Refuses what cannot be an address.
   *
   * @param address - Anything.
   * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M002` for what is no address.
   */
  checkAddress(address: unknown): void {
    checkPointer(address, undefined)
  },
}
