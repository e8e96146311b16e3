import { dropValue } from '../layout/drop-value.js'
import { codecOf, layoutOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { encodeUtf8 } from '../layout/utf8.js'
import type { Address, Memory, MemoryLocation, Pointer, StructLayout } from '../layout/index.js'
import { writeWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { orderingFromNumber } from '../plain-types/index.js'
import { appendBytes } from '../vtable/byte-vector.js'
import { nativeHasher } from '../vtable/host-hasher.js'
import { makeStaticTable, staticMemory } from '../vtable/static-table.js'
import type { VectorWords } from '../vtable/tables/vec-vtable.js'
import { nonExhaustiveClassOf, type NonExhaustiveAccessor } from './non-exhaustive-accessor.js'
import { EnumInfo } from './non-exhaustive-table.js'
import type { NonExhaustiveParts } from './non-exhaustive.js'
import { compareValues } from './compare-values.js'
import { spellForm } from './spell-form.js'

/**
 * Writes a value of an enum as one that may get more forms, with the table of this side.
 *
 * @param location - Where it is written.
 * @param value - What may be written where the enum is declared.
 * @param path - What is written, for errors.
 *
 * @see Rule T-42 of the specification.
 *
 * @internal
 */
export function writeHostEnum(
  type: NonExhaustiveParts,
  { memory, offset }: MemoryLocation,
  value: unknown,
  path: string,
): void {
  const { target } = memory.space
  const { size } = layoutOf(type, target)
  const codec = codecOf(type.enumType, target)
  // Made before anything is moved.
  const table = hostTable(type)
  new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).fill(0)
  codec.set(memory, offset, value, path)
  const { fields } = layoutOf(type.representation, target) as StructLayout
  writeWord(memory.view, offset + fields[1]!.offset, table, target)
}

/**
 * Makes an enum of a value, which belongs to the caller.
 *
 * @see Rule T-42 of the specification.
 *
 * @internal
 */
export function makeHostEnum(type: NonExhaustiveParts, value: unknown): NonExhaustiveAccessor {
  const { size } = layoutOf(type, nativeSpace.target)
  const memory = { view: new DataView(new ArrayBuffer(size)), base: undefined, space: nativeSpace }
  writeHostEnum(type, { memory, offset: 0 }, value, `${type.name}.from → param value`)
  return nonExhaustiveClassOf(type).owned({ memory, offset: 0 })
}

/**
 * Makes the table of the enums of a type before one is made.
 *
 * @internal
 */
export function prepareHostEnum(type: NonExhaustiveParts): void {
  hostTable(type)
}

/** The table of the enums of a type that this side makes. */
const hostTable = memoize((type: NonExhaustiveParts): Address => {
  const { name, enumType } = type
  const codec = codecOf(enumType, nativeSpace.target)
  const copyAt = (address: number): unknown => {
    const memory = memoryAt(type, address)
    return codec.copy(memory, address - memory.base!, name)
  }
  /** The second one of a comparison may be of a form that this side does not know. */
  const isKnownAt = (address: number): boolean =>
    nonExhaustiveClassOf(type).lent(placeAt(type, address)).value !== undefined
  const orderAt = (self: number, other: number): number =>
    isKnownAt(other) ? compareValues(copyAt(self), copyAt(other), type.tags.variants) : -1
  const format =
    () =>
    (self: number, mode: string, out: Pointer): number => {
      const text = spellForm(copyAt(self), mode === 'Alternate')
      appendBytes(out.deref() as VectorWords, encodeUtf8(text))
      return 0
    }
  return makeStaticTable(type.table, {
    enum_info: enumInfo(type),
    sabi_drop: (self: number) => {
      const memory = memoryAt(type, self)
      dropValue(enumType, memory, self - memory.base!)
    },
    sabi_clone: (self: number) => {
      const { size } = layoutOf(type, nativeSpace.target)
      const memory: Memory = {
        view: new DataView(new ArrayBuffer(size)),
        base: undefined,
        space: nativeSpace,
      }
      writeHostEnum(type, { memory, offset: 0 }, copyAt(self), `${name}.clone`)
      return codecOf(type.representation, nativeSpace.target).get(memory, 0)
    },
    sabi_serialize: null,
    sabi_debug: format(),
    sabi_display: format(),
    sabi_partial_eq: (self: number, other: number) => orderAt(self, other) === 0,
    sabi_cmp: (self: number, other: number) => orderingFromNumber(orderAt(self, other)),
    sabi_partial_cmp: (self: number, other: number) => orderingFromNumber(orderAt(self, other)),
    sabi_hash: (self: number, hasher: Parameters<typeof nativeHasher>[0]) =>
      nativeHasher(hasher).write(encodeUtf8(spellForm(copyAt(self), false))),
  })
})

function placeAt(type: NonExhaustiveParts, address: number): MemoryLocation {
  const { size } = layoutOf(type, nativeSpace.target)
  const memory = nativeSpace.memoryAt(address, size, type.name)
  return { memory, offset: address - memory.base! }
}

function memoryAt(type: NonExhaustiveParts, address: number): Memory {
  return nativeSpace.memoryAt(address, layoutOf(type.enumType, nativeSpace.target).size, type.name)
}

/** What is said of the enum, in memory that is never freed. */
function enumInfo({ enumType, tags }: NonExhaustiveParts): Address {
  const names = encodeUtf8([...tags.variants.keys()].map((name) => `${name};`).join(''))
  const memory = staticMemory(codecOf(EnumInfo, nativeSpace.target).size)
  const keep = (bytes: Uint8Array): Address => {
    const kept = staticMemory(bytes.length)
    new Uint8Array(kept.view.buffer, kept.view.byteOffset, bytes.length).set(bytes)
    return kept.base!
  }
  const value = {
    type_name: enumType.name,
    strings: new TextDecoder().decode(names),
    variant_names: names.length * 0x10000,
  }
  codecOf(EnumInfo, nativeSpace.target).set({ ...memory, view: memory.view, keep }, 0, value, 'EnumInfo')
  return memory.base!
}
