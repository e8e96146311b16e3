import { ValueError } from '../errors/index.js'
import { refuser, spellC } from './scalar.js'
import type { Target } from './target.js'
import type { Bind, Codec, SourcePlace, Type } from './type.js'
import { integersOf } from './value-domain.js'

const half = 2 ** 32

/** Reads a pointer-sized integer of 64 bits as a number. */
type ReadWord = (view: DataView, offset: number, path?: string) => number

// Each stands where fields of structs are read, and V8 inlines only so much into one function: Node 20 no more than eight of the
// signed one. So they are short, without names for their constants.

const readUnsignedLittle: ReadWord = (view, offset, path) => {
  const upper = view.getUint32(offset + 4, true)
  if (upper > 0x1fffff) throw inexactWord('usize', path)
  return upper * 4294967296 + view.getUint32(offset, true)
}

const readUnsignedBig: ReadWord = (view, offset, path) => {
  const upper = view.getUint32(offset)
  if (upper > 0x1fffff) throw inexactWord('usize', path)
  return upper * 4294967296 + view.getUint32(offset + 4)
}

const readSignedLittle: ReadWord = (view, offset, path) => {
  const value = view.getInt32(offset + 4, true) * 4294967296 + view.getUint32(offset, true)
  if (value > 9007199254740991 || value < -9007199254740991) throw inexactWord('isize', path)
  return value
}

const readSignedBig: ReadWord = (view, offset, path) => {
  const value = view.getInt32(offset) * 4294967296 + view.getUint32(offset + 4)
  if (value > 9007199254740991 || value < -9007199254740991) throw inexactWord('isize', path)
  return value
}

/** What reads words of 64 bits. */
function wordReader(isSigned: boolean, littleEndian: boolean): ReadWord {
  if (isSigned) return littleEndian ? readSignedLittle : readSignedBig
  return littleEndian ? readUnsignedLittle : readUnsignedBig
}

/**
 * Reads a pointer-sized unsigned integer as a number.
 *
 * @throws {@link ValueError} `ABI-V005` where it is 2^53 or more.
 *
 * @internal
 */
export function readUnsignedWord(view: DataView, offset: number, target: Target, path?: string): number {
  const littleEndian = target.byteOrder === 'little'
  if (target.pointerSize === 4) return view.getUint32(offset, littleEndian)
  return littleEndian ? readUnsignedLittle(view, offset, path) : readUnsignedBig(view, offset, path)
}

/**
 * Writes a pointer-sized integer that was checked before.
 *
 * @internal
 */
export function writeWord(view: DataView, offset: number, value: number, target: Target): void {
  const littleEndian = target.byteOrder === 'little'
  if (target.pointerSize === 4) return view.setUint32(offset, value, littleEndian)
  view.setUint32(littleEndian ? offset : offset + 4, value, littleEndian)
  view.setUint32(littleEndian ? offset + 4 : offset, Math.floor(value / half), littleEndian)
}

function readSignedWord(view: DataView, offset: number, target: Target, path?: string): number {
  const littleEndian = target.byteOrder === 'little'
  if (target.pointerSize === 4) return view.getInt32(offset, littleEndian)
  return littleEndian ? readSignedLittle(view, offset, path) : readSignedBig(view, offset, path)
}

/**
 * An expression that reads a pointer-sized integer as a number, with the same checks.
 */
function wordSource(
  { memory, offset, path }: SourcePlace,
  isSigned: boolean,
  target: Target,
  bind: Bind,
): string {
  const littleEndian = target.byteOrder === 'little'
  return target.pointerSize === 4
    ? `${memory}.view.get${isSigned ? 'Int32' : 'Uint32'}(${offset}, ${littleEndian})`
    : `${bind(wordReader(isSigned, littleEndian))}(${memory}.view, ${offset}, ${path})`
}

function writeSource(
  { memory, offset }: SourcePlace,
  value: string,
  isSigned: boolean,
  target: Target,
): string {
  const littleEndian = target.byteOrder === 'little'
  const write = (at: string, word: string): string => `view.setUint32(${at}, ${word}, ${littleEndian})`
  if (target.pointerSize === 4) return `${memory}.${write(offset, value)}`
  const [lower, upper] = halves('at', littleEndian)
  // A DataView drops the fraction, which is the lower half; of a negative number that is not the floor.
  const high = isSigned ? `Math.floor(${value} / ${half})` : `${value} / ${half}`
  return `{ const { view } = ${memory}; const at = ${offset}; ${write(lower, value)}; ${write(upper, high)} }`
}

