import { maximumAggregateBytes, type AggregateMirror, type MirrorRun } from '../ffi/index.js'
import { leavesOf, layoutOf } from '../layout/layout.js'
import {
  alignUp,
  type AnyType,
  type Keep,
  type Memory,
  type ScalarName,
  type Target,
} from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'

/**
 * What the FFI is told of a type that is passed by value where it has to find out itself how C passes it: a struct of the
 * same scalars.
 *
 * @see Rule K-3 of the specification.
 *
 * @internal
 */
export function mirrorOf(type: AnyType, target: Target): AggregateMirror {
  const { size } = layoutOf(type, target)
  // What is too large will be refused by its size: its millions of scalars need not be listed.
  if (size > maximumAggregateBytes) return { runs: [], size }
  const runs: MirrorRun[] = []
  let end = 0
  let alignment = 1
  const add = (scalar: ScalarName, bytes: number, offset: number): void => {
    const last = runs.at(-1)
    if (last?.scalar === scalar && end === offset) runs[runs.length - 1] = { ...last, count: last.count + 1 }
    else runs.push({ scalar, count: 1, offset })
    end = offset + bytes
  }
  // The FFI leaves the padding that C would leave between scalars. What a nested struct has at its end is more than that,
  // and is spelled out, as what no calling convention treats in another way than the bytes around it.
  const pad = (until: number, by: number): void => {
    if (alignUp(end, by) >= until) return
    while (end < until) add('u8', 1, end)
  }
  for (const leaf of leavesOf(type, target)) {
    pad(leaf.offset, leaf.size)
    add(leaf.scalar, leaf.size, leaf.offset)
    alignment = Math.max(alignment, leaf.size)
  }
  pad(size, alignment)
  return { runs, size }
}

type RunArray = new (buffer: ArrayBuffer) => ArrayBufferView

const arrays: Record<ScalarName, { readonly Array: RunArray; readonly size: number }> = {
  i8: { Array: Int8Array, size: 1 },
  i16: { Array: Int16Array, size: 2 },
  i32: { Array: Int32Array, size: 4 },
  i64: { Array: BigInt64Array, size: 8 },
  u8: { Array: Uint8Array, size: 1 },
  u16: { Array: Uint16Array, size: 2 },
  u32: { Array: Uint32Array, size: 4 },
  u64: { Array: BigUint64Array, size: 8 },
  f32: { Array: Float32Array, size: 4 },
  f64: { Array: Float64Array, size: 8 },
  bool: { Array: Uint8Array, size: 1 },
  address: { Array: BigUint64Array, size: 8 },
  isize: { Array: BigInt64Array, size: 8 },
}

/**
 * Copies bytes into the object that the FFI takes for a mirror.
 *
 * @internal
 */
export function toMirror(
  mirror: AggregateMirror,
  memory: Memory,
  offset: number,
): Record<string, ArrayBufferView> {
  const { buffer, byteOffset } = memory.view
  if (mirror.runs.length === 1) {
    // What is passed in memory is a single run.
    const [run] = mirror.runs
    const start = byteOffset + offset + run!.offset
    const byteLength = byteLengthOf(run!)
    const bytes = buffer.slice(start, start + byteLength) as ArrayBuffer
    return { run0: new arrays[run!.scalar].Array(whole(bytes, byteLength)) }
  }
  return Object.fromEntries(
    mirror.runs.map((run, index) => {
      const start = byteOffset + offset + run.offset
      const bytes = buffer.slice(start, start + byteLengthOf(run)) as ArrayBuffer
      return [`run${index}`, new arrays[run.scalar].Array(whole(bytes, byteLengthOf(run)))]
    }),
  )
}

/** A mirror of registers is as long as they are, where the value may be shorter. */
function whole(bytes: ArrayBuffer, byteLength: number): ArrayBuffer {
  if (bytes.byteLength === byteLength) return bytes
  const padded = new Uint8Array(byteLength)
  padded.set(new Uint8Array(bytes))
  return padded.buffer
}

/** Bytes of two registers, which a mirror of registers may be shorter than, as may the value. */
const registerBytes = 16

/**
 * Memory with the bytes of an object that the FFI gave for a mirror. The bytes have no address, but pointers in them
 * lead into native memory.
 *
 * @internal
 */
export function fromMirror(mirror: AggregateMirror, parts: unknown): Memory {
  const bytes = new Uint8Array(Math.max(mirror.size, registerBytes))
  mirror.runs.forEach((run, index) => {
    const part = (parts as Record<string, ArrayBufferView>)[`run${index}`]!
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, byteLengthOf(run)), run.offset)
  })
  return valueMemory(bytes.buffer)
}

/**
 * Memory for a value that crosses the border by value.
 *
 * @internal
 */
export function valueMemory(buffer: ArrayBuffer, keep?: Keep): Memory {
  return { view: new DataView(buffer), base: undefined, space: nativeSpace, keep }
}

function byteLengthOf(run: MirrorRun): number {
  return run.count * arrays[run.scalar].size
}
