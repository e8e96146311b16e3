import { ValueError } from '../errors/index.js'
import { listOf } from './accessor/check-source.js'
import { refuser, spellC } from './scalar.js'
import type { Bind, Codec, SourcePlace, Type } from './type.js'

const refuse: (value: unknown, path: string) => never = refuser(
  'char32',
  'a string of one Unicode character that is no surrogate',
  'string',
  'L-29',
)

function fromCode(code: number, path: string | undefined): string {
  // The engine has ready-made strings for the characters of this one, and none for the other.
  if (code < 0xd800) return String.fromCharCode(code)
  if (isCharacter(code)) return String.fromCodePoint(code)
  throw new ValueError('the memory holds no Unicode character', {
    code: 'ABI-V005',
    rule: 'L-29',
    path,
    expected: 'a code point up to 0x10ffff that is no surrogate',
    found: `0x${code.toString(16)}`,
    hint: 'declare the field as u32 if the other side stores other numbers in it',
  })
}

function isCharacter(code: number): boolean {
  return code < 0xd800 || (code > 0xdfff && code <= 0x10ffff)
}

function toCode(value: unknown, path: string): number {
  if (typeof value === 'string') {
    const { length } = value
    if (length === 1) {
      const code = value.charCodeAt(0)
      if (code < 0xd800 || code > 0xdfff) return code
    } else if (length === 2) {
      const code = value.codePointAt(0)!
      if (code > 0xffff) return code
    }
  }
  return refuse(value, path)
}

/** The first code that is no character. All before it are, and strings of one unit. */
const surrogates = 0xd800

/** The characters that most texts are made of, ready to be looked up. */
const latin: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))

/**
 * One Unicode character, a string of one code point, which is no surrogate. Any other code is an error when it is read.
 * Rust: `char`; C: `uint32_t`, which is what `char32_t` is.
 *
 * @see Rule L-29 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, char32, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Key = struct('Key', { symbol: char32 })
 * const key = bufferMemory(new ArrayBuffer(64)).allocate(Key, { symbol: '\u{1f511}' })
 * assert.equal(key.symbol.codePointAt(0), 0x1f511)
 * ```
 */
export const char32: Type<string> = Object.freeze<Type<string>>({
  kind: 'char32',
  name: 'char32',
  measure: () => ({ size: 4, alignment: 4 }),
  makeCodec(target): Codec {
    const littleEndian = target.byteOrder === 'little'
    const get: Codec['get'] = ({ view }, offset, path) => fromCode(view.getUint32(offset, littleEndian), path)
    const write = ({ memory, offset, path }: SourcePlace, value: string, bind: Bind): string =>
      // Usually one look into a list. What has no place there is looked at again, and all of it is done for that value.
      `{ const code = typeof ${value} === 'string' && ${value}.length === 1 ? ${value}.charCodeAt(0) : ${surrogates}
        const isSmall = ${bind(listOf(surrogates))}[code] !== undefined
        ${memory}.view.setUint32(${offset}, isSmall ? code : ${bind(toCode)}(${value}, ${path}), ${littleEndian}) }`
    return {
      size: 4,
      alignment: 4,
      get,
      set: ({ view }, offset, value, path) => view.setUint32(offset, toCode(value, path), littleEndian),
      copy: get,
      json: get,
      source: {
        get({ memory, offset, path }, bind) {
          const code = `${memory}.view.getUint32(${offset}, ${littleEndian})`
          // What is not in the list is read again, and all of it is done for that code.
          return `(${bind(latin)}[${code}] ?? ${bind(fromCode)}(${code}, ${path}))`
        },
        // The check gives the code, so that it is done where the code is written.
        accepts: () => 'true',
        set: write,
        refuse,
      },
    }
  },
  passing: {
    kind: 'scalar',
    scalar: 'u32',
    toNative: toCode,
    fromNative: (raw, path) => fromCode(raw as number, path),
  },
  leaves: () => [{ offset: 0, size: 4, scalar: 'u32' }],
  schema: () => 'char32',
  mentions: () => [],
  declareC: (declarator, isConst) => spellC('uint32_t', declarator, isConst),
  defaultValue: () => '\0',
  domain: () => ({ kind: 'character' }),
})
