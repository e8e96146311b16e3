import { ValueError } from '../errors/index.js'
import type { Address } from './address.js'
import { codecOf } from './layout.js'
import type { AddressSpace, Memory, MemoryLocation } from './memory.js'
import { describeValue } from './names.js'
import type { AnyType, Infer } from './type.js'

/** Key under which the class of an accessor keeps its type. Shared by all copies of this library in a process. */
export const viewType: unique symbol = Symbol.for('abiding.viewType') as never

/** The type that an accessor was made for; never present at run time. */
export declare const viewBrand: unique symbol

/** What every accessor has. */
export interface View<T = unknown> {
  /** Never present: carries the TypeScript type. */
  readonly [viewBrand]?: T
  /** A copy that `JSON.stringify` accepts: 64-bit integers as decimal strings, addresses in hexadecimal. */
  toJSON(): unknown
}

/** The state of an accessor at run time. */
interface ViewState {
  readonly $memory: Memory
  readonly $offset: number
  readonly $moveTo: (address: number) => void
  readonly [viewType]: AnyType
}

/**
 * Whether a value is an accessor of this library.
 *
 * @param value - Anything.
 */
export function isView(value: unknown): value is View {
  // V8 reads what a prototype has several times faster than it says whether a prototype has it.
  return typeof value === 'object' && value !== null && (value as Partial<ViewState>)[viewType] !== undefined
}

/**
 * The type that an accessor was made for.
 *
 * @param view - An accessor.
 * @throws {@link ValueError} `ABI-V001` for anything else.
 */
export function typeOfView(view: View): AnyType {
  return stateOf(view)[viewType]
}

/**
 * Where the bytes of an accessor lie.
 *
 * @param view - An accessor.
 * @returns The address in its address space.
 * @throws {@link ValueError} `ABI-V001` for what is no accessor, `ABI-V004` for a struct that was returned by value and
 * has no address.
 *
 * @example
 * ```ts
 * import { addressOf, bufferMemory, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Counter = struct('Counter', { value: u32 })
 * assert.equal(addressOf(bufferMemory(new ArrayBuffer(16)).at(Counter, 8)), 8)
 * ```
 */
export function addressOf(view: View): Address {
  const { $memory, $offset } = stateOf(view)
  if ($memory.base === undefined) {
    throw new ValueError('this value has no address: it was passed by value', {
      code: 'ABI-V004',
      path: typeOfView(view).name,
      hint: 'allocate memory for it and assign it there',
    })
  }
  return ($memory.base + $offset) as Address
}

/**
 * The bytes of an accessor: a window on the same memory, not a copy.
 *
 * @param view - An accessor.
 * @throws {@link ValueError} `ABI-V001` for what is no accessor.
 *
 * @example
 * ```ts
 * import { bufferMemory, bytesOf, struct, u16 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Port = struct('Port', { number: u16 })
 * const port = bufferMemory(new ArrayBuffer(64)).allocate(Port, { number: 0x0102 })
 * assert.deepEqual([...bytesOf(port)], [2, 1])
 * ```
 */
export function bytesOf(view: View): Uint8Array {
  const { $memory, $offset, [viewType]: type } = stateOf(view)
  if ($memory.isolate === undefined) return bytesIn($memory, $offset, type)
  return new Uint8Array($memory.isolate($offset, codecOf(type, $memory.space.target).size))
}

/**
 * The bytes of an accessor, to be copied from at once: the buffer around them may not be touched.
 *
 * @internal
 */
export function bytesToCopy(view: View): Uint8Array {
  const { $memory, $offset, [viewType]: type } = stateOf(view)
  return bytesIn($memory, $offset, type)
}

function bytesIn({ view, space }: Memory, offset: number, type: AnyType): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, codecOf(type, space.target).size)
}

/**
 * A plain copy of what an accessor shows.
 *
 * @param view - An accessor.
 * @returns Objects and arrays of numbers, bigints and booleans, independent of the memory.
 *
 * @example
 * ```ts
 * import { bufferMemory, snapshot, struct, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Clock = struct('Clock', { ticks: u64 })
 * const clock = bufferMemory(new ArrayBuffer(64)).allocate(Clock, { ticks: 5n })
 * assert.deepEqual(snapshot(clock), { ticks: 5n })
 * ```
 */
export function snapshot<T>(view: View<T>): Infer<T> {
  const { $memory, $offset, [viewType]: type } = stateOf(view)
  return codecOf(type, $memory.space.target).copy($memory, $offset) as Infer<T>
}

/**
 * Moves an accessor to other bytes of the same type, so that a loop over many values needs one object only.
 *
 * @param view - An accessor.
 * @param address - Address of another value of the type in the same address space. Whoever passes it vouches for it.
 * @returns The same accessor.
 * @throws {@link MemoryError} where the address is null, impossible or outside of the memory.
 *
 * @example
 * ```ts
 * import { bufferMemory, moveTo, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Item = struct('Item', { id: u32 })
 * const memory = bufferMemory(new Uint32Array([0, 10, 20, 30]).buffer)
 * const item = memory.at(Item, 4)
 * assert.equal(moveTo(item, 12).id, 30)
 * ```
 */
export function moveTo<V extends View>(view: V, address: number): V {
  const state = view as unknown as ViewState | null | undefined
  // Every class has its own way to move, so that classes do not slow each other down.
  if (state?.$moveTo === undefined) stateOf(view)
  state!.$moveTo(address)
  return view
}

/**
 * Where an accessor looks: for code that reads many types through {@link fieldsOf}.
 *
 * @param view - An accessor.
 * @returns The memory and the offset of what the accessor shows now.
 * @throws {@link ValueError} `ABI-V001` for what is no accessor.
 *
 * @example
 * ```ts
 * import { bufferMemory, locationOf, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Counter = struct('Counter', { value: u32 })
 * assert.equal(locationOf(bufferMemory(new ArrayBuffer(16)).at(Counter, 8)).offset, 8)
 * ```
 */
export function locationOf(view: View): MemoryLocation {
  const { $memory, $offset } = stateOf(view)
  return { memory: $memory, offset: $offset }
}

/**
 * The space in which pointers that an accessor shows lie.
 *
 * @internal
 */
export function spaceOfView(view: View): AddressSpace {
  return stateOf(view).$memory.space
}

function stateOf(view: View): ViewState {
  if (isView(view)) return view as unknown as ViewState
  throw new ValueError('not an accessor', {
    code: 'ABI-V001',
    expected: 'an accessor',
    found: describeValue(view),
  })
}
