import { allocateNative, freeNative } from '../ffi/index.js'
import { alignUp, type Address, type AnyType, type Codec, type Memory } from '../layout/index.js'
import { dropValue, takeBytes } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'
import type { RawValue } from '../vtable/raw-value.js'
import { spellKey } from './spell-key.js'

/** What `malloc` aligns to. */
const usualAlignment = 16

/** A key and a value in memory of this side, which lie where they are as long as they are in the map. */
export interface Slot {
  /** What was allocated. */
  readonly block: Address
  /** Where the key lies. */
  readonly key: number
  /** Where the value lies. */
  readonly value: number
  /** What the key is found by. */
  readonly spelling: string
  /** Whether it is in the map. */
  isIn: boolean
}

/**
 * The keys and values of a map of this side.
 *
 * @see Rule T-64 of the specification.
 *
 * @internal
 */
export class HostMapState {
  /** By what the keys are found by. */
  readonly slots = new Map<string, Slot>()
  /** Slots that were found by the bytes that native code hashes for their key. */
  readonly found = new Map<string, Slot>()
  readonly #keyCodec: Codec
  readonly #valueCodec: Codec

  /**
   * @param key - The type of the keys.
   * @param value - The type of the values.
   */
  constructor(
    readonly key: AnyType,
    readonly value: AnyType,
  ) {
    this.#keyCodec = codecOf(key, nativeSpace.target)
    this.#valueCodec = codecOf(value, nativeSpace.target)
  }

  /** The slot of a key that lies somewhere. */
  at(memory: Memory, offset: number): Slot | undefined {
    return this.slots.get(this.#spell(memory, offset))
  }

  /** The same for an address. */
  atAddress(address: number): Slot | undefined {
    const { memory, offset } = this.#keyAt(address)
    return this.at(memory, offset)
  }

  /** Puts a key into memory, without a value and outside of the map. */
  place(key: RawValue): Slot {
    const { size, alignment } = this.#keyCodec
    const { size: valueSize, alignment: valueAlignment } = this.#valueCodec
    const most = Math.max(alignment, valueAlignment)
    const valueOffset = alignUp(size, valueAlignment)
    const block = allocateNative(Math.max(1, valueOffset + valueSize) + Math.max(0, most - usualAlignment))
    const at = alignUp(block, most)
    const slot: Slot = {
      block,
      key: at,
      value: at + valueOffset,
      spelling: this.#spell(key, 0),
      isIn: false,
    }
    write(slot.key, key, size)
    return slot
  }

  /** Puts the value of a key that is not in the map into it. */
  add(slot: Slot, value: RawValue): void {
    write(slot.value, value, this.#valueCodec.size)
    slot.isIn = true
    this.slots.set(slot.spelling, slot)
  }

  /** Writes another value, and gives the bytes of the old one. */
  swap(slot: Slot, value: RawValue): RawValue {
    const old = this.rawValue(slot)
    write(slot.value, value, this.#valueCodec.size)
    return old
  }

  /** The bytes of the value. */
  rawValue(slot: Slot): RawValue {
    return read(slot.value, this.#valueCodec.size)
  }

  /** Takes a slot out of the map, and gives the bytes of key and value. */
  remove(slot: Slot): readonly [RawValue, RawValue] {
    slot.isIn = false
    this.slots.delete(slot.spelling)
    return this.takeOut(slot)
  }

  /** Frees a slot that is in no map, and gives the bytes of key and value. */
  takeOut(slot: Slot): readonly [RawValue, RawValue] {
    const pair = [read(slot.key, this.#keyCodec.size), this.rawValue(slot)] as const
    freeNative(slot.block)
    return pair
  }

  /** Takes everything out of the map. */
  empty(): Slot[] {
    const slots = [...this.slots.values()]
    for (const slot of slots) slot.isIn = false
    this.slots.clear()
    this.found.clear()
    return slots
  }

  /** Drops key and value of slots that are in no map. */
  drop(slots: Iterable<Slot>): void {
    for (const slot of slots) {
      const [key, value] = this.takeOut(slot)
      dropValue(this.key, key, 0)
      dropValue(this.value, value, 0)
    }
  }

  #keyAt(address: number): { memory: Memory; offset: number } {
    const memory = nativeSpace.memoryAt(address, Math.max(1, this.#keyCodec.size), 'RHashMap → key')
    return { memory, offset: address - memory.base! }
  }

  #spell(memory: Memory, offset: number): string {
    return spellKey(this.#keyCodec.copy(memory, offset))
  }
}

function write(address: number, raw: RawValue, size: number): void {
  if (size === 0) return
  const { view, base } = nativeSpace.memoryAt(address, size)
  new Uint8Array(view.buffer, view.byteOffset + address - base!, size).set(
    new Uint8Array(raw.view.buffer, 0, size),
  )
}

function read(address: number, size: number): RawValue {
  const memory = nativeSpace.memoryAt(address, Math.max(1, size))
  return takeBytes(memory, address - memory.base!, size)
}
