import { MemoryError, ValueError } from '../../errors/index.js'
import { holdsAddress } from '../layout.js'
import { isSameSpace, type Memory } from '../memory.js'
import { movesValue, refuseCopyOfMoved } from '../moved-value.js'
import { describeValue } from '../names.js'
import { isSameType } from '../same-type.js'
import { moveTogether } from '../../ownership/index.js'
import { isView, typeOfView, viewType } from '../view.js'
import type { ArrayDescriptor, ArrayFamily } from './array-family.js'
import { Cursor } from './cursor-class.js'
import { sharedMembers } from './shared-members.js'
import { isTypedArrayOf, type TypedArray, type TypedElements } from './typed-elements.js'

/** The state of an accessor of an array. */
interface ArrayState extends Iterable<unknown> {
  readonly $memory: Memory
  readonly $offset: number
  readonly $family: ArrayFamily
  readonly [viewType]: ArrayDescriptor
  readonly length: number
}

/**
 * What the accessors of all arrays have beside the access to single elements; they inherit from this.
 *
 * @see Rules L-18 and L-19 of the specification.
 *
 * @internal
 */
export const arrayMembers = {
  /** Generated classes have cursors of their own, if {@link hasOwnCursor}. */
  cursor(this: ArrayState): Iterable<unknown> {
    return { [Symbol.iterator]: () => cursorOver(this) }
  },

  copyTo(this: ArrayState, target: TypedArray | unknown[], start = 0): unknown {
    const { $memory, $offset, $family, length } = this
    const { codec, typed } = $family
    if (!Array.isArray(target) && (typed === undefined || !isTypedArrayOf(typed, target)))
      refuseTarget(this, target)
    checkRoom(this, start, length, Array.isArray(target) ? Infinity : target.length)
    if (!Array.isArray(target) && typed!.isNativeOrder) {
      const place = target.byteOffset + start * codec.size
      new Uint8Array(target.buffer, place, length * codec.size).set(bytesOfElements(this, 0, length))
      return target
    }
    for (let index = 0; index < length; index++) {
      target[start + index] = codec.copy($memory, $offset + index * codec.size)
    }
    return target
  },

  copyFrom(this: ArrayState, source: unknown, start = 0): void {
    if (!isList(source)) refuseSource(this, source)
    checkRoom(this, start, source.length, this.length)
    if (copyBytesFrom(this, source, start)) return
    if (movesValue(this.$family.type)) moveTogether(() => copyEach(this, source, start))
    else copyEach(this, source, start)
  },

  toTypedArray(this: ArrayState): TypedArray {
    const { Array: Elements } = requireTyped(this, 'toTypedArray')
    const copy = new Elements(this.length)
    arrayMembers.copyTo.call(this, copy)
    return copy
  },

  asTypedArray(this: ArrayState): TypedArray {
    const { Array: Elements, isNativeOrder } = requireTyped(this, 'asTypedArray')
    if (!isNativeOrder) {
      refuseMeans(
        this,
        'a typed array has the byte order of this machine',
        'asTypedArray',
        'use toTypedArray',
      )
    }
    const { $memory, $offset, length } = this
    const size = Elements.BYTES_PER_ELEMENT
    const place = $memory.isolate === undefined ? $memory.view.byteOffset + $offset : $memory.base! + $offset
    if (place % size !== 0) {
      throw new MemoryError('a typed array begins at a multiple of the size of its elements', {
        code: 'ABI-M008',
        rule: 'L-18',
        path: this[viewType].name,
        expected: `a multiple of ${size}`,
        found: String(place),
        hint: 'use toTypedArray, which copies',
      })
    }
    if ($memory.isolate === undefined) return new Elements($memory.view.buffer, place, length)
    return new Elements($memory.isolate($offset, length * size), 0, length)
  },

  fill(this: ArrayState, value: unknown, start = 0, end = this.length): void {
    checkPart(this, start, end)
    if (start === end) return
    const { $memory, $offset, $family } = this
    const { codec } = $family
    codec.set($memory, $offset + start * codec.size, value, `${this[viewType].name}[${start}]`)
    const bytes = bytesOfElements(this, start, end)
    // What is written already is copied behind itself, twice as much each time.
    for (let done = codec.size; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, done)
  },

  slice(this: ArrayState, start = 0, end = this.length): unknown[] {
    checkPart(this, start, end)
    return Array.from({ length: end - start }, (_, index) => copyOfElement(this, start + index))
  },

  subarray(this: ArrayState, start = 0, end = this.length): object {
    checkPart(this, start, end)
    const { Slice, codec } = this.$family
    return new Slice(this.$memory, this.$offset + start * codec.size, end - start)
  },
}
Object.setPrototypeOf(arrayMembers, sharedMembers)

