// Texts that are given to native code in blocks of memory of this side. The native code is that of their own table.
import fc from 'fast-check'
import { bindFunction, exportFunction, fn, liveVectorBuffers, RString, u32, u8, usize } from 'abiding'
import { describe, expect, it } from 'vitest'
import { givenTexts, hostVectors } from '../../src/vtable/host-vectors.js'

type Received = RString & { readonly $words: { readonly table: number } }

const Take = fn({ text: RString }, usize)
const hasBlocks = process.platform === 'linux' && process.arch === 'x64'
const texts = fc.string({ unit: 'grapheme', maxLength: 400 })

/** Gives a text to a function that native code calls, and says what it saw. */
function give<Gives>(text: string, take: (text: RString) => Gives): Gives {
  let result: Gives | undefined
  using exported = exportFunction(Take, (given) => {
    using text = given
    result = take(text)
    return 0
  })
  bindFunction(exported.address, Take, 'take')(text)
  return result!
}

describe.runIf(hasBlocks)('texts that are given away', () => {
  it('T-9: lie in blocks, which come back', () => {
    const before = liveVectorBuffers()
    const blocks = givenTexts()!
    fc.assert(
      fc.property(texts, (text) => {
        expect(
          give(text, (given) => [String(given), given.capacity === 4032, liveVectorBuffers() - before]),
        ).toEqual([text, text !== '', text === '' ? 0 : 1])
      }),
    )
    expect([blocks.live, liveVectorBuffers()]).toEqual([0, before])
  })

  it('T-9, T-10: grow, shrink and end by the functions of their table', () => {
    const before = liveVectorBuffers()
    const change = fc.oneof(
      texts.map((more) => ({ what: 'append', more })),
      fc.constantFrom({ what: 'clear' }, { what: 'shrinkToFit' }, { what: 'reserve' }),
    )
    fc.assert(
      fc.property(
        texts,
        fc.array(change as fc.Arbitrary<{ what: string; more?: string }>, { maxLength: 20 }),
        (text, changes) => {
          let expected = text
          give(text, (given) => {
            for (const { what, more = '' } of changes) {
              if (what === 'append') {
                given.append(more)
                expected += more
              } else if (what === 'clear') {
                given.clear()
                expected = ''
              } else if (what === 'reserve') given.reserve(5000)
              else {
                given.shrinkToFit()
                expect(given.capacity).toBe(given.byteLength)
              }
              expect(String(given)).toBe(expected)
            }
          })
        },
      ),
    )
    expect([givenTexts()!.live, liveVectorBuffers()]).toEqual([0, before])
  })

  it('T-9: take other memory where all blocks are taken, and where they could be too long', () => {
    const kept: RString[] = []
    const given = Array.from({ length: 40 }, (_, index) => `text ${index}`)
    for (const text of given) {
      using exported = exportFunction(Take, (one) => kept.push(one))
      bindFunction(exported.address, Take, 'keep')(text)
    }
    expect(givenTexts()!.live).toBe(16)
    expect(kept.map(String)).toEqual(given)
    // Those in between go: their blocks are taken again, the others are as they were.
    for (const one of kept.filter((_, index) => index % 3 === 0)) one[Symbol.dispose]()
    expect(give('another one', String)).toBe('another one')
    expect(kept.filter((_, index) => index % 3 !== 0).map(String)).toEqual(
      given.filter((_, index) => index % 3 !== 0),
    )
    for (const one of kept) one[Symbol.dispose]()
    expect(givenTexts()!.live).toBe(0)
    for (const length of [1343, 1344, 1345, 100_000])
      expect(give('€'.repeat(length), String)).toBe('€'.repeat(length))
  })

  it('T-9, O-4: come back where the call is refused', () => {
    using exported = exportFunction(fn([{ text: RString }, { number: u32 }], u32), () => 0)
    const call = bindFunction(exported.address, fn([{ text: RString }, { number: u32 }], u32), 'refuse')
    const before = liveVectorBuffers()
    for (let count = 0; count < 100; count++) {
      expect(() => call('a text', -1)).toThrow(expect.objectContaining({ code: 'ABI-V002' }) as Error)
      expect(() => call('half \ud800', 1)).toThrow(expect.objectContaining({ code: 'ABI-V001' }) as Error)
    }
    expect(liveVectorBuffers()).toBe(before)
  })

  it('T-9: are of the table that strings of this side have, once they leave their block', () => {
    const tables = give('a text', (given) => {
      const { $words } = given as Received
      const first = $words.table
      given.append('x'.repeat(5000))
      return [first, $words.table]
    })
    expect(tables[0]).not.toBe(hostVectors(u8).table)
    expect(tables[1]).toBe(hostVectors(u8).table)
  })
})
