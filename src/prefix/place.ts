import { MemoryError } from '../errors/index.js'
import { checkPointer } from '../ffi/index.js'
import { formatAddress, hostTarget, type MemoryLocation, type Target } from '../layout/index.js'
import { writableBytes } from '../memory/mappings.js'
import { nativeSpace } from '../memory/native-space.js'
import { safeRead } from '../memory/safe-read.js'

/** Where an instance lies, before anything is known of the memory there. */
export interface Place {
  /** The machine whose layouts hold. */
  readonly target: Target
  /** The address of the first byte; in a memory without addresses its offset. */
  readonly address: number
  /** Copies some bytes, and refuses what is not there. */
  readonly bytes: (offset: number, byteLength: number) => Uint8Array
  /** The memory of the first bytes, of which all can be accessed. */
  readonly locate: (byteLength: number, access: 'read' | 'write') => MemoryLocation
}

/**
 * A place that nobody vouches for.
 *
 * @param where - An address in this process, or a place in a memory.
 * @param path - What lies there, for errors.
 *
 * @see Rules M-3 and R-5 of the specification.
 *
 * @internal
 */
export function placeAt(where: number | MemoryLocation, path: string): Place {
  if (!isLocation(where)) {
    if (typeof where !== 'number') checkPointer(where, path)
    return nativePlace(where, undefined, path)
  }
  const { memory, offset } = where
  return memory.space === nativeSpace && memory.base !== undefined
    ? nativePlace(memory.base + offset, where, path)
    : otherPlace(where, path)
}

function isLocation(where: number | MemoryLocation): where is MemoryLocation {
  const memory: unknown = (where as MemoryLocation | null | undefined)?.memory
  return typeof memory === 'object' && memory !== null
}

function nativePlace(address: number, location: MemoryLocation | undefined, path: string): Place {
  return {
    target: hostTarget(),
    address,
    bytes: (offset, byteLength) => safeRead(address + offset, byteLength, path),
    locate(byteLength, access) {
      if (byteLength > 0) safeRead(address, byteLength, path)
      if (access === 'write') checkWritable(address, byteLength, path)
      if (location !== undefined) return location
      const memory = nativeSpace.memoryAt(address, byteLength, path)
      return { memory, offset: address - memory.base! }
    },
  }
}

function otherPlace(location: MemoryLocation, path: string): Place {
  const { memory, offset } = location
  const checkRange = (start: number, byteLength: number): void => {
    const reach = memory.view.byteLength
    const first = offset + start
    if (Number.isSafeInteger(first) && first >= 0 && first + byteLength <= reach) return
    throw new MemoryError('an instance that does not end within its memory', {
      code: 'ABI-M005',
      rule: 'R-5',
      path,
      expected: `${byteLength} bytes from ${first} on`,
      found: `a memory of ${reach} bytes`,
    })
  }
  return {
    target: memory.space.target,
    address: (memory.base ?? 0) + offset,
    bytes(start, byteLength) {
      checkRange(start, byteLength)
      const { buffer, byteOffset } = memory.view
      return new Uint8Array(buffer, byteOffset + offset + start, byteLength).slice()
    },
    locate(byteLength) {
      checkRange(0, byteLength)
      return location
    },
  }
}

/** Constants can be read, but writing to them ends the process. */
function checkWritable(address: number, byteLength: number, path: string): void {
  const writable = writableBytes(address, byteLength)
  if (writable === byteLength) return
  throw new MemoryError('memory that cannot be written', {
    code: 'ABI-P012',
    rule: 'R-7',
    path,
    expected: `${byteLength} writable bytes at ${formatAddress(address)}`,
    found: `none at ${formatAddress(address + writable)}`,
  })
}
