import { DeclarationError, ValueError } from '../errors/index.js'
import { readShortAscii, writeShortAscii } from './ascii.js'
import { describeValue } from './names.js'
import { spellC } from './scalar.js'
import type { Codec, Type } from './type.js'
import { checkNoNul, checkText, decodeUtf8, encodeUtf8 } from './utf8.js'

/** How text lies in an array of characters. */
export interface CharArrayOptions {
  /** What the bytes mean: `utf-8`, or `latin1`, in which a byte is a character. `utf-8` where it is left out. */
  readonly encoding?: 'utf-8' | 'latin1'
  /** Whether a zero byte must end the text; `true` where it is left out. Without it, text can fill the array. */
  readonly terminated?: boolean
}

/** Text as bytes. */
interface Encoding {
  /** Reads bytes up to the end of the text. */
  readonly decode: (bytes: Uint8Array, path: string | undefined) => string
  /** Checks that all characters can be written. */
  readonly encode: (text: string, path: string) => Uint8Array
}

const encodings: Readonly<Record<string, Encoding>> = {
  'utf-8': { decode: decodeUtf8, encode: encodeUtf8 },
  latin1: { decode: decodeLatin1, encode: encodeLatin1 },
}

/**
 * An array of C's `char` of fixed length that holds text: a `string` in TypeScript.
 *
 * Reading stops at the first zero byte, or at the end of the array. Writing fills the rest of the array with zeros.
 *
 * @param length - Number of bytes, 1 or more.
 * @param options - How the text lies in them.
 * @throws {@link DeclarationError} `ABI-L002` for an impossible length and for unknown options.
 *
 * @see Rule L-15 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, charArray, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Device = struct('Device', { id: u32, name: charArray(12) })
 * const device = bufferMemory(new ArrayBuffer(64)).allocate(Device, { id: 1, name: 'Größe' })
 * assert.equal(device.name, 'Größe')
 * assert.throws(() => (device.name = 'twelve bytes'), { code: 'ABI-V002' })
 * ```
 */
export function charArray(length: number, options: CharArrayOptions = {}): Type<string> {
  checkDeclaration(length, options)
  const name = `charArray(${length})`
  const { terminated = true } = options
  const encoding = encodings[options.encoding ?? 'utf-8']!
  const codec = makeCodec(length, terminated ? length - 1 : length, encoding)
  return Object.freeze<Type<string>>({
    kind: 'charArray',
    name,
    measure: () => ({ size: length, alignment: 1 }),
    makeCodec: () => codec,
    passing: { kind: 'aggregate' },
    leaves: () => Array.from({ length }, (_, offset) => ({ offset, size: 1, scalar: 'i8' as const })),
    holdsAddress: () => false,
    schema: () => ({ array: 'c_char', length }),
    mentions: () => [],
    declareC: (declarator, isConst) =>
      spellC('char', `${declarator.startsWith('*') ? `(${declarator})` : declarator}[${length}]`, isConst),
    defaultValue: () => '',
    domain: () => ({
      kind: 'text',
      encoding: options.encoding ?? 'utf-8',
      capacity: terminated ? length - 1 : length,
      hasNul: false,
    }),
  })
}

function checkDeclaration(length: unknown, options: CharArrayOptions): void {
  const refuse = (path: string, expected: string, found: unknown): never => {
    throw new DeclarationError('not an array of characters', {
      code: 'ABI-L002',
      rule: 'L-15',
      path,
      expected,
      found: describeValue(found),
    })
  }
  if (!Number.isSafeInteger(length) || (length as number) < 1)
    refuse('charArray', 'a whole number from 1 to 2^53-1', length)
  if (typeof options !== 'object' || options === null)
    return refuse('charArray → options', '{ encoding, terminated }', options)
  const { encoding, terminated } = options
  if (encoding !== undefined && !Object.hasOwn(encodings, encoding))
    refuse('charArray → encoding', Object.keys(encodings).join(', '), encoding)
  if (terminated !== undefined && typeof terminated !== 'boolean')
    refuse('charArray → terminated', 'true or false', terminated)
}

function makeCodec(length: number, capacity: number, { decode, encode }: Encoding): Codec {
  const get: Codec['get'] = ({ view }, offset, path) => {
    const text = readShortAscii(view, offset, length, true)
    if (text !== undefined) return text
    const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, length)
    const end = bytes.indexOf(0)
    return decode(end < 0 ? bytes : bytes.subarray(0, end), path)
  }
  const set: Codec['set'] = ({ view }, offset, value, path) => {
    if (typeof value === 'string' && value.length <= capacity && writeShortAscii(view, offset, value)) {
      fillRest(view, offset, value.length, length)
      return
    }
    checkText(value, path, 'L-15')
    checkNoNul(value, path, 'L-15')
    // No encoding takes less than a byte for a character: what is far too long need not be encoded.
    const bytes = value.length > capacity ? undefined : encode(value, path)
    if (bytes === undefined || bytes.length > capacity) refuseLength(value, bytes, capacity, path)
    new Uint8Array(view.buffer, view.byteOffset + offset, length).set(bytes)
    fillRest(view, offset, bytes.length, length)
  }
  return { size: length, alignment: 1, get, set, copy: get, json: get, equals: equalUpToNul(length) }
}

/** What lies behind the zero byte is no part of the text; what the bytes mean does not matter. */
function equalUpToNul(length: number): Codec['equals'] {
  return ({ view }, offset, { view: otherView }, otherOffset) => {
    for (let index = 0; index < length; index++) {
      const byte = view.getUint8(offset + index)
      if (byte !== otherView.getUint8(otherOffset + index)) return false
      if (byte === 0) return true
    }
    return true
  }
}

/** A loop is faster than a view on the bytes as long as there are few. */
const fewBytes = 32

function fillRest(view: DataView, offset: number, from: number, length: number): void {
  if (length - from > fewBytes) {
    new Uint8Array(view.buffer, view.byteOffset + offset + from, length - from).fill(0)
    return
  }
  for (let index = from; index < length; index++) view.setUint8(offset + index, 0)
}

function refuseLength(text: string, bytes: Uint8Array | undefined, capacity: number, path: string): never {
  throw new ValueError('too long for the array', {
    code: 'ABI-V002',
    rule: 'L-15',
    path,
    expected: `at most ${capacity} bytes`,
    found: `${describeValue(text)} of ${bytes === undefined ? `at least ${text.length}` : bytes.length} bytes`,
  })
}

/** Characters are put together this many at once: the stack holds no more arguments than some ten thousand. */
const chunk = 8192

function decodeLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += chunk) {
    text += String.fromCharCode(...bytes.subarray(start, start + chunk))
  }
  return text
}

function encodeLatin1(text: string, path: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => {
    const code = text.charCodeAt(index)
    if (code <= 0xff) return code
    throw new ValueError('a character that latin1 does not have', {
      code: 'ABI-V002',
      rule: 'L-15',
      path,
      expected: 'characters up to U+00FF',
      found: `U+${code.toString(16).toUpperCase().padStart(4, '0')} in ${describeValue(text)}`,
    })
  })
}
