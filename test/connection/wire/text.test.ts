// Texts of every length, near each other and far apart, are read as the decoder of the runtime reads them.
import { decodeWire, encodeWire, list, string } from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buffers, runtimeText } from '../../../src/connection/wire/buffer-text.js'
import { isAscii, readShortUtf8, writeShortUtf8 } from '../../../src/connection/wire/short-utf8.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'
import { refusal } from '../../support/refusal.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** What the decoder of the runtime makes of bytes; nothing where it refuses them. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Bytes as a peer sends a text. */
function sent(bytes: Uint8Array): Uint8Array {
  const writer = new WireWriter()
  writer.count(bytes.length)
  writer.raw(bytes)
  return writer.finish()
}

const special = [
  '',
  '\0',
  '\ufeff',
  '\ufffd',
  '\u{1f389}',
  '\u{10ffff}',
  'ß',
  '€',
  '\ud7ff',
  '\ue000',
  '\x7f',
  '\x80',
]
const ascii = fc.string({ unit: 'binary-ascii', maxLength: 90 })
const any = fc.string({ unit: 'binary', maxLength: 90 })
const text = fc.oneof(
  ascii,
  any,
  fc.array(fc.constantFrom(...special), { maxLength: 20 }).map((all) => all.join('')),
)

/** Any UTF-16, halves of pairs among it. */
const units = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff })), { maxLength: 40 })
  .map((all) => String.fromCharCode(...all))

/** Whether the encoder of the runtime need not replace half of a pair. */
const isWhole = (one: string): boolean => decoder.decode(encoder.encode(one)) === one

/** Bytes that are nearly text. */
const nearlyText = fc.tuple(text, fc.nat(), fc.nat(255)).map(([one, at, byte]) => {
  const bytes = encoder.encode(one)
  if (bytes.length > 0) bytes[at % bytes.length] = byte
  return bytes
})

describe('texts', () => {
  it('W-6: come back as they were written, many of them in a row', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
        expect(decodeWire(list(string), encodeWire(list(string), texts))).toEqual(texts)
      }),
    )
  })

  it('W-6: come back from among other bytes, near and far', () => {
    const Piece = fc.tuple(text, fc.uint8Array({ maxLength: 200 }))
    fc.assert(
      fc.property(fc.array(Piece, { maxLength: 30 }), (pieces) => {
        const writer = new WireWriter()
        for (const [one, between] of pieces) {
          writer.text(one)
          writer.raw(between)
        }
        const reader = new WireReader(writer.finish())
        for (const [one, between] of pieces) {
          expect(reader.text()).toBe(one)
          reader.take(between.length)
        }
      }),
    )
  })

  it('W-6: of every length, at the end of what is read together and behind it', () => {
    for (let length = 0; length < 100; length++) {
      for (const one of ['a', 'ä', '€', '\u{1f389}']) {
        const texts = Array.from(
          { length: 40 },
          (_, index) => `${index}${(index % 3 === 0 ? one : 'b').repeat(length)}`,
        )
        const bytes = encodeWire(list(string), texts)
        // A view that does not begin where its buffer does.
        const moved = new Uint8Array(bytes.length + 3).subarray(3)
        moved.set(bytes)
        expect(decodeWire(list(string), moved)).toEqual(texts)
      }
    }
  })

  it('W-6: are written as the encoder of the runtime writes them, and refused with half of a pair', () => {
    fc.assert(
      fc.property(fc.oneof(text, units), fc.string({ maxLength: 3 }), (one, before) => {
        const writer = new WireWriter(1)
        writer.text(before)
        const { length } = writer
        const isText = isWhole(one)
        expect(writer.text(one)).toBe(isText)
        const bytes = encoder.encode(one)
        expect(writer.finish().subarray(length)).toEqual(isText ? sent(bytes) : new Uint8Array())
        const room = new Uint8Array(3 * one.length + 2).fill(0xff)
        const end = writeShortUtf8(room, 1, one)
        expect(end).toBe(isText ? 1 + bytes.length : -1)
        expect([room[0], room[3 * one.length + 1]]).toEqual([0xff, 0xff])
        if (isText) expect(room.subarray(1, end)).toEqual(bytes)
        else expect(refusal(() => encodeWire(string, one))).toMatchObject({ code: 'ABI-V001' })
      }),
    )
  })

  it('W-6: are written right with every character alone, and every half of a pair beside another', () => {
    const room = new Uint8Array(8)
    const written = (one: string): Uint8Array | undefined => {
      const end = writeShortUtf8(room, 0, one)
      return end < 0 ? undefined : room.subarray(0, end)
    }
    // All that take up to three bytes, and some of the others.
    for (let code = 0; code <= 0x10_ffff; code += code <= 0xffff ? 1 : 61) {
      const one = String.fromCodePoint(code)
      const bytes = written(one)
      const isHalf = code >= 0xd800 && code <= 0xdfff
      if (isHalf ? bytes !== undefined : Buffer.compare(bytes!, encoder.encode(one)) !== 0)
        expect([code, bytes]).toEqual([code, isHalf ? undefined : encoder.encode(one)])
    }
    const halves = ['\ud800', '\udbff', '\udc00', '\udfff', 'a', '\u07ff', '\uffff']
    for (const one of halves.flatMap((first) => halves.map((second) => first + second)))
      expect([one, written(one)]).toEqual([one, isWhole(one) ? encoder.encode(one) : undefined])
  })

  it('W-3: that are no UTF-8 are refused exactly where the decoder of the runtime refuses them', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyText, fc.uint8Array({ maxLength: 80, min: 0x70 })), (bytes) => {
        const expected = decoded(bytes)
        const all = [encodeWire(string, 'before'), sent(bytes), encodeWire(string, 'behind')]
        const reader = new WireReader(Buffer.concat(all))
        expect(reader.text()).toBe('before')
        if (expected !== undefined) {
          expect([reader.text(), reader.text()]).toEqual([expected, 'behind'])
        } else {
          expect(refusal(() => decodeWire(string, sent(bytes)))).toMatchObject({
            code: 'ABI-V005',
            rule: 'W-3',
            found: `${bytes.length} bytes that are not`,
          })
          expect(() => reader.text()).toThrow('text that is not UTF-8')
        }
      }),
    )
  })

  it('W-3: are well-formed or not by every pair of bytes that begins a character', () => {
    const rests = [
      [],
      [0x80],
      [0x80, 0x80],
      [0xbf, 0xbf],
      [0xbf],
      [0x7f],
      [0xc0],
      [0x80, 0x41],
      [0x80, 0x80, 0x80],
    ]
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        for (const rest of first < 0xe0 ? [[]] : rests) {
          const bytes = Uint8Array.of(first, second, ...rest)
          // What follows the text would complete it.
          const more = Uint8Array.of(...bytes, 0x80, 0x80, 0x80)
          const found = readShortUtf8(more, 0, bytes.length)
          if (found !== decoded(bytes)) expect([...bytes, found]).toEqual([...bytes, decoded(bytes)])
        }
      }
    }
  })

  it('W-3: are read anew where other bytes lie in the same place', () => {
    const Texts = list(string)
    const bytes = encodeWire(Texts, ['one text', 'another text', 'the third text'])
    const reader = new WireReader(bytes)
    // The first one is left to a caller who knows its bytes: what is read together begins behind it.
    const skipFirst = (): void => void reader.take(8 + 8 + 'one text'.length)
    skipFirst()
    expect([reader.text(), reader.text()]).toEqual(['another text', 'the third text'])
    bytes.set(encodeWire(Texts, ['one text', 'ANOTHER TEXT', 'THE THIRD TEXT']))
    reader.restart()
    skipFirst()
    reader.take(8 + 'ANOTHER TEXT'.length)
    expect(reader.text()).toBe('THE THIRD TEXT')
  })
})

