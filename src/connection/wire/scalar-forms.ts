import type { ScalarSource, TypedElements } from './scalar-source.js'
import { badNumber, WireProblem } from './wire-problem.js'
import { unfit } from './wire-type.js'

/** How the values of a scalar are checked, written and read: by functions, and by source text that does the same. */
export interface ScalarForm {
  /** Bytes of a value. */
  readonly size: number
  /** Whether a value is rounded when it is written. */
  readonly isRounded?: boolean | undefined
  /** What may be written, for errors. */
  readonly expected: string
  /** Whether a value may be written. */
  readonly accepts: (value: unknown) => boolean
  /** Writes a value that was accepted. */
  readonly set: (view: DataView, offset: number, value: never) => void
  /** Reads a value, and throws for what stands for nothing. */
  readonly get: (view: DataView, offset: number) => unknown
  /** The same as source text. */
  readonly source: Omit<ScalarSource, 'size' | 'refuse'>
}

/** Typed arrays have the bytes of this machine. */
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

type NumberMethod = 'Int8' | 'Uint8' | 'Int16' | 'Uint16' | 'Int32' | 'Uint32' | 'Float32' | 'Float64'

function ofDataView(
  method: NumberMethod | 'BigInt64' | 'BigUint64',
  elements: TypedElements,
): Pick<ScalarForm, 'set' | 'get'> & { source: Pick<ScalarSource, 'set' | 'get' | 'elements' | 'scope'> } {
  const get: (offset: number, littleEndian: boolean) => unknown = DataView.prototype[`get${method}`]
  const set: (offset: number, value: never, littleEndian: boolean) => void =
    DataView.prototype[`set${method}`]
  return {
    get: (view, offset) => get.call(view, offset, true),
    set: (view, offset, value) => set.call(view, offset, value, true),
    source: {
      scope: {},
      get: (offset) => `view.get${method}(${offset}, true)`,
      set: (value, offset) => `view.set${method}(${offset}, ${value}, true)`,
      elements: isLittleEndian ? elements : undefined,
    },
  }
}

