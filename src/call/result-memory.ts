import type { AggregateMirror } from '../ffi/index.js'
import {
  alignUp,
  hostTarget,
  type AnyType,
  type Codec,
  type MemoryLocation,
  type ScalarName,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import type { CallMemory } from './call-memory.js'
import type { ScalarPart } from './lowered.js'
import { fromMirror, valueMemory } from './mirror.js'

/** Bytes of the buffers that small results share. */
const sharedLength = 4096

/** Bytes of the largest results that share a buffer. */
const largestShared = 256

let shared = valueMemory(new ArrayBuffer(sharedLength))
let used = 0

/**
 * Zeroed bytes for a value that a call gives back. They have no address. A buffer for each small value would cost more than
 * the call, so many values share one, which lives as long as the last of them.
 *
 * @param byteLength - Bytes.
 *
 * @internal
 */
export function resultMemory(byteLength: number): MemoryLocation {
  if (byteLength > largestShared) return { memory: valueMemory(new ArrayBuffer(byteLength)), offset: 0 }
  if (used + byteLength > sharedLength) {
    shared = valueMemory(new ArrayBuffer(sharedLength))
    used = 0
  }
  const offset = used
  // Typed arrays over the values need their alignment.
  used += Math.ceil(byteLength / 16) * 16
  return { memory: shared, offset }
}

const littleEndian = hostTarget().byteOrder === 'little'

/** Writes what the FFI gave for a scalar. */
function writeScalar(view: DataView, offset: number, scalar: ScalarName, raw: unknown): void {
  if (scalar === 'f64') view.setFloat64(offset, raw as number, littleEndian)
  else if (scalar === 'f32') view.setFloat32(offset, raw as number, littleEndian)
  else if (typeof raw === 'number' && raw >= 0) {
    // Two halves are written in a fraction of the time that a bigint takes.
    view.setUint32(littleEndian ? offset : offset + 4, raw, littleEndian)
    view.setUint32(littleEndian ? offset + 4 : offset, raw / 2 ** 32, littleEndian)
  } else view.setBigUint64(offset, BigInt(raw as number | bigint), littleEndian)
}

/** Gives memory for values in registers: the same one for all that are read at once. */
function placesFor({ readsAtOnce, size }: Codec): () => MemoryLocation {
  const byteLength = Math.max(registerBytes, size)
  if (readsAtOnce !== true) return () => resultMemory(byteLength)
  const place = { memory: valueMemory(new ArrayBuffer(byteLength)), offset: 0 }
  return () => place
}

/** What the FFI may write for a value in registers, in bytes: two whole ones. */
const registerBytes = 16

/**
 * Reads a struct that came back as a scalar.
 *
 * @internal
 */
export function partReader(type: AnyType, { scalar }: ScalarPart): (raw: unknown) => unknown {
  const codec = codecOf(type, hostTarget())
  const place = placesFor(codec)
  return (raw) => {
    const { memory, offset } = place()
    writeScalar(memory.view, offset, scalar, raw)
    return codec.get(memory, offset)
  }
}

/**
 * Reads a struct that came back as a mirror.
 *
 * @internal
 */
export function mirrorReader(type: AnyType, mirror: AggregateMirror): (raw: unknown) => unknown {
  const codec = codecOf(type, hostTarget())
  if (!mirror.runs.every((run) => run.isNumber === true))
    return (raw) => codec.get(fromMirror(mirror, raw), 0)
  const place = placesFor(codec)
  const runs = mirror.runs.map((run, index) => ({ ...run, key: `run${index}` }))
  return (raw) => {
    const { memory, offset } = place()
    for (const run of runs)
      writeScalar(memory.view, offset + run.offset, run.scalar, (raw as Record<string, unknown>)[run.key])
    return codec.get(memory, offset)
  }
}

/**
 * Reads a value that every call puts into the same place.
 *
 * @internal
 */
export function placeReader(type: AnyType, { memory, offset }: MemoryLocation): () => unknown {
  const codec = codecOf(type, hostTarget())
  if (codec.readsAtOnce === true || codec.dataView !== undefined) return () => codec.get(memory, offset)
  const { view } = memory
  return () => {
    const copy = resultMemory(registerBytes)
    const copied = copy.memory.view
    // Four times four bytes are copied in a fraction of the time that a typed array takes to be made.
    for (let at = 0; at < registerBytes; at += 4)
      copied.setUint32(copy.offset + at, view.getUint32(offset + at, true), true)
    return codec.get(copy.memory, copy.offset)
  }
}

/** A place in memory of a call to which native code writes a result. */
export interface PlacedResult extends MemoryLocation {
  /** What is passed for it. */
  readonly address: number
  /** Bytes of the result. */
  readonly byteLength: number
}

/**
 * Gets memory to which native code writes a result.
 *
 * @internal
 */
export function placeResult(type: AnyType, room: Pick<CallMemory, 'allocate'>): PlacedResult {
  const { size, alignment } = codecOf(type, hostTarget())
  const { memory, offset } = room.allocate(size + alignment, 16)
  const address = alignUp(memory.base! + offset, alignment)
  return { memory, offset: address - memory.base!, address, byteLength: size }
}

/**
 * Copies what native code wrote, before the memory of the call goes.
 *
 * @internal
 */
export function copyResult({ memory: { view }, offset: start, byteLength }: PlacedResult): MemoryLocation {
  const { memory, offset } = resultMemory(byteLength)
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, byteLength)
  new Uint8Array(memory.view.buffer, offset, byteLength).set(bytes)
  return { memory, offset }
}
