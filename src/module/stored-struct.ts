import {
  layoutOf,
  targets,
  type AnyType,
  type StructLayout,
  type Target,
  type ViewOf,
} from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'

/** The layouts are those of 64-bit machines, least significant byte first. */
const target = targets['x86_64-linux']

/** A struct of whole numbers, of such structs, and perhaps of arrays. */
export type NumericStruct = AnyType & { readonly measure: (target: Target) => StructLayout }

/** What is read of such a struct. Arrays within it are left out. */
export type StoredOf<T> = {
  readonly [K in keyof ViewOf<T> as ViewOf<T>[K] extends Iterable<unknown> ? never : K]: ViewOf<T>[K]
}

/** A struct in a copy of bytes of a library. */
class StoredStruct {
  constructor(
    readonly view: DataView,
    readonly start: number,
  ) {}
}

/** How structs of a type are read. */
export interface StoredFormat<T extends NumericStruct> {
  /** Bytes. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
  /** The one that begins at a byte of a view. */
  readonly at: (view: DataView, start: number) => StoredOf<T>
}

/**
 * How structs of whole numbers are read out of a library, and of structs of them: those of 64-bit machines that have the least
 * significant byte first. Most are read a few hundred times when a plugin is loaded, and most plugins are the first of their
 * process: to make source text of accessors, and to compile it, takes longer than all that reading by these getters does.
 *
 * @param type - The struct.
 * @returns The same for the same type.
 *
 * @internal
 */
export function storedFormat<T extends NumericStruct>(type: T): StoredFormat<T> {
  return formatOf(type) as StoredFormat<T>
}

const formatOf = memoize((type: NumericStruct): StoredFormat<NumericStruct> => {
  const { size, alignment, fields } = layoutOf(type, target)
  const Format = class extends StoredStruct {}
  for (const field of fields) {
    if (field.type.kind === 'array') continue
    Object.defineProperty(Format.prototype, field.name, { get: getterOf(field.type, field.offset) })
  }
  return { size, alignment, at: (view, start) => new Format(view, start) }
})

function getterOf(type: AnyType, offset: number): (this: StoredStruct) => unknown {
  switch (type.kind) {
    case 'u8':
      return function () {
        return this.view.getUint8(this.start + offset)
      }
    case 'u16':
      return function () {
        return this.view.getUint16(this.start + offset, true)
      }
    case 'u32':
      return function () {
        return this.view.getUint32(this.start + offset, true)
      }
    case 'u64':
      return function () {
        return this.view.getBigUint64(this.start + offset, true)
      }
    case 'usize':
      return function () {
        return readUnsignedWord(this.view, this.start + offset, target)
      }
    default: {
      const { at } = storedFormat(type as NumericStruct)
      return function () {
        return at(this.view, this.start + offset)
      }
    }
  }
}
