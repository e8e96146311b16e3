import { allocateNative, freeNative } from '../ffi/index.js'
import type { Address, AnyType, Codec, Memory, MemoryLocation, Target } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { nativeSpace } from '../memory/native-space.js'
import { ownershipKey } from '../ownership/index.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { refuseValue } from '../vtable/owning-codec.js'
import { received } from '../vtable/received.js'
import { refuseLent } from '../vtable/receiver.js'

/** Blocks of accessors: a value that was moved out may come back, so that they live as long as their accessors. */
const blocks = new FinalizationRegistry<Address>(freeNative)

/**
 * The accessor of something that must have an address: it lies in native memory that owns it, or in a block of its own.
 *
 * @see Rule T-56 of the specification.
 *
 * @internal
 */
export abstract class PlacedAccessor extends OwningAccessor {
  /**
   * Makes the accessor.
   *
   * @param kind - What it is called in reports.
   * @param $address - Where its bytes lie.
   * @param data - Where its value lies.
   * @param release - Releases what is owned; `undefined` where it was lent. Must not lead to the accessor.
   * @param isBlock - Whether its bytes lie in a block of its own.
   */
  constructor(
    kind: string,
    readonly $address: number,
    data: number,
    release: (() => void) | undefined,
    isBlock: boolean,
  ) {
    super(kind, data, release, undefined)
    if (isBlock) blocks.register(this, $address as Address)
  }

  override get $memory(): Memory {
    this[ownershipKey]?.assertOwned()
    return nativeSpace.memoryAt(this.$address, layoutOf(this.$type, nativeSpace.target).size)
  }

  override get $offset(): number {
    return this.$address - this.$memory.base!
  }

  $words(): readonly number[] {
    return []
  }

  override $write(memory: Memory, offset: number): void {
    const { size } = layoutOf(this.$type, nativeSpace.target)
    copyBytes(placeAt(this.$address, size), { memory, offset }, size)
  }
}

/** How accessors of a type are made, and how values are written that have none. */
export interface PlacedForm {
  /** The rule that says what may be written. */
  readonly rule: string
  /**
   * Makes an accessor.
   *
   * @param address - Where its bytes lie.
   * @param isOwner - Whether it owns what they own, and the block that they lie in.
   */
  readonly make: (address: number, isOwner: boolean) => PlacedAccessor
  /** A copy of what it holds that depends on nothing. */
  readonly copy: (lent: never) => unknown
  /** Writes a plain value; left out where there are none. */
  readonly write?: (memory: Memory, offset: number, value: unknown, path: string) => void
}

/**
 * Reads and writes what must have an address.
 *
 * @see Rules B-7 and T-56 of the specification.
 *
 * @internal
 */
export function placedCodec(type: AnyType, form: PlacedForm, target: Target): Codec {
  const { size, alignment } = layoutOf(type, target)
  const lend = (memory: Memory, offset: number): PlacedAccessor =>
    memory.base === undefined
      ? form.make(takeBlock(memory, offset, size), false)
      : form.make(memory.base + offset, false)
  return {
    size,
    alignment,
    get(memory, offset) {
      if (memory.base !== undefined) return form.make(memory.base + offset, false)
      return received(memory, offset, () => form.make(takeBlock(memory, offset, size), true))
    },
    set(memory, offset, value, path) {
      if (value instanceof PlacedAccessor && value.$type === type) {
        if (value[ownershipKey] === undefined) refuseLent(path)
        value.$moveOut(path)
        value.$write(memory, offset)
      } else if (form.write === undefined) refuseValue(type, form.rule, value, path)
      else form.write(memory, offset, value, path)
    },
    copy: (memory, offset) => form.copy(lend(memory, offset) as never),
    json: (memory, offset) => lend(memory, offset).toJSON(),
  }
}

/**
 * Copies bytes into a block of native memory.
 *
 * @internal
 */
export function takeBlock(memory: Memory, offset: number, size: number): Address {
  const block = allocateNative(Math.max(1, size))
  copyBytes({ memory, offset }, placeAt(block, size), size)
  return block
}

function placeAt(address: number, size: number): MemoryLocation {
  const memory = nativeSpace.memoryAt(address, Math.max(1, size))
  return { memory, offset: address - memory.base! }
}

function copyBytes(from: MemoryLocation, to: MemoryLocation, size: number): void {
  const bytes = ({ memory: { view }, offset }: MemoryLocation): Uint8Array =>
    new Uint8Array(view.buffer, view.byteOffset + offset, size)
  bytes(to).set(bytes(from))
}
