import { ValueError } from '../errors/index.js'
import {
  constPointer,
  struct,
  u8,
  usize,
  type Codec,
  type Memory,
  type Target,
  type Type,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { encodeUtf8, readUtf8 } from '../memory/strings.js'

const representation = struct(
  'RStr',
  { data: constPointer(u8), length: usize },
  { doc: 'UTF-8 text that somebody else owns. Not terminated by a zero.' },
)

/** Rust allows no null here, not even for the empty string. */
const emptyData = 1

interface Parts {
  readonly data: { readonly address: number }
  readonly length: number
}

function makeCodec(target: Target): Codec {
  const inner = codecOf(representation, target)
  const get: Codec['get'] = (memory, offset, path = 'RStr') => {
    const { data, length } = inner.get(memory, offset) as Parts
    return readUtf8(memory.space, data.address, length, path)
  }
  return {
    size: inner.size,
    alignment: inner.alignment,
    get,
    set(memory, offset, value, path) {
      if (typeof value !== 'string' || !isUnicode(value)) refuseValue(value, path)
      const bytes = encodeUtf8(value)
      const data = bytes.length === 0 ? emptyData : keepBytes(memory, bytes, path)
      inner.set(memory, offset, { data, length: bytes.length }, path)
    },
    copy: get,
    json: get,
  }
}

/** Encoders replace half of a surrogate pair by another character. The method is newer than the `lib` of this project. */
function isUnicode(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed()
}

function refuseValue(value: unknown, path: string): never {
  const isString = typeof value === 'string'
  throw new ValueError(isString ? 'not Unicode text' : 'not a string', {
    code: 'ABI-V001',
    rule: 'T-1',
    path,
    expected: 'a string of whole characters',
    found: isString ? 'a string with half of a surrogate pair' : describeValue(value),
  })
}

function keepBytes(memory: Memory, bytes: Uint8Array, path: string): number {
  if (memory.keep !== undefined) return memory.keep(bytes, 1)
  throw new ValueError('nobody would own the bytes of this string', {
    code: 'ABI-V004',
    rule: 'T-1',
    path,
    expected: 'memory that keeps what its fields point to',
    found: 'memory that belongs to somebody else',
    hint: 'allocate the struct in a NativeArena: its strings are kept there too',
  })
}

/**
 * Borrowed UTF-8 text, a `string` in TypeScript. The layout is that of `abi_stable`'s `RStr`: a pointer to the bytes and
 * their number.
 *
 * Reading copies the text out of memory. A string that is passed to native code lives for as long as the call; one that
 * is written into a struct lives as long as the struct's arena.
 *
 * @see Rule T-1 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, RStr, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Greeting = struct('Greeting', { text: RStr })
 * using arena = new NativeArena()
 * assert.equal(arena.allocate(Greeting, { text: 'grüß dich' }).text, 'grüß dich')
 * ```
 */
export const RStr: Type<string> = Object.freeze<Type<string>>({
  kind: 'RStr',
  name: 'RStr',
  measure: (target) => representation.measure(target),
  makeCodec,
  passing: representation.passing,
  leaves: representation.leaves,
  schema: representation.schema,
  mentions: representation.mentions,
  declareC: representation.declareC,
  defaultValue: () => '',
  definition: {
    ...representation.definition,
    helperC: [
      '/* An RStr of a string literal. */',
      '#define RSTR(literal) { (const uint8_t *)("" literal), sizeof(literal) - 1 }',
    ],
  },
})
