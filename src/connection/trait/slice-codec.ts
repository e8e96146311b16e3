import { isView, snapshot, typeOfView, type AnyType } from '../../layout/index.js'
import { isSameType } from '../../layout/same-type.js'
import { hostTarget } from '../../layout/target.js'
import { bytesToCopy, spaceOfView } from '../../layout/view.js'
import { listCodec } from '../wire/list-code.js'
import { memoryItems } from '../wire/memory-items.js'
import type { TypedElements } from '../wire/scalar-source.js'
import { wireCodec, type AnyWireType, type WireCodec } from '../wire/wire-type.js'
import { lendItems, passageOf, readCount, viewItems } from './lent-items.js'

const expected = 'an array, a typed array or an accessor of an array'

/** The type of the elements of an accessor of an array. */
function elementOf(value: unknown): AnyType | undefined {
  return isView(value) ? (typeOfView(value) as { readonly element?: AnyType }).element : undefined
}

/** What an accessor of an array shows; anything else as it is. */
function listOf(value: unknown, element: AnyType | undefined): unknown {
  const found = elementOf(value)
  if (found === undefined || element === undefined || !isSameType(found, element)) return value
  return snapshot(value as never)
}

/**
 * How a slice travels as bytes: as a list does, and typed arrays come out.
 *
 * @see Rule X-55 of the specification.
 *
 * @internal
 */
export function sliceCodec(inner: AnyWireType, version: number): WireCodec {
  const { inMemory } = inner
  const codec = wireCodec(inner, version)
  const list = listCodec(codec, expected)
  const read = codec.source?.elements === undefined ? list.read : typedReader(codec.source.elements, codec)
  return {
    smallest: list.smallest,
    write: (writer, value) => list.write(writer, listOf(value, inMemory)),
    read,
    check: (value, depth) => list.check(listOf(value, inMemory), depth),
  }
}

function typedReader(elements: TypedElements, { smallest }: WireCodec): WireCodec['read'] {
  return (reader) => {
    const count = reader.count(smallest)
    return new elements(reader.copy(count * smallest).buffer as ArrayBuffer, 0, count)
  }
}

/**
 * How a slice is passed as a pointer and a number.
 *
 * @param type - The type of the items, as they lie in memory.
 * @param codec - How an item travels.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function slicePointerCodec(type: AnyType, codec: WireCodec): WireCodec {
  const items = memoryItems(type, codec)
  const { check } = listCodec(codec, expected)
  /** The bytes of an accessor of such items, which need no check and no copy. */
  const bytesOf = (value: unknown): Uint8Array | undefined => {
    const element = elementOf(value)
    if (element === undefined || !isSameType(element, type)) return undefined
    return spaceOfView(value as never).target === hostTarget() ? bytesToCopy(value as never) : undefined
  }
  return {
    smallest: 16,
    check: (value, depth) => check(listOf(value, type), depth),
    write(writer, value: unknown) {
      const bytes = bytesOf(value)
      if (bytes !== undefined && bytes.length > 0) {
        writer.u64(BigInt(passageOf(writer).lend(bytes, items.alignment)))
        return writer.count(bytes.length / items.size)
      }
      const list = listOf(value, type) as ArrayLike<unknown>
      check(list)
      writer.u64(BigInt(lendItems(writer, items, list)))
      writer.count(list.length)
    },
    read(reader) {
      const bits = reader.u64()
      const count = readCount(reader, items.size)
      return items.decode(viewItems(reader, items, bits, count), count)
    },
  }
}
