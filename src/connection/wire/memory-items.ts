import { isView, typeOfView, type AnyType } from '../../layout/index.js'
import { codecOf, layoutOf } from '../../layout/layout.js'
import { isSameType } from '../../layout/same-type.js'
import { bytesToCopy, spaceOfView } from '../../layout/view.js'
import { hostTarget } from '../../layout/target.js'
import { itemsCode } from './list-code.js'
import { layoutImage } from './layout-image.js'
import { WireReader } from './wire-reader.js'
import type { WireCodec } from './wire-type.js'
import { WireWriter } from './wire-writer.js'

/** Values of one type as they lie in native memory, one after the other. */
export interface MemoryItems {
  /** Bytes of a value. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
  /** The bytes of values that were checked: where they lie already, or a copy. */
  readonly encode: (items: ArrayLike<unknown>) => Uint8Array
  /** The values of bytes. */
  readonly decode: (bytes: Uint8Array, count: number) => ArrayLike<unknown>
}

/**
 * How values of a type lie in native memory.
 *
 * @param type - The type of the layout layer that lies there.
 * @param codec - How a value travels.
 *
 * @see Rule X-57 of the specification.
 *
 * @internal
 */
export function memoryItems(type: AnyType, codec: WireCodec): MemoryItems {
  const { size, alignment } = layoutOf(type, hostTarget())
  const { source } = codec
  if (source === undefined) return { size, alignment, ...imageItems(type, size) }
  // A scalar lies in memory as it travels: the peers are on one machine, least significant byte first.
  const { write, read } = itemsCode(codec)
  const { elements } = source
  return {
    size,
    alignment,
    encode(items) {
      if (elements !== undefined && items instanceof elements)
        return new Uint8Array(items.buffer, items.byteOffset, items.byteLength)
      const writer = new WireWriter(size * items.length)
      write(writer, items)
      return writer.bytes
    },
    decode(bytes, count) {
      if (elements === undefined) return read(new WireReader(bytes), count)
      return new elements(bytes.slice().buffer, 0, count)
    },
  }
}

function imageItems(type: AnyType, size: number): Pick<MemoryItems, 'encode' | 'decode'> {
  const { set, get } = layoutImage(codecOf(type, hostTarget()))
  return {
    encode(items) {
      const only = items.length === 1 ? items[0] : undefined
      if (isView(only) && isSameType(typeOfView(only), type) && spaceOfView(only).target === hostTarget())
        return bytesToCopy(only)
      const bytes = new Uint8Array(size * items.length)
      const view = new DataView(bytes.buffer)
      for (let index = 0; index < items.length; index++) set(view, index * size, items[index])
      return bytes
    },
    decode(bytes, count) {
      const view = new DataView(bytes.slice().buffer)
      return Array.from({ length: count }, (_, index) => get(view, index * size))
    },
  }
}
