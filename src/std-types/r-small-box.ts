import { allocateNative, freeNative } from '../ffi/index.js'
import {
  alignUp,
  fn,
  generic,
  struct,
  type Address,
  type AnyType,
  type Infer,
  type InputOf,
  type Memory,
  type Type,
} from '../layout/index.js'
import { dropValue, replaceValue, takeBytes } from '../layout/drop-value.js'
import { codecOf, layoutOf, type StructLayout } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { ownershipKey } from '../ownership/index.js'
import { recordMove } from '../ownership/moves.js'
import { dataPointer } from '../vtable/data-pointer.js'
import type { Box } from '../vtable/index.js'
import { pointeeAt } from '../vtable/pointee.js'
import { rawOf } from '../vtable/raw-value.js'
import { refuseLent } from '../vtable/receiver.js'
import { exportForever } from '../vtable/static-table.js'
import { CallReferentDrop, Deallocate } from '../vtable/tables/box-vtable.js'
import { accessorClass } from './accessor-class.js'
import { placedCodec, PlacedAccessor, takeBlock } from './placed-accessor.js'
import { takeRaw } from './take-raw.js'

/** A box that keeps small values in itself. */
export interface RSmallBox<T extends AnyType> extends Box<T> {
  /** Whether the value lies in the box itself. */
  readonly isInline: boolean
}

/** The type of boxes that keep small values in themselves. */
export interface RSmallBoxType<T extends AnyType = AnyType> extends Type<
  RSmallBox<T>,
  Infer<T>,
  RSmallBox<T> | InputOf<T>
> {
  readonly kind: 'RSmallBox'
  /** The type of the value. */
  readonly referent: T
  /** The type whose size and alignment values in the box may have. */
  readonly inline: AnyType
  /**
   * Puts a value into a box of this side.
   *
   * @param value - Anything that may be written where the type of the value is declared.
   * @returns A box that belongs to the caller.
   * @throws {@link ValueError} where the value does not fit.
   */
  readonly new: (value: InputOf<T>) => RSmallBox<T>
}

const destroyFunction = fn([
  { data: dataPointer },
  { call_referent_drop: CallReferentDrop },
  { deallocate: Deallocate },
])

type Destroy = (data: number, callReferentDrop: 'Yes' | 'No', deallocate: 'No' | 'Yes') => void

interface Words {
  /** Where the value lies. */
  readonly data: number
  readonly isInline: boolean
  readonly destroy: Destroy
}

class SmallBoxAccessor extends PlacedAccessor {
  declare readonly $type: RSmallBoxType
  readonly isInline: boolean
  readonly #destroy: Destroy

  constructor(type: RSmallBoxType, address: number, isOwner: boolean) {
    const words = readWords(type, address)
    super('small box', address, words.data, isOwner ? releaseOf(words) : undefined, isOwner)
    this.isInline = words.isInline
    this.#destroy = words.destroy
  }

  $asOwner(): SmallBoxAccessor {
    const { size } = layoutOf(this.$type, nativeSpace.target)
    return new (classOf(this.$type))(this.$type, takeBlock(this.$memory, this.$offset, size), true)
  }

  deref(): unknown {
    const { memory, offset } = this.$at('deref')
    return codecOf(this.$type.referent, nativeSpace.target).get(memory, offset)
  }

  store(value: unknown): void {
    const { memory, offset } = this.$at('store')
    replaceValue(this.$type.referent, memory, offset, value, `${this.$type.name}.store → param value`)
  }

  intoInner(): unknown {
    const path = `${this.$type.name}.intoInner`
    if (this[ownershipKey] === undefined) refuseLent(path)
    const { referent } = this.$type
    const { memory, offset } = this.$at('intoInner')
    const raw = takeBytes(memory, offset, codecOf(referent, nativeSpace.target).size)
    this.$moveOut(path)
    this.#destroy(this.$data, 'No', this.isInline ? 'No' : 'Yes')
    return takeRaw(referent, raw)
  }

  $at(name: string): ReturnType<typeof pointeeAt> {
    const path = `${this.$type.name}.${name}`
    this[ownershipKey]?.assertOwned(path)
    return pointeeAt(this.$type.referent, this.$data, path)
  }

  override toJSON(): unknown {
    const { memory, offset } = this.$at('toJSON')
    return codecOf(this.$type.referent, nativeSpace.target).json(memory, offset)
  }

  protected override $contents(): readonly unknown[] {
    return [this.deref()]
  }
}

const classOf = accessorClass(SmallBoxAccessor)

/** Made where `this` is not in sight, so that it cannot keep the box alive. */
function releaseOf({ data, isInline, destroy }: Words): () => void {
  return () => destroy(data, 'Yes', isInline ? 'No' : 'Yes')
}

function placesOf(type: RSmallBoxType): { readonly pointer: number; readonly destroy: number } {
  const [, pointer, destroy] = (layoutOf(type, nativeSpace.target) as StructLayout).fields
  return { pointer: pointer!.offset, destroy: destroy!.offset }
}

