import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readShortAscii, writeShortAscii } from '../../src/layout/ascii.js'

const view = (bytes: readonly number[]) => new DataView(new Uint8Array(bytes).buffer)

describe('short ASCII text', () => {
  it('L-15: is read up to the zero byte, or else not at all', () => {
    const byte = fc.oneof({ arbitrary: fc.integer({ min: 1, max: 127 }), weight: 9 }, fc.constantFrom(0, 128))
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), fc.nat(3), fc.boolean(), (bytes, skipped, endsThere) => {
        const text = readShortAscii(
          view([...new Array<number>(skipped).fill(65), ...bytes]),
          skipped,
          bytes.length,
          endsThere,
        )
        const end = bytes.indexOf(0)
        const content = end < 0 ? bytes : bytes.slice(0, end)
        const isWhole = end >= 0 ? end < 24 : endsThere && bytes.length <= 24
        const expected =
          isWhole && content.every((one) => one < 128) ? String.fromCharCode(...content) : undefined
        expect(text).toBe(expected)
      }),
    )
  })

  it('L-15: is written, or else nothing is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.string({ unit: 'grapheme-ascii', maxLength: 150 }),
        ),
        (text) => {
          const written = view(new Array<number>(200).fill(255))
          const isShort = text.length <= 64 && /^[\x01-\x7f]*$/.test(text)
          expect(writeShortAscii(written, 3, text)).toBe(isShort)
          const bytes = isShort ? [...Buffer.from(text, 'latin1')] : []
          const expected = [255, 255, 255, ...bytes, ...new Array<number>(197 - bytes.length).fill(255)]
          expect([...new Uint8Array(written.buffer)]).toEqual(expected)
        },
      ),
    )
  })
})
