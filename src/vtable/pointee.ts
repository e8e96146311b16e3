import { MemoryError } from '../errors/index.js'
import { formatAddress, type AnyType, type Memory, type MemoryLocation } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'

/** Memory for values without bytes: nobody reads it. */
const nothing: Memory = { view: new DataView(new ArrayBuffer(0)), base: undefined, space: nativeSpace }

/**
 * Where the value lies that a box or another pointer of Rust leads to. What cannot be the address of such a value is
 * refused; values without bytes lie nowhere, and any address stands for them.
 *
 * @param type - The type of the value.
 * @param address - What the pointer says.
 * @param path - What is being read, for errors.
 * @throws {@link MemoryError} `ABI-M001` for null, `ABI-M008` where the address is no multiple of the alignment,
 * `ABI-M002` and `ABI-M005` for what cannot be an address.
 *
 * @see Rule B-8 of the specification.
 *
 * @internal
 */
export function pointeeAt(type: AnyType, address: number, path: string): MemoryLocation {
  const { size, alignment } = codecOf(type, nativeSpace.target)
  if (address === 0) refuseNull(type, path)
  if (address % alignment !== 0) refuseMisaligned(type, address, alignment, path)
  if (size === 0) return { memory: nothing, offset: 0 }
  const memory = nativeSpace.memoryAt(address, size, path)
  return { memory, offset: address - memory.base! }
}

function refuseNull(type: AnyType, path: string): never {
  throw new MemoryError('a null pointer where a value is needed', {
    code: 'ABI-M001',
    rule: 'B-8',
    path,
    expected: `the address of a ${type.name}`,
    found: 'null',
  })
}

function refuseMisaligned(type: AnyType, address: number, alignment: number, path: string): never {
  throw new MemoryError('a pointer that is not aligned for what it points to', {
    code: 'ABI-M008',
    rule: 'B-8',
    path,
    expected: `a multiple of ${alignment}, where a ${type.name} can lie`,
    found: formatAddress(address),
  })
}
