import {
  constPointer,
  struct,
  u8,
  usize,
  type Address,
  type Codec,
  type KeptText,
  type Memory,
  type Target,
  type Type,
} from '../layout/index.js'
import { equalTexts } from '../layout/compare-places.js'
import { codecOf } from '../layout/layout.js'
import { keepBytes } from '../layout/keep-bytes.js'
import { writeWord } from '../layout/pointer-sized.js'
import { checkText, encodeUtf8, readUtf8 } from '../layout/utf8.js'

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
  const words = (value: unknown, path: string, memory: Memory): readonly [number, number] => {
    checkText(value, path, 'T-1')
    const { address, byteLength } = keepText(memory, value, path)
    return [address, byteLength]
  }
  return {
    size: inner.size,
    alignment: inner.alignment,
    get,
    set(memory, offset, value, path) {
      const [address, byteLength] = words(value, path, memory)
      writeWord(memory.view, offset, address, target)
      writeWord(memory.view, offset + target.pointerSize, byteLength, target)
    },
    words,
    copy: get,
    json: get,
    equals: equalTexts(() => RStr),
  }
}

const noText: KeptText = { address: emptyData as Address, byteLength: 0 }

function keepText(memory: Memory, text: string, path: string): KeptText {
  if (text === '') return noText
  const kept = memory.keepText?.(text)
  if (kept !== undefined) return kept
  const bytes = encodeUtf8(text)
  return { address: keepBytes(memory.keep, bytes, path, 'T-1'), byteLength: bytes.length }
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
  domain: () => ({ kind: 'text', encoding: 'utf-8', hasNul: true }),
  abiStable: { name: 'RStr', parameters: [] },
  definition: {
    ...representation.definition,
    helperC: [
      '/* An RStr of a string literal. */',
      '#define RSTR(literal) { (const uint8_t *)("" literal), sizeof(literal) - 1 }',
    ],
  },
})
