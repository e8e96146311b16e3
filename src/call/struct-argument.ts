import { codecOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { hostTarget, isView, locationOf, typeOfView, type MemoryLocation } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import type { CallMemory } from './call-memory.js'
import type { Lowered, ScalarPart } from './lowered.js'

/** A struct that is passed by value. */
export type LoweredStruct = Exclude<Lowered, { kind: 'scalar' | 'nothing' | 'address' }>

/**
 * Makes what checks a struct that is passed by value, and writes it into memory of the call. What an accessor shows in
 * native memory need not be copied to be read.
 *
 * @internal
 */
export function spillerOf(
  lowered: LoweredStruct,
): (value: unknown, path: string, memory: CallMemory) => MemoryLocation {
  const codec = codecOf(lowered.type, hostTarget())
  // Whole registers are read, so there must be whole registers.
  const size = Math.ceil(codec.size / 8) * 8
  const isInPlace = size === codec.size && !movesValue(lowered.type)
  return (value, path, memory) => {
    if (isInPlace && isView(value) && typeOfView(value) === lowered.type) {
      const location = locationOf(value)
      if (location.memory.space === nativeSpace) return location
    }
    const location = memory.allocate(size, 8)
    codec.set(location.memory, location.offset, value, path)
    return location
  }
}

const littleEndian = hostTarget().byteOrder === 'little'

/** The upper half of the largest integer that a number holds exactly. */
const largestUpperHalf = 0x1fffff

/**
 * Reads what goes into a register of 64 bits. Numbers cross several times faster than bigints, which is possible as long
 * as they are exact.
 *
 * @param start - Bytes from the start of the view.
 *
 * @internal
 */
export function readRegister(view: DataView, start: number): number | bigint {
  const upper = view.getUint32(start + 4, littleEndian)
  if (upper > largestUpperHalf) return view.getBigUint64(start, littleEndian)
  return upper * 2 ** 32 + view.getUint32(start, littleEndian)
}

/**
 * Reads what stands for a part of a struct.
 *
 * @param start - Bytes from the start of the view; a whole register can be read there.
 *
 * @internal
 */
export function readPart(view: DataView, start: number, scalar: ScalarPart['scalar']): number | bigint {
  if (scalar === 'f64') return view.getFloat64(start, littleEndian)
  if (scalar === 'f32') return view.getFloat32(start, littleEndian)
  return readRegister(view, start)
}

/**
 * An expression that reads what stands for a part of a struct from a `view` that has the struct at `start`. The text uses
 * {@link readRegister} as `$readRegister`.
 *
 * @param part - The part.
 * @param byteLength - Bytes of the register that belong to the struct: 1, 2, 4 or 8.
 *
 * @internal
 */
export function readPartSource({ offset, scalar }: ScalarPart, byteLength: number): string {
  const place = offset === 0 ? 'start' : `start + ${offset}`
  const read = (kind: string): string => `view.get${kind}(${place}, ${littleEndian})`
  if (scalar === 'f64') return read('Float64')
  if (scalar === 'f32') return read('Float32')
  return byteLength < 8 ? read(`Uint${byteLength * 8}`) : `$readRegister(view, ${place})`
}