function cursorOver(array: ArrayState): Iterator<unknown> {
  const { $memory, $offset, $family, length } = array
  const { codec } = $family
  const first = length === 0 || codec.varies === true ? undefined : codec.get($memory, $offset)
  // Accessors that own what they show keep no offset of their own: they cannot be moved.
  if (!isView(first) || !Object.hasOwn(first, '$offset')) return array[Symbol.iterator]()
  return new Cursor(first as never, codec.size, length) as Iterator<unknown>
}

function copyEach(array: ArrayState, source: ArrayLike<unknown>, start: number): void {
  const { $memory, $offset, $family } = array
  const { codec } = $family
  const isArray = isArrayView(source)
  for (let index = 0; index < source.length; index++) {
    const value = isArray ? copyOfElement(source, index) : source[index]
    const offset = $offset + (start + index) * codec.size
    codec.set($memory, offset, value, `${array[viewType].name}[${start + index}]`)
  }
}

/** Copies all at once where the bytes mean the same on both sides. */
function copyBytesFrom(array: ArrayState, source: ArrayLike<unknown>, start: number): boolean {
  const bytes = isArrayView(source) ? sameElements(array, source) : sameNumbers(array.$family.typed, source)
  if (bytes !== undefined) bytesOfElements(array, start, start + source.length).set(bytes)
  return bytes !== undefined
}

function sameElements(array: ArrayState, source: ArrayState): Uint8Array | undefined {
  const { element } = array.$family.type
  refuseCopyOfMoved(source.$family.type, source.$family.type.name)
  const [space, from] = [array.$memory.space, source.$memory.space]
  if (!isSameType(source.$family.type.element, element) || from.target !== space.target) return undefined
  if (!isSameSpace(from, space) && holdsAddress(element, space.target)) return undefined
  return bytesOfElements(source, 0, source.length)
}

function sameNumbers(typed: TypedElements | undefined, source: unknown): Uint8Array | undefined {
  if (typed?.isNativeOrder !== true || !isTypedArrayOf(typed, source)) return undefined
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
}

/** A window on the elements, to be used at once: the buffer around them may not be touched. */
function bytesOfElements({ $memory, $offset, $family }: ArrayState, start: number, end: number): Uint8Array {
  const { view } = $memory
  const { size } = $family.codec
  return new Uint8Array(view.buffer, view.byteOffset + $offset + start * size, (end - start) * size)
}

function copyOfElement({ $memory, $offset, $family: { codec } }: ArrayState, index: number): unknown {
  return codec.copy($memory, $offset + index * codec.size)
}

function isArrayView(value: unknown): value is ArrayState & ArrayLike<unknown> {
  return isView(value) && '$family' in value
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isArrayView(value) || (ArrayBuffer.isView(value) && 'length' in value)
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function checkPart(array: ArrayState, start: number, end: number): void {
  if (isIndex(start) && isIndex(end) && start <= end && end <= array.length) return
  refusePart(array, `0 <= start <= end <= ${array.length}`, `from ${String(start)} to ${String(end)}`)
}

function checkRoom(array: ArrayState, start: number, count: number, room: number): void {
  if (isIndex(start) && start + count <= room) return
  const expected = room === Infinity ? 'a whole number from 0 on' : `room for ${count} elements in ${room}`
  refusePart(array, expected, `from ${String(start)} on`)
}

function refusePart(array: ArrayState, expected: string, found: string): never {
  throw new ValueError('outside of the array', {
    code: 'ABI-V003',
    rule: 'L-18',
    path: array[viewType].name,
    expected,
    found,
  })
}

function refuseTarget(array: ArrayState, target: unknown): never {
  const { typed } = array.$family
  const fitting = typed === undefined ? '' : `, or a ${(typed.Array as unknown as { name: string }).name}`
  throw new ValueError('not what these elements can be copied to', {
    code: 'ABI-V001',
    rule: 'L-18',
    path: array[viewType].name,
    expected: `an array${fitting}`,
    found: describeValue(target),
  })
}

function refuseSource(array: ArrayState, source: unknown): never {
  throw new ValueError('not what elements can be copied from', {
    code: 'ABI-V001',
    rule: 'L-18',
    path: array[viewType].name,
    expected: 'an array, a typed array, or an accessor of an array',
    found: isView(source) ? `an accessor of ${typeOfView(source).name}` : describeValue(source),
  })
}

function requireTyped(array: ArrayState, method: string): TypedElements {
  const { typed, type } = array.$family
  return (
    typed ?? refuseMeans(array, `no typed array holds values of ${type.element.name}`, method, 'use slice')
  )
}

function refuseMeans(array: ArrayState, found: string, method: string, hint: string): never {
  throw new MemoryError('elements that are no typed array', {
    code: 'ABI-M009',
    rule: 'L-18',
    path: `${array[viewType].name}.${method}`,
    expected: 'numbers or bigints in the byte order of this machine',
    found,
    hint,
  })
}
