import { codecOf } from '../../layout/layout.js'
import { targets, type AnyType, type ViewOf } from '../../layout/index.js'
import { bufferMemory } from '../../buffer/index.js'

/**
 * A struct in bytes of a file, of a machine with 64 bits and the least significant byte first.
 *
 * @param type - The struct.
 * @param bytes - The bytes.
 * @param offset - Where in them it begins.
 *
 * @internal
 */
export function structAt<T extends AnyType>(type: T, bytes: Uint8Array, offset = 0): ViewOf<T> {
  const memory = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    base: undefined,
    space: noSpace,
  }
  return codecOf(type, targets['x86_64-linux']).get(memory, offset) as ViewOf<T>
}

/** Pointers of a file lead nowhere: they are read as addresses. */
const noSpace = bufferMemory(new ArrayBuffer(0), targets['x86_64-linux'])