function smallInteger(bits: 8 | 16 | 32, isSigned: boolean, elements: TypedElements): ScalarForm {
  const least = isSigned ? -(2 ** (bits - 1)) : 0
  const most = isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
  const access = ofDataView(`${isSigned ? 'Int' : 'Uint'}${bits}`, elements)
  const shift = 32 - bits
  const wrapped = (value: string): string =>
    isSigned ? `(${value} << ${shift}) >> ${shift}` : `(${value} << ${shift}) >>> ${shift}`
  return {
    ...access,
    size: bits / 8,
    expected: `an integer from ${least} to ${most}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    source: {
      ...access.source,
      // Wrapping leaves the integers in range, and no other number, as they are.
      accepts: (value) => `typeof ${value} === 'number' && (${wrapped(value)}) === ${value}`,
    },
  }
}

function bigIntegerRange(bits: 64 | 128, isSigned: boolean): Pick<ScalarForm, 'expected' | 'accepts'> {
  const least = isSigned ? -(1n << BigInt(bits - 1)) : 0n
  const most = isSigned ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n
  return {
    expected: `a bigint from ${least} to ${most}`,
    accepts: (value) => typeof value === 'bigint' && value >= least && value <= most,
  }
}

const acceptsBig =
  (bits: 64 | 128, isSigned: boolean) =>
  (value: string): string =>
    `typeof ${value} === 'bigint' && BigInt.as${isSigned ? 'Int' : 'Uint'}N(${bits}, ${value}) === ${value}`

function bigInteger(isSigned: boolean): ScalarForm {
  const access = isSigned ? ofDataView('BigInt64', BigInt64Array) : ofDataView('BigUint64', BigUint64Array)
  return {
    ...access,
    ...bigIntegerRange(64, isSigned),
    size: 8,
    source: { ...access.source, accepts: acceptsBig(64, isSigned) },
  }
}

function setWide(view: DataView, offset: number, value: bigint): void {
  view.setBigUint64(offset, BigInt.asUintN(64, value), true)
  view.setBigUint64(offset + 8, BigInt.asUintN(64, value >> 64n), true)
}

function wideInteger(isSigned: boolean): ScalarForm {
  const high = isSigned ? 'getBigInt64' : 'getBigUint64'
  const getWide = (view: DataView, offset: number): bigint =>
    (view[high](offset + 8, true) << 64n) | view.getBigUint64(offset, true)
  const name = isSigned ? 'getWideSigned' : 'getWide'
  return {
    ...bigIntegerRange(128, isSigned),
    size: 16,
    set: setWide,
    get: getWide,
    source: {
      scope: { setWide, [name]: getWide },
      accepts: acceptsBig(128, isSigned),
      set: (value, offset) => `setWide(view, ${offset}, ${value})`,
      get: (offset) => `${name}(view, ${offset})`,
    },
  }
}

function setWord(view: DataView, offset: number, value: number): void {
  const high = Math.floor(value / 2 ** 32)
  view.setUint32(offset, value - high * 2 ** 32, true)
  view.setInt32(offset + 4, high, true)
}

/** Sizes and differences of addresses travel with 64 bits, and are numbers here. */
function pointerSized(isSigned: boolean): ScalarForm {
  const least = isSigned ? Number.MIN_SAFE_INTEGER : 0
  const expected = `an integer from ${least} to ${Number.MAX_SAFE_INTEGER}`
  const getWord = (view: DataView, offset: number): number => {
    const high = isSigned ? view.getInt32(offset + 4, true) : view.getUint32(offset + 4, true)
    const value = high * 2 ** 32 + view.getUint32(offset, true)
    if (Number.isSafeInteger(value)) return value
    throw new WireProblem('a size beyond 2^53', {
      code: 'ABI-V002',
      rule: 'W-2',
      expected,
      found: `${value}`,
    })
  }
  const name = isSigned ? 'getSignedWord' : 'getWord'
  return {
    size: 8,
    expected,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
    set: setWord,
    get: getWord,
    source: {
      scope: { setWord, [name]: getWord },
      accepts: (value) => `Number.isSafeInteger(${value}) && ${value} >= ${least}`,
      set: (value, offset) => `setWord(view, ${offset}, ${value})`,
      get: (offset) => `${name}(view, ${offset})`,
    },
  }
}

function float(method: 'Float32' | 'Float64', elements: TypedElements): ScalarForm {
  const access = ofDataView(method, elements)
  return {
    ...access,
    isRounded: method === 'Float32',
    size: method === 'Float32' ? 4 : 8,
    expected: 'a number',
    accepts: (value) => typeof value === 'number',
    source: { ...access.source, accepts: (value) => `typeof ${value} === 'number'` },
  }
}

function toBool(byte: number): boolean {
  if (byte <= 1) return byte === 1
  throw badNumber('a bool', '0 or 1', byte)
}

const bool: ScalarForm = {
  size: 1,
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  set: (view, offset, value) => view.setUint8(offset, value ? 1 : 0),
  get: (view, offset) => toBool(view.getUint8(offset)),
  source: {
    scope: { toBool },
    accepts: (value) => `(${value} === true || ${value} === false)`,
    set: (value, offset) => `view.setUint8(${offset}, ${value} ? 1 : 0)`,
    get: (offset) => `toBool(view.getUint8(${offset}))`,
  },
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}

function isCharacter(value: unknown): boolean {
  const code = typeof value === 'string' ? value.codePointAt(0) : undefined
  return code !== undefined && !isSurrogate(code) && (value as string).length === (code > 0xffff ? 2 : 1)
}

function toCharacter(code: number): string {
  if (code <= 0x10ffff && !isSurrogate(code)) return String.fromCodePoint(code)
  throw badNumber('a character', 'a Unicode scalar value', code)
}

const char: ScalarForm = {
  size: 4,
  expected: 'a string of one character',
  accepts: isCharacter,
  set: (view, offset, value: string) => view.setUint32(offset, value.codePointAt(0)!, true),
  get: (view, offset) => toCharacter(view.getUint32(offset, true)),
  source: {
    scope: { isCharacter, toCharacter },
    accepts: (value) => `isCharacter(${value})`,
    set: (value, offset) => `view.setUint32(${offset}, ${value}.codePointAt(0), true)`,
    get: (offset) => `toCharacter(view.getUint32(${offset}, true))`,
  },
}

/**
 * The scalars by what the layout layer calls them in schemas.
 *
 * @see Rules W-1 and W-2 of the specification.
 *
 * @internal
 */
export const scalarForms = {
  i8: smallInteger(8, true, Int8Array),
  u8: smallInteger(8, false, Uint8Array),
  i16: smallInteger(16, true, Int16Array),
  u16: smallInteger(16, false, Uint16Array),
  i32: smallInteger(32, true, Int32Array),
  u32: smallInteger(32, false, Uint32Array),
  i64: bigInteger(true),
  u64: bigInteger(false),
  i128: wideInteger(true),
  u128: wideInteger(false),
  isize: pointerSized(true),
  usize: pointerSized(false),
  f32: float('Float32', Float32Array),
  f64: float('Float64', Float64Array),
  bool,
  char32: char,
} as const satisfies Readonly<Record<string, ScalarForm>>

/**
 * The problem of a value that a scalar cannot hold.
 *
 * @internal
 */
export function refuserOf({ expected }: ScalarForm): (value: unknown) => never {
  return (value) => {
    throw unfit(value, expected)
  }
}
