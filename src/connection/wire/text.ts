import { isText } from '../../layout/utf8.js'
import type { WireProblem } from './wire-problem.js'
import { unfit, type WireCodec, type WireType } from './wire-type.js'

/**
 * The problem of a value that is no text.
 *
 * @internal
 */
export function notText(value: unknown): WireProblem {
  return unfit(value, 'a string without half of a surrogate pair')
}

/**
 * Throws the problem of a value that is no text.
 *
 * @see Rule W-6 of the specification.
 *
 * @internal
 */
export function checkText(value: unknown): asserts value is string {
  if (!isText(value)) throw notText(value)
}

const textCodec: WireCodec = {
  smallest: 8,
  isPlain: true,
  check: checkText,
  write(writer, value: string) {
    if (typeof value !== 'string' || !writer.text(value)) throw notText(value)
  },
  read: (reader) => reader.text(),
}

/**
 * Text: a `string` without half of a surrogate pair. Rust's `String`.
 *
 * @see Rule W-6 of the specification.
 *
 * @example
 * ```ts
 * import { encodeWire, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(string, 'ä')], [2, 0, 0, 0, 0, 0, 0, 0, 0xc3, 0xa4])
 * ```
 */
export const string: WireType<string> = Object.freeze<WireType<string>>({
  kind: 'string',
  name: 'String',
  makeCodec: () => textCodec,
  makeSchema: () => ({ kind: 'primitive', name: 'string', layout: 0 }),
})
