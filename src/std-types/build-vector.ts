import { ValueError } from '../errors/index.js'
import { u8, type AnyType, type ArrayView, type Memory } from '../layout/index.js'
import { elementsAt } from '../layout/elements.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { encodeUtf8Into, utf8Length } from './utf8-into.js'
import { checkText, isText } from '../layout/utf8.js'
import { isView, typeOfView } from '../layout/view.js'
import { nativeSpace } from '../memory/native-space.js'
import { scratchMemory } from '../memory/scratch.js'
import { moveTogether } from '../ownership/index.js'
import { givenTexts, hostVectors } from '../vtable/host-vectors.js'
import type { HostVectors } from '../vtable/vector-elements.js'
import { VectorAccessor, type VectorDescriptor } from './vector-accessor.js'
import { checkRoom, mostBytes, refuseRoom } from './vector-room.js'
import { VectorWords, writeVector, type NewVector } from './vector-words.js'

/**
 * Makes a vector of plain values.
 *
 * @param type - The type of the vector.
 * @param values - An array, a typed array, an accessor of an array or of a vector, or anything that can be iterated over.
 * @param path - What is written, for errors.
 * @param table - Where the table lies that makes the room; that of this side where it is left out.
 * @throws {@link ValueError} where a value does not fit; {@link MemoryError} `ABI-M007` where no memory is left.
 *
 * @see Rule T-6 of the specification.
 *
 * @internal
 */
export function buildVector(
  type: VectorDescriptor,
  values: unknown,
  path: string,
  table?: number,
): NewVector {
  const { element } = type
  const list = listOf(type, values, path)
  const vector = makeRoom(element, list.length, path, table)
  try {
    moveTogether(() => writeElements(element, vector.buffer, list, path))
  } catch (error) {
    vector.giveBack()
    throw error
  }
  vector.length = list.length
  return vector
}

let bytes: HostVectors | undefined

/**
 * Makes a vector of the bytes of a text.
 *
 * @see Rule T-9 of the specification.
 *
 * @internal
 */
export function buildText(text: unknown, path: string, table?: number): NewVector {
  checkText(text, path, 'T-9')
  const host = (bytes ??= hostVectors(u8))
  if (table === undefined || table === host.table) {
    const copied = copyText(host, text, path)
    if (copied !== undefined) return copied
  }
  const length = utf8Length(text)
  const vector = makeRoom(u8, length, path, table)
  encodeUtf8Into(text, vector.buffer, length)
  vector.length = length
  return vector
}

/**
 * Makes a vector of the bytes of a text for native code, which gets it at once.
 *
 * @see Rule T-9 of the specification.
 *
 * @internal
 */
export function giveText(text: unknown, path: string): NewVector {
  return (isText(text) ? givenTexts()?.write(text) : undefined) ?? buildText(text, path)
}

/**
 * Makes a vector of a text that fits into the memory for calls. It is encoded there, which needs neither its length nor a view
 * of the new buffer, each of which takes as long as a copy.
 */
function copyText(host: HostVectors, text: string, path: string): NewVector | undefined {
  const scratch = scratchMemory()
  const { mark } = scratch
  try {
    const kept = scratch.keepText(text)
    if (kept === undefined || kept.byteLength === 0) return undefined
    const { address, byteLength } = kept
    const buffer = host.duplicate(address, byteLength)
    if (buffer === 0) refuseRoom(byteLength, path)
    return new Room(u8, buffer, byteLength, byteLength, host.table)
  } finally {
    scratch.release(mark)
  }
}

/** A vector that was just made and that nobody has seen, or what will be one when its elements are written. */
class Room implements NewVector {
  readonly #element: AnyType

  constructor(
    element: AnyType,
    readonly buffer: number,
    public length: number,
    readonly capacity: number,
    readonly table: number,
  ) {
    this.#element = element
  }

  giveBack(): void {
    if (this.capacity === 0 || this.capacity === Infinity) return
    const { table, release } = hostVectors(this.#element)
    if (this.table === table) return release(this.buffer)
    const words = wordsOf(this.#element, { ...this, length: 0 })
    words.lend((address) => words.functions.destructor(address))
  }
}

function makeRoom(element: AnyType, capacity: number, path: string, table: number | undefined): Room {
  const host = hostVectors(element)
  const { size, alignment } = codecOf(element, nativeSpace.target)
  const byteLength = size * capacity
  if (byteLength > 0 && (table === undefined || table === host.table)) {
    const buffer = byteLength <= mostBytes ? host.allocate(byteLength) : 0
    if (buffer === 0) refuseRoom(byteLength, path)
    return new Room(element, buffer, 0, capacity, host.table)
  }
  const empty = {
    buffer: alignment,
    length: 0,
    capacity: size === 0 ? Infinity : 0,
    table: table ?? host.table,
  }
  if (byteLength === 0) return new Room(element, empty.buffer, 0, empty.capacity, empty.table)
  checkRoom(byteLength, path)
  const words = wordsOf(element, empty)
  words.lend((address) => words.functions.grow_capacity_to(address, capacity, 'Exact'))
  return new Room(element, words.buffer, 0, words.capacity, words.table)
}

function wordsOf(element: AnyType, vector: Omit<NewVector, 'giveBack'>): VectorWords {
  const memory = { view: new DataView(new ArrayBuffer(32)), base: undefined, space: nativeSpace }
  writeVector(memory, 0, vector)
  return new VectorWords(element, memory, 0)
}

/** Elements in any form: plain, or accessors of arrays. */
export type List = readonly unknown[] | ArrayView<AnyType> | Uint8Array

/**
 * Writes elements to where there is room for them, those that are the same bytes at once.
 *
 * @param address - Where the first one goes.
 *
 * @internal
 */
export function writeElements(element: AnyType, address: number, list: List, path: string): void {
  if (list.length === 0) return
  const elements = elementsAt(element, nativeSpace, address, list.length, path)
  if (!Array.isArray(list)) return elements.copyFrom(list as ArrayView<AnyType>)
  const codec = codecOf(element, nativeSpace.target)
  const { $memory, $offset } = elements as unknown as { $memory: Memory; $offset: number }
  for (let index = 0; index < list.length; index++)
    codec.set($memory, $offset + index * codec.size, list[index], `${path}[${index}]`)
}

/**
 * The elements that a value has.
 *
 * @throws {@link ValueError} `ABI-V001` for what is no list of any sort.
 *
 * @internal
 */
export function listOf(type: AnyType, value: unknown, path: string): List {
  if (Array.isArray(value)) return value as unknown[]
  if (value instanceof VectorAccessor) return value.elements
  if (typeof value === 'object' && value !== null) {
    if ((isView(value) || ArrayBuffer.isView(value)) && 'length' in value) return value as unknown as List
    if (Symbol.iterator in value) return [...(value as Iterable<unknown>)]
  }
  return refuseList(type, value, path)
}

function refuseList(type: AnyType, value: unknown, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'T-6',
    path,
    expected: `a ${type.name}, or an array, a typed array or another list of its elements`,
    found: isView(value) ? `an accessor of ${typeOfView(value).name}` : describeValue(value),
  })
}
