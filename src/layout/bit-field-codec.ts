import { indexCheck } from './accessor/check-source.js'
import { accessBits, type BitPlace } from './accessor/bits.js'
import { isRecentEngine } from './engine.js'
import type { FieldLayout } from './layout.js'
import { inexactWord } from './pointer-sized.js'
import { refuser } from './scalar.js'
import type { Target } from './target.js'
import type { Codec, CodecSource, IntegerForm, SourcePlace, ValueCheck } from './type.js'

/**
 * Reads and writes a bit field. Offsets are those of the byte in which it begins.
 *
 * @see Rules L-24 and L-27 of the specification.
 *
 * @internal
 */
export function bitFieldCodec(field: FieldLayout, target: Target): Codec {
  const form = field.type.integer!
  const width = field.bitWidth!
  const before = field.bitOffset! - field.offset * 8
  const littleEndian = target.byteOrder === 'little'
  const place: BitPlace = {
    byteCount: field.size,
    shift: littleEndian ? before : field.size * 8 - before - width,
    width,
    littleEndian,
  }
  const bits = accessBits(place)
  const isSigned = form.isSigned(target)
  const numbers = numbersOf(form, isSigned, width)
  const refuse = refuser(
    `${field.type.name} of ${width} bits`,
    rangeOf(form, isSigned, width),
    form.isBig ? 'bigint' : 'number',
    'L-27',
  )
  const { fromInteger, toInteger } = form

  const get: Codec['get'] = ({ view }, offset, path) => {
    const integer = numbers.fromBits(bits.read(view, offset), path)
    return fromInteger === undefined ? integer : fromInteger(integer, path)
  }
  // What is no number at all is converted or refused as by a DataView.
  const convert = (value: unknown): number | bigint => (form.isBig ? (value as bigint) : +(value as number))
  const setUnchecked: Codec['setUnchecked'] = ({ view }, offset, value) =>
    bits.write(view, offset, toInteger === undefined ? convert(value) : toInteger(value, ''))
  return {
    size: field.size,
    alignment: 1,
    get,
    set({ view }, offset, value, path) {
      const integer = toInteger === undefined ? value : toInteger(value, path)
      if (!numbers.accepts(integer)) return refuse(integer, path)
      bits.write(view, offset, integer)
    },
    setUnchecked,
    copy: get,
    json: form.isBig && fromInteger === undefined ? (memory, offset) => String(get(memory, offset)) : get,
    source: fromInteger === undefined ? sourceOf(place, form, isSigned, refuse) : undefined,
  }
}

/** The integers that some bits hold. */
interface Numbers {
  readonly fromBits: (bits: number | bigint, path: string | undefined) => number | bigint
  readonly accepts: (value: unknown) => value is number | bigint
}

function numbersOf({ isBig }: IntegerForm, isSigned: boolean, width: number): Numbers {
  if (width > 32 && !isBig) return wideNumbers(isSigned, width)
  if (isBig) {
    const wrap = (value: bigint): bigint => (isSigned ? BigInt.asIntN : BigInt.asUintN)(width, value)
    return {
      fromBits: (bits) => wrap(BigInt(bits)),
      accepts: (value): value is bigint => typeof value === 'bigint' && wrap(value) === value,
    }
  }
  // Types of up to 32 bits, and enums of them: the bits are a number.
  const unused = 32 - width
  const wrap = (value: number): number =>
    isSigned ? (value << unused) >> unused : (value << unused) >>> unused
  return {
    fromBits: (bits) => wrap(bits as number),
    accepts: (value): value is number => typeof value === 'number' && wrap(value) === value,
  }
}

/** More than 32 bits of a `usize` or `isize`, whose values are numbers. */
function wideNumbers(isSigned: boolean, width: number): Numbers {
  const wrap = isSigned ? BigInt.asIntN : BigInt.asUintN
  return {
    fromBits(bits, path) {
      const value = Number(wrap(width, BigInt(bits)))
      if (!Number.isSafeInteger(value)) throw inexactWord(isSigned ? 'isize' : 'usize', path)
      return value
    },
    accepts: (value): value is number =>
      Number.isSafeInteger(value) && wrap(width, BigInt(value as number)) === BigInt(value as number),
  }
}

function rangeOf({ isBig }: IntegerForm, isSigned: boolean, width: number): string {
  const least = isSigned ? -(2n ** BigInt(width - 1)) : 0n
  const most = 2n ** BigInt(isSigned ? width - 1 : width) - 1n
  return isBig ? `a bigint from ${least}n to ${most}n` : `a whole number from ${least} to ${most}`
}

const words: Record<number, string> = { 1: 'Uint8', 2: 'Uint16', 4: 'Uint32' }

/** Source for bits in a word that one access of a DataView reads, whose values are numbers. */
function sourceOf(
  { byteCount, shift, width, littleEndian }: BitPlace,
  { isBig }: IntegerForm,
  isSigned: boolean,
  refuse: CodecSource['refuse'],
): CodecSource | undefined {
  const word = words[byteCount]
  if (word === undefined || isBig || width > 32) return undefined
  const unused = 32 - width
  const wrap = (value: string): string => `(${value} << ${unused} ${isSigned ? '>>' : '>>>'} ${unused})`
  const mask = width === 32 ? -1 : 2 ** width - 1
  const wrapped = (value: string): string => (isSigned || width === 32 ? wrap(value) : `(${value} & ${mask})`)
  const set = ({ memory, offset }: SourcePlace, value: string): string =>
    // The view is asked for once: V8 would look for it again behind what was read.
    `{ const { view } = ${memory}; const at = ${offset}
      const others = view.get${word}(at, ${littleEndian}) & ${~(mask << shift)}
      view.set${word}(at, others | (+${value} & ${mask}) << ${shift}, ${littleEndian}) }`
  const check: ValueCheck =
    width > 16
      ? { kind: 'narrowing', narrow: wrapped }
      : indexCheck(isSigned ? -(2 ** (width - 1)) : 0, 2 ** width, set)
  return {
    get: ({ memory, offset }) => {
      const read = `${memory}.view.get${word}(${offset}, ${littleEndian})`
      return wrapped(shift === 0 ? read : `(${read} >>> ${shift})`)
    },
    accepts: (value) => `typeof ${value} === 'number' && ${wrapped(value)} === ${value}`,
    // The field is read again to be written: older engines do best with a branch around all of that.
    check: isRecentEngine ? check : undefined,
    set,
    refuse,
  }
}