describe('the text of a runtime', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)

  it.each([
    ['of Node', runtimeText(buffers)],
    ['of all others', runtimeText(undefined)],
  ])('W-6: %s', (_name, { readAscii, readUtf8, writeUtf8 }) => {
    const shared = new Uint8Array(new SharedArrayBuffer(256))
    shared.set(bytes)
    // A character for each byte, even where the bytes are text.
    const mixed = encoder.encode('\ufeffaä€b')
    expect(readAscii(mixed, 0, mixed.length)).toMatch(/^.{3}a.{5}b$/su)
    for (const given of [bytes, shared]) {
      expect(readAscii(given, 0, 256)).toHaveLength(256)
      expect(readAscii(given, 0, 128)).toBe(String.fromCharCode(...bytes.subarray(0, 128)))
      expect(readAscii(given, 65, 68)).toBe('ABC')
    }
    fc.assert(
      fc.property(text, fc.nat(9), (one, offset) => {
        const room = new Uint8Array(offset + 3 * one.length + 1).fill(0xff)
        const written = writeUtf8(room, offset, one)
        expect(room.slice(offset, offset + written)).toEqual(encoder.encode(one))
        expect(room.subarray(0, offset).every((byte) => byte === 0xff)).toBe(true)
        expect(room[offset + written]).toBe(0xff)
        expect([one, undefined]).toContain(readUtf8(room, offset, offset + written))
      }),
    )
    expect(readUtf8(Uint8Array.of(0x61, 0xff), 0, 2)).toBe(undefined)
  })

  it('W-6: Node reads long texts itself', () => {
    const { readUtf8 } = runtimeText(buffers)
    expect(readUtf8(encoder.encode('grün'), 0, 5)).toBe('grün')
  })
})

it('W-6: ASCII is told from all else', () => {
  for (let length = 0; length < 12; length++) {
    for (let other = 0; other <= length; other++) {
      const bytes = new Uint8Array(16).fill(0x80)
      bytes.fill(0x7f, 2, 2 + length)
      const view = new DataView(bytes.buffer)
      expect(isAscii(view, 2, 2 + length)).toBe(true)
      if (other === length) continue
      bytes[2 + other] = 0x80
      expect(isAscii(view, 2, 2 + length)).toBe(false)
    }
  }
})
