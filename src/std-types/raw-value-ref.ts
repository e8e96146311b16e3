import type { Codec, Type } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { RStr } from '../plain-types/index.js'
import { JsonText, jsonTextOf } from './raw-value-json.js'

/**
 * Borrowed JSON: `abi_stable`'s `RawValueRef`, a text like {@link RStr}. It is read as a {@link JsonText}, and written as
 * a string that is JSON.
 *
 * @see Rule T-77 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, RawValueRef, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Note = struct('Note', { body: RawValueRef })
 * using arena = new NativeArena()
 * const note = arena.allocate(Note, { body: '{"rides": 3}' })
 * assert.deepEqual(note.body.parse(), { rides: 3 })
 * assert.throws(() => arena.allocate(Note, { body: '{' }), { code: 'ABI-U025' })
 * ```
 */
export const RawValueRef: Type<JsonText, string, string | JsonText> = Object.freeze({
  ...(RStr as Type<unknown>),
  kind: 'RawValueRef',
  name: 'RawValueRef',
  defaultValue: () => 'null',
  domain: undefined,
  abiStable: { name: 'RawValueRef', parameters: [] },
  makeCodec(target): Codec {
    const inner = codecOf(RStr, target)
    return {
      ...inner,
      words: undefined,
      get: (memory, offset, path) => new JsonText(inner.get(memory, offset, path) as string),
      set: (memory, offset, value, path) => inner.set(memory, offset, jsonTextOf(value, path), path),
    }
  },
} satisfies Type<unknown>) as Type<JsonText, string, string | JsonText>
