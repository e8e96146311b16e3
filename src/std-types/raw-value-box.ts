import type { Codec, Type } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { ownershipKey, type Ownership } from '../ownership/index.js'
import { own } from '../vtable/index.js'
import { RString } from './r-string.js'
import { JsonText, jsonTextOf } from './raw-value-json.js'

/** JSON that is owned, in the memory of whoever made it. */
export interface RawValueBox extends JsonText, Disposable {}

/** What reading a string that is owned gives. */
interface OwnedText extends Disposable {
  toString(): string
  readonly [ownershipKey]: Ownership | undefined
}

class JsonBox extends JsonText implements Disposable {
  readonly $string: OwnedText

  constructor(string: OwnedText) {
    super(string.toString())
    this.$string = string
  }

  get [ownershipKey](): Ownership | undefined {
    return this.$string[ownershipKey]
  }

  $asOwner(): JsonBox {
    return new JsonBox(own(this.$string))
  }

  [Symbol.dispose](): void {
    this.$string[Symbol.dispose]()
  }
}

/**
 * JSON that is owned: `abi_stable`'s `RawValueBox`, a text like {@link RString}. It is read as a {@link JsonText} that owns
 * its memory, and written as a string that is JSON, of which one is made.
 *
 * @see Rule T-77 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RawValueBox } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Echo = fn({ json: RawValueBox }, RawValueBox)
 * using exported = exportFunction(Echo, (json) => json)
 * using back = bindFunction(exported.address, Echo, 'echo')('[1, 2]')
 * assert.deepEqual(back.parse(), [1, 2])
 * ```
 */
export const RawValueBox: Type<RawValueBox, string, string | JsonText> = Object.freeze({
  ...(RString as unknown as Type<unknown>),
  kind: 'RawValueBox',
  name: 'RawValueBox',
  defaultValue: () => 'null',
  domain: undefined,
  abiStable: { name: 'RawValueBox', parameters: [] },
  makeCodec(target): Codec {
    const inner = codecOf(RString, target)
    return {
      ...inner,
      words: undefined,
      get: (memory, offset, path) => new JsonBox(inner.get(memory, offset, path) as OwnedText),
      set(memory, offset, value, path) {
        const text = value instanceof JsonBox ? value.$string : jsonTextOf(value, path)
        inner.set(memory, offset, text, path)
      },
    }
  },
} satisfies Type<unknown>) as Type<RawValueBox, string, string | JsonText>
