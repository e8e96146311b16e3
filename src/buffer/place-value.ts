import { codecOf } from '../layout/layout.js'
import type { Address, AnyType, InputOf, Keep, MemoryLocation, Target, ViewOf } from '../layout/index.js'

/**
 * Makes room for a value, writes it and reads it back.
 *
 * @internal
 */
export function placeValue<T extends AnyType>(
  type: T,
  target: Target,
  allocate: (byteLength: number, alignment: number) => MemoryLocation,
  value: InputOf<T> | undefined,
): ViewOf<T> {
  const codec = codecOf(type, target)
  const size = codec.sizeFor?.(value) ?? codec.size
  // What takes no bytes has an address of its own all the same.
  const { memory, offset } = allocate(Math.max(1, size), codec.alignment)
  if (value !== undefined) codec.set(memory, offset, value, type.name)
  return codec.get(memory, offset) as ViewOf<T>
}

/**
 * Copies bytes to new room.
 *
 * @internal
 */
export function keepIn(allocate: (byteLength: number, alignment: number) => MemoryLocation): Keep {
  return (bytes, alignment) => {
    const { memory, offset } = allocate(bytes.length, alignment)
    new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, bytes.length).set(bytes)
    return (memory.base! + offset) as Address
  }
}
