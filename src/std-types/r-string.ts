import { transparent, u8, type Codec, type Type, type View } from '../layout/index.js'
import { equalTexts } from '../layout/compare-places.js'
import { memoize } from '../layout/memoize.js'
import { hostVectors } from '../vtable/host-vectors.js'
import { vectorTypes } from '../vtable/tables/vec-vtable.js'
import { buildText, giveText } from './build-vector.js'
import { readText, RStringAccessor } from './r-string-accessor.js'
import type { VectorDescriptor } from './vector-accessor.js'
import { classFor, vectorCodec } from './vector-codec.js'
import { madeVector } from './vector-made.js'
import { readAllocator, type VectorOptions } from './vector-options.js'

/** The type of strings that own their bytes. */
export interface RStringType extends Type<RString, string, RString | string> {
  readonly kind: 'RString'
  /** Type of the bytes. */
  readonly element: Type<number>
  /**
   * Makes a string.
   *
   * @param text - Its text.
   * @param options - Who makes room: this side, or whoever made another string or vector of bytes.
   * @returns A string that belongs to the caller.
   * @throws {@link ValueError} `ABI-V001` for what is no Unicode text; {@link MemoryError} `ABI-M007` where no memory is
   * left.
   */
  readonly from: (text: string, options?: VectorOptions) => RString
}

/**
 * A growable string that is owned or was lent.
 *
 * @see Rules T-9 and T-10 of the specification.
 */
export interface RString extends View<RStringType>, Disposable {
  /** Number of bytes as UTF-8. */
  readonly byteLength: number
  /** For how many bytes there is room. */
  readonly capacity: number
  /** A copy of the bytes. */
  readonly bytes: Uint8Array
  /** The bytes on the same memory: valid until the string grows, shrinks, moves or is disposed of. */
  asBytes(): Uint8Array
  /**
   * Its text.
   *
   * @throws {@link ValueError} `ABI-V005` where it is no UTF-8; {@link MemoryError} `ABI-U001` where the words of the
   * string cannot be right, `ABI-M003` where the bytes are not mapped.
   */
  toString(): string
  /** Its text. */
  toJSON(): string
  /**
   * Appends a text.
   *
   * @param text - The text.
   * @throws {@link ValueError} `ABI-V001` for what is no Unicode text; {@link MemoryError} `ABI-M007` where no memory is
   * left.
   */
  append(text: string): void
  /**
   * Drops all but the first bytes.
   *
   * @param byteLength - How many stay: the end of a character.
   * @throws {@link ValueError} `ABI-V001` for what is no number of bytes, and within a character.
   */
  truncate(byteLength: number): void
  /** Drops the text and keeps the room. */
  clear(): void
  /**
   * Makes room for more bytes than there are. The table of the string makes it, whoever made the string.
   *
   * @param additional - For how many more, 0 or more.
   * @throws {@link ValueError} `ABI-V001` for what is no number of bytes, {@link MemoryError} `ABI-M007` where no memory is
   * left.
   */
  reserve(additional: number): void
  /** Gives back room that no byte takes. */
  shrinkToFit(): void
}

const representation = transparent('RString', vectorTypes(u8).vector, {
  doc: 'UTF-8 text in memory that its table grows and frees. Not terminated by a zero.',
}) as unknown as RStringType

/**
 * A growable string: Rust's `String`, laid out as `abi_stable`'s `RString`. Where one is declared, a `string` may be written
 * too: a string of this side is made of it, which goes along. Native code on any thread may grow and drop strings of this
 * side.
 *
 * @see Rules T-9 and T-10 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RString, usize } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * using text = RString.from('grüß')
 * text.append(' dich')
 * assert.equal(`${text}`, 'grüß dich')
 * assert.equal(text.byteLength, 11)
 *
 * const Measure = fn({ text: RString }, usize)
 * using exported = exportFunction(Measure, (given) => given.byteLength)
 * const measure = bindFunction(exported.address, Measure, 'measure')
 * assert.equal(measure('three'), 5)
 * ```
 */
export const RString: RStringType = Object.freeze<RStringType>({
  ...representation,
  kind: 'RString',
  element: u8,
  inner: undefined,
  isMoved: true,
  makeCodec: (target) => stringCodec(target),
  domain: () => ({ kind: 'text', encoding: 'utf-8', hasNul: true }),
  defaultValue: () => '',
  prepare: () => void hostVectors(u8),
  abiStable: { name: 'RString', parameters: [] },
  from(text, options) {
    const table = readAllocator(options, u8, 'RString.from')
    const vector = buildText(text, 'RString.from → param text', table)
    return madeVector(RString, vector, classOf(RString))
  },
})

const classOf = memoize((type: VectorDescriptor) => classFor(type, RStringAccessor))

function stringCodec(target: Parameters<RStringType['makeCodec']>[0]): Codec {
  return {
    ...vectorCodec(RString, target, {
      Accessor: () => classOf(RString),
      build: (value, path) => buildText(value, path),
      give: giveText,
      copy: readText,
      json: readText,
    }),
    equals: equalTexts(() => RString),
  }
}
