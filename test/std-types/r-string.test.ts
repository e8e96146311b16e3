import { inspect } from 'node:util'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  bindFunction,
  equals,
  exportFunction,
  fn,
  layoutOf,
  liveObjects,
  liveVectorBuffers,
  NativeArena,
  own,
  RString,
  snapshot,
  struct,
  usize,
} from '../../src/index.js'
import { refusal } from '../support/refusal.js'

const Label = struct('Label', { text: RString })
const text = fc.string({ unit: 'grapheme' })

beforeEach(() => {
  const [objects, buffers] = [liveObjects().length, liveVectorBuffers()]
  return () => {
    expect(liveObjects().slice(objects)).toEqual([])
    expect(liveVectorBuffers()).toBe(buffers)
  }
})

describe('RString', () => {
  it('T-9: is a vector of bytes of another type', () => {
    expect(layoutOf(RString)).toMatchObject({ size: 32, alignment: 8 })
    expect(RString.declareC('text')).toBe('RString text')
    expect(RString.abiStable).toEqual({ name: 'RString', parameters: [] })
    expect(RString.defaultValue!()).toBe('')
  })

  it('T-9, T-10: holds any text, and appends', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        using string = RString.from(one)
        string.append(two)
        const bytes = new TextEncoder().encode(one + two)
        expect(string.toString()).toBe(one + two)
        expect([string.bytes, string.byteLength]).toEqual([bytes, bytes.length])
        expect([...string.asBytes()]).toEqual([...bytes])
        string.shrinkToFit()
        string.reserve(3)
        expect(string.capacity).toBeGreaterThanOrEqual(bytes.length + 3)
        string.clear()
        expect(string.toString()).toBe('')
      }),
      { numRuns: 50 },
    )
  })

  it('T-9: is as long as its text, however long that is', () => {
    const given = fc.tuple(fc.constantFrom('a', '\0', 'ä', '€', '😀'), fc.integer({ min: 0, max: 40 }))
    const lengths = fc.oneof(
      fc.nat(30),
      fc.integer({ min: 21_700, max: 22_000 }),
      fc.integer({ min: 65_000, max: 66_000 }),
    )
    fc.assert(
      fc.property(given, lengths, ([character, before], length) => {
        const wanted = 'k'.repeat(before) + character + 'x'.repeat(length)
        using string = RString.from(wanted)
        const { length: byteLength } = new TextEncoder().encode(wanted)
        expect([string.byteLength, string.capacity, string.toString() === wanted]).toEqual([
          byteLength,
          byteLength,
          true,
        ])
      }),
      { numRuns: 60 },
    )
  })

  it('T-9: refuses what is no text', () => {
    for (const wrong of [7, null, undefined, '\ud800', ['a']]) {
      expect(refusal(() => RString.from(wrong as never))).toMatchObject({ code: 'ABI-V001', rule: 'T-9' })
      using string = RString.from('a')
      expect(refusal(() => string.append(wrong as never))).toMatchObject({ code: 'ABI-V001', rule: 'T-9' })
    }
  })

  it('T-10: is cut between characters alone', () => {
    using string = RString.from('aä')
    expect(refusal(() => string.truncate(2))).toMatchObject({ code: 'ABI-V001', rule: 'T-10' })
    string.truncate(1)
    string.truncate(9)
    expect(string.toString()).toBe('a')
  })

  it('T-9: is moved, or made of text, where it is passed', () => {
    const Join = fn([{ one: RString }, { two: RString }], RString)
    using exported = exportFunction(Join, (one, two) => {
      using first = one
      using second = two
      return `${first.toString()}${second.toString()}`
    })
    const join = bindFunction(exported.address, Join, 'join')
    const moved = RString.from('moved ')
    using joined = join(moved, 'made')
    expect(joined.toString()).toBe('moved made')
    expect(refusal(() => moved.toString())).toMatchObject({ code: 'ABI-O002' })
    expect(() => join('one', 7 as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    using kept = RString.from('kept')
    expect(() => join(kept, 7 as never)).toThrow(expect.objectContaining({ code: 'ABI-V001' }))
    expect(kept.toString()).toBe('kept')
  })

  it('T-9: is a string as a plain value, and compared as one', () => {
    using arena = new NativeArena()
    const [one, two, three] = ['same', 'same', 'other'].map((given) => arena.allocate(Label, { text: given }))
    expect(snapshot(one!)).toEqual({ text: 'same' })
    expect(JSON.stringify(one)).toBe('{"text":"same"}')
    expect([equals(one!, two!), equals(one!, three!)]).toEqual([true, false])
    expect(inspect(one)).toBe("Label { text: RString 'same' }")
    for (const label of [one!, two!, three!]) own(label.text)[Symbol.dispose]()
  })

  it('T-9: is usable as a length and a number of bytes', () => {
    const Length = fn({ text: RString }, usize)
    using exported = exportFunction(Length, (given) => {
      using string = given
      return string.byteLength
    })
    expect(bindFunction(exported.address, Length, 'length')('größe')).toBe(7)
  })
})