function readWords(type: RSmallBoxType, address: number): Words {
  const { target } = nativeSpace
  const memory = nativeSpace.memoryAt(address, layoutOf(type, target).size, type.name)
  const places = placesOf(type)
  const word = (at: number): number =>
    readUnsignedWord(memory.view, address - memory.base! + at, target, type.name)
  const pointer = word(places.pointer)
  const destroy = nativeSpace.callable(word(places.destroy), destroyFunction, `${type.name}.destroy`)
  return { data: pointer === 0 ? address : pointer, isInline: pointer === 0, destroy: destroy as Destroy }
}

/** Blocks of values of this side that were too large for their boxes, by where the values lie. */
const heap = new Map<number, Address>()

/** What `malloc` aligns to. */
const usualAlignment = 16

/** The function that destroys values of this side. */
const destroyerOf = memoize((referent: AnyType): { readonly address: Address } =>
  exportForever(
    destroyFunction as never,
    ((data: number, callReferentDrop: string, deallocate: string): void => {
      const { memory, offset } = pointeeAt(referent, data, 'RSmallBox.destroy')
      try {
        if (callReferentDrop === 'Yes') dropValue(referent, memory, offset)
      } finally {
        if (deallocate === 'Yes') release(data)
      }
    }) as never,
    'RSmallBox.destroy',
  ),
)

function release(data: number): void {
  const block = heap.get(data)
  if (block === undefined) return
  heap.delete(data)
  freeNative(block)
}

function writeBox(type: RSmallBoxType, { view }: Memory, offset: number, value: unknown, path: string): void {
  const { referent, inline } = type
  const { target } = nativeSpace
  const { size, alignment } = codecOf(referent, target)
  const room = layoutOf(inline, target)
  const destroy = destroyerOf(referent).address
  const bytes = new Uint8Array(rawOf(referent, value, path).view.buffer, 0, size)
  const whole = new Uint8Array(view.buffer, view.byteOffset + offset, layoutOf(type, target).size).fill(0)
  let pointer = 0
  if (size <= room.size && alignment <= room.alignment) whole.set(bytes)
  else {
    const block = allocateNative(Math.max(1, size) + Math.max(0, alignment - usualAlignment))
    pointer = alignUp(block, alignment)
    const memory = nativeSpace.memoryAt(pointer, Math.max(1, size))
    new Uint8Array(memory.view.buffer, memory.view.byteOffset + pointer - memory.base!, size).set(bytes)
    heap.set(pointer, block)
    recordMove({ giveBack: () => release(pointer) })
  }
  const places = placesOf(type)
  writeWord(view, offset + places.pointer, pointer, target)
  writeWord(view, offset + places.destroy, destroy, target)
}

/**
 * A box that keeps a value in itself where it fits, and behind a pointer where it does not: `abi_stable`'s `RSmallBox`.
 *
 * Where one is declared, a value may be passed as well: it is put into a box of this side.
 *
 * @param referent - The type of the value.
 * @param inline - A type with the size and alignment that a value in the box may have, as `array(usize, 4)`.
 * @returns The same type for the same types.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-56 of the specification.
 *
 * @example
 * ```ts
 * import { array, RSmallBox, u32, usize } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * using box = RSmallBox(u32, array(usize, 1)).new(7)
 * assert.equal(box.isInline, true)
 * assert.equal(box.deref(), 7)
 * ```
 */
export const RSmallBox: <T extends AnyType>(referent: T, inline: AnyType) => RSmallBoxType<T> = generic(
  'RSmallBox',
  <T extends AnyType>(name: string, referent: T, inline: AnyType) =>
    makeType(name, referent, inline) as unknown as RSmallBoxType<T>,
)

function makeType(name: string, referent: AnyType, inline: AnyType): RSmallBoxType {
  const representation = struct(name, {
    storage: inline,
    ptr: dataPointer,
    destroy: destroyFunction,
  }) as unknown as RSmallBoxType
  const make = (address: number, isOwner: boolean): SmallBoxAccessor =>
    new (classOf(type))(type, address, isOwner)
  const type: RSmallBoxType = Object.freeze<RSmallBoxType>({
    ...representation,
    kind: 'RSmallBox',
    isMoved: true,
    referent,
    inline,
    makeCodec: (target) =>
      placedCodec(
        type,
        {
          rule: 'T-56',
          make,
          copy: (box: SmallBoxAccessor) => {
            const { memory, offset } = box.$at('copy')
            return codecOf(referent, nativeSpace.target).copy(memory, offset)
          },
          write: (memory, offset, value, path) => writeBox(type, memory, offset, value, path),
        },
        target,
      ),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    prepare: () => void destroyerOf(referent),
    abiStable: { name: 'RSmallBox', parameters: [referent, inline] },
    new(value) {
      const { size } = layoutOf(type, nativeSpace.target)
      const memory = { view: new DataView(new ArrayBuffer(size)), base: undefined, space: nativeSpace }
      writeBox(type, memory, 0, value, `${name}.new → param value`)
      return make(takeBlock(memory, 0, size), true)
    },
  })
  return type
}
