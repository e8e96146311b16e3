import type { Address } from '../../layout/index.js'
import { encodeUtf8 } from '../../layout/utf8.js'
import { RStr } from '../../plain-types/index.js'
import { decodeText } from '../wire/buffer-text.js'
import { checkText } from '../wire/text.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { CallPlace, WireCodec, WireType } from '../wire/wire-type.js'
import type { WireWriter } from '../wire/wire-writer.js'
import { passageOf, readCount, viewItems } from './lent-items.js'

/** Where no text lies. Rust wants it to be no null. */
const nowhere = 1 as Address

/** A parameter stays for as long as the call; a result is Rust's `&'static str`, which stays for ever. */
function writeStr(writer: WireWriter, value: string, place: CallPlace): void {
  checkText(value)
  const bytes = encodeUtf8(value)
  const passage = passageOf(writer)
  let address: Address = nowhere
  if (bytes.length > 0) address = place === 'parameter' ? passage.lend(bytes, 1) : passage.keep(bytes)
  writer.u64(BigInt(address))
  writer.count(bytes.length)
}

function readStr(reader: WireReader): string {
  const bits = reader.u64()
  const count = readCount(reader, 1)
  return decodeText(viewItems(reader, { size: 1 }, bits, count), 'X-58')
}

function codecIn(place: CallPlace): WireCodec {
  return {
    smallest: 16,
    check: checkText,
    write: (writer, value: string) => writeStr(writer, value, place),
    read: readStr,
  }
}

function strIn(place: CallPlace, name: string): WireType<string> {
  const codec = codecIn(place)
  return Object.freeze<WireType<string>>({
    kind: 'str',
    name,
    standsAs: place,
    makeCodec: () => codec,
    makeSchema: () => ({ kind: 'str' }),
    passedAs: () => RStr,
  })
}

const places = { parameter: strIn('parameter', '&str'), result: strIn('result', "&'static str") }

/**
 * Text that stays where it is: as a parameter Rust's `&str`, which is lent for the call, as a result its `&'static str`,
 * which stays for ever, equal texts once. It is always passed as a pointer and a length.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { method, str, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Lexicon = trait('Lexicon', {
 *   version: 0,
 *   methods: { find: method({ word: str }, u32), language: method({}, str) },
 * })
 * assert.equal(Lexicon.methods.get('language')?.returns.name, "&'static str")
 * ```
 */
export const str: WireType<string> = Object.freeze<WireType<string>>({
  ...places.parameter,
  standsAs: 'either',
  inPlace: (place) => places[place],
})
