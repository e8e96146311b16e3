import { MemoryError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import { alignUp, hostTarget, type Address, type AnyType, type Pointer } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'
import { hostTypeId } from './host-identity.js'
import { makeStaticTable } from './static-table.js'
import { vectorTypes, type VectorWords } from './tables/vec-vtable.js'
import { destroyerOf, type HostVectors } from './vector-elements.js'

/** What was allocated, by the addresses of the buffers: a buffer may lie further on, because of its alignment. */
const blocks = new Map<number, Address>()

/** What `malloc` aligns to. */
const usualAlignment = 16

/**
 * How vectors are made where there is no machine code for their tables: the functions are JavaScript.
 *
 * @see Rule T-6 of the specification.
 *
 * @internal
 */
export function scriptedVectors(element: AnyType): HostVectors {
  const { size, alignment } = layoutOf(element, hostTarget())
  const { table } = vectorTypes(element)
  const allocate = (byteLength: number): number => {
    try {
      const block = allocateNative(byteLength + Math.max(0, alignment - usualAlignment))
      const buffer = alignUp(block, alignment)
      blocks.set(buffer, block)
      return buffer
    } catch {
      return 0
    }
  }
  const release = (buffer: number): void => {
    const block = blocks.get(buffer)
    if (block === undefined) return refuseGone(table.name)
    blocks.delete(buffer)
    freeNative(block)
  }
  const resize = (words: VectorWords, capacity: number): void => {
    const { buffer, length, capacity: before } = words
    const resized = capacity === 0 ? alignment : allocate(capacity * size)
    if (resized === 0) refuseGrowth(table.name, capacity * size)
    copyBytes(buffer, resized, length * size)
    Object.assign(words, { buffer: resized, capacity })
    if (before > 0) release(buffer)
  }
  return {
    table: makeStaticTable(table, {
      type_id: hostTypeId,
      destructor: destroyerOf(element, release),
      grow_capacity_to: (self: Pointer, to: number, exactness: string) => {
        const words = self.deref() as VectorWords
        if (size > 0 && to > words.capacity)
          resize(words, exactness === 'Exact' ? to : Math.max(to, 2 * words.capacity))
      },
      shrink_to_fit: (self: Pointer) => {
        const words = self.deref() as VectorWords
        if (size > 0 && words.length < words.capacity) resize(words, words.length)
      },
    }),
    allocate,
    duplicate(from, byteLength) {
      const buffer = allocate(byteLength)
      if (buffer !== 0) copyBytes(from, buffer, byteLength)
      return buffer
    },
    release,
  }
}

/**
 * How many buffers there are of such vectors.
 *
 * @internal
 */
export function liveScriptedBuffers(): number {
  return blocks.size
}

function copyBytes(from: number, to: number, byteLength: number): void {
  if (byteLength === 0) return
  bytesAt(to, byteLength).set(bytesAt(from, byteLength))
}

function bytesAt(address: number, byteLength: number): Uint8Array {
  const { view, base } = nativeSpace.memoryAt(address, byteLength)
  return new Uint8Array(view.buffer, view.byteOffset + address - base!, byteLength)
}

function refuseGone(path: string): never {
  throw new MemoryError('native code freed a vector that is gone', {
    code: 'ABI-B005',
    rule: 'B-10',
    path,
    expected: 'a vector that was not dropped yet',
  })
}

function refuseGrowth(path: string, byteLength: number): never {
  throw new MemoryError('no memory could be had', {
    code: 'ABI-M007',
    rule: 'T-6',
    path,
    expected: `${byteLength} bytes`,
  })
}