function acceptsSource(value: string, isSigned: boolean, target: Target): string {
  if (target.pointerSize === 8) return `Number.isSafeInteger(${value})${isSigned ? '' : ` && ${value} >= 0`}`
  return `typeof ${value} === 'number' && (${value} ${isSigned ? '| 0' : '>>> 0'}) === ${value}`
}

/** The offsets of the lower and the upper half of a 64-bit integer. */
function halves(offset: string, littleEndian: boolean): [lower: string, upper: string] {
  return littleEndian ? [offset, `${offset} + 4`] : [`${offset} + 4`, offset]
}

/**
 * The number of a pointer-sized unsigned integer that the FFI gave: a bigint where it is 2^53 or more, and negative where
 * it is 2^63 or more and native code passed it.
 *
 * @throws {@link ValueError} `ABI-V005` where it is 2^53 or more.
 *
 * @internal
 */
export function wordFromNative(raw: unknown, path: string): number {
  if (!Number.isSafeInteger(raw) || (raw as number) < 0) throw inexactWord('usize', path)
  return raw as number
}

/**
 * The error for an integer of the memory that no number can represent exactly.
 *
 * @internal
 */
export function inexactWord(name: string, path?: string): ValueError {
  return new ValueError(`the memory holds a ${name} that no number can represent exactly`, {
    code: 'ABI-V005',
    rule: 'L-3',
    path,
    expected: 'a value below 2^53',
    found: '2^53 or more',
    hint: 'declare the field as u64 or i64 to read it as a bigint',
  })
}

function pointerSized(name: 'usize' | 'isize'): Type<number> {
  const signed = name === 'isize'
  const range = `a whole number from ${signed ? '-(2^53-1)' : '0'} to 2^53-1`
  const refuse: (value: unknown, path: string) => never = refuser(name, range, 'number')
  const accepts = (value: unknown, target: Target): value is number => {
    if (!Number.isSafeInteger(value)) return false
    const number = value as number
    const limit = target.pointerSize === 8 ? Number.MAX_SAFE_INTEGER : signed ? 2 ** 31 - 1 : half - 1
    return number <= limit && number >= (signed ? -limit - (target.pointerSize === 8 ? 0 : 1) : 0)
  }
  const read = signed ? readSignedWord : readUnsignedWord
  return Object.freeze<Type<number>>({
    kind: name,
    name,
    measure: (target) => ({ size: target.pointerSize, alignment: target.pointerSize }),
    makeCodec(target): Codec {
      const get: Codec['get'] = (memory, offset, path) => read(memory.view, offset, target, path)
      return {
        size: target.pointerSize,
        alignment: target.pointerSize,
        get,
        set(memory, offset, value, path) {
          if (!accepts(value, target)) refuse(value, path)
          writeWord(memory.view, offset, value, target)
        },
        setUnchecked(memory, offset, value) {
          writeWord(memory.view, offset, value as number, target)
        },
        copy: get,
        json: get,
        source: {
          get: (place, bind) => wordSource(place, signed, target, bind),
          accepts: (value) => acceptsSource(value, signed, target),
          set: (place, value) => writeSource(place, value, signed, target),
          refuse,
        },
      }
    },
    passing: {
      kind: 'scalar',
      scalar: signed ? 'isize' : 'address',
      toNative: (value, path, space) => (accepts(value, space.target) ? value : refuse(value, path)),
      fromNative: (raw, path) => {
        if (!signed) return wordFromNative(raw, path)
        if (!Number.isSafeInteger(raw)) throw inexactWord(name, path)
        return raw
      },
      accepts: (value) => `Number.isSafeInteger(${value})${signed ? '' : ` && ${value} >= 0`}`,
    },
    leaves: (target) => [{ offset: 0, size: target.pointerSize, scalar: signed ? 'isize' : 'address' }],
    schema: () => name,
    mentions: () => [],
    declareC: (declarator, isConst) => spellC(signed ? 'ptrdiff_t' : 'size_t', declarator, isConst),
    defaultValue: () => 0,
    integer: { isSigned: () => signed, isBig: false },
    domain: ({ pointerSize }) =>
      pointerSize === 4
        ? integersOf(signed, 32, false)
        : {
            kind: 'integer',
            minimum: signed ? Number.MIN_SAFE_INTEGER : 0,
            maximum: Number.MAX_SAFE_INTEGER,
          },
  })
}

/** Unsigned integer of the size of a pointer, a `number` up to 2^53-1. C: `size_t`. */
export const usize: Type<number> = pointerSized('usize')
/** Signed integer of the size of a pointer, a `number` from -(2^53-1) to 2^53-1. C: `ptrdiff_t`. */
export const isize: Type<number> = pointerSized('isize')
