import { codecOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { hostTarget, isView, locationOf, typeOfView, type MemoryLocation } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import type { CallMemory } from './call-memory.js'
import type { Lowered, ScalarPart } from './lowering.js'

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
 * Reads what goes into a register. Numbers cross several times faster than bigints, which is possible as long as they
 * are exact.
 *
 * @param start - Bytes from the start of the view; whole registers can be read there.
 *
 * @internal
 */
export function readPart(view: DataView, start: number, scalar: ScalarPart['scalar']): number | bigint {
  if (scalar === 'f64') return view.getFloat64(start, littleEndian)
  if (scalar === 'f32') return view.getFloat32(start, littleEndian)
  const upper = view.getUint32(start + 4, littleEndian)
  if (upper > largestUpperHalf) return view.getBigUint64(start, littleEndian)
  return upper * 2 ** 32 + view.getUint32(start, littleEndian)
}

/**
 * Statements that read what goes into a register.
 *
 * @param target - The variable that gets it.
 * @param view - An expression for the view.
 * @param start - An expression for the bytes from its start.
 * @param byteLength - Bytes of the register that belong to the struct: 1, 2, 4 or 8.
 *
 * @internal
 */
export function readPartSource(
  target: string,
  view: string,
  start: string,
  scalar: ScalarPart['scalar'],
  byteLength: number,
): string {
  const read = (kind: string, at: string): string => `${view}.get${kind}(${at}, ${littleEndian})`
  if (scalar === 'f64') return `${target} = ${read('Float64', start)}`
  if (scalar === 'f32') return `${target} = ${read('Float32', start)}`
  if (byteLength < 8) return `${target} = ${read(`Uint${byteLength * 8}`, start)}`
  return `${target} = ${read('Uint32', `${start} + 4`)}
    ${target} = ${target} > ${largestUpperHalf}
      ? ${read('BigUint64', start)}
      : ${target} * ${2 ** 32} + ${read('Uint32', start)}`
}
