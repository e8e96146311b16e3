// Strings, vectors and slices of the crate used here, and those of this library used in Rust.
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  bool,
  exportFunction,
  f64,
  fn,
  liveObjects,
  liveVectorBuffers,
  native,
  NativeArena,
  NulStr,
  own,
  pointer,
  RCowSlice,
  RCowStr,
  RCowVal,
  RSlice,
  RSliceMut,
  RStr,
  RString,
  RVec,
  struct,
  u32,
  u64,
  u8,
  unit,
  usize,
} from '../../../src/index.js'
import { makerVersionAt } from '../../../src/prefix/maker-version.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Point = struct('Point', { x: f64, y: f64, tag: u32 })
const Wide = struct('Wide', { value: u64 }, { align: 64 })
const Counted = struct('Counted', { id: u64 })
const Numbers = RVec(u32)
const Words = RVec(RString)
const Rows = RVec(RVec(u32))
const MakeText = fn({ text: RString }, RString)

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('abi-stable/std-vectors')
  return {
    live: bind('live_allocations', fn({}, usize)),
    counted: bind('counted_new', fn({ count: u64 }, RVec(Counted))),
    countedEcho: bind('counted_echo', fn({ all: RVec(Counted) }, RVec(Counted))),
    dropped: bind('counted_dropped', fn({}, usize)),

    text: bind('text_new', fn({ text: RStr }, RString)),
    textEcho: bind('text_echo', fn({ text: RString }, RString)),
    textLength: bind('text_length', fn({ text: RString }, usize)),
    textAppend: bind('text_append', fn([{ text: pointer(RString) }, { more: RStr }])),
    textAppended: bind('text_appended', fn([{ text: RString }, { more: RStr }], RString)),
    textThroughStd: bind('text_through_std', fn({ text: RString }, RString)),
    textShrunk: bind('text_shrunk', fn({ text: RString }, RString)),
    textCalled: bind('text_called', fn([{ make: MakeText }, { text: RStr }], RString)),
    words: bind('words_of', fn({ text: RStr }, Words)),
    wordsJoined: bind('words_joined', fn({ words: Words }, RString)),
    wordsEcho: bind('words_echo', fn({ words: Words }, Words)),
    wordsPush: bind('words_push', fn([{ words: pointer(Words) }, { word: RString }])),

    numbers: bind('numbers_to', fn({ end: u32 }, Numbers)),
    numbersEcho: bind('numbers_echo', fn({ numbers: Numbers }, Numbers)),
    sum: bind('numbers_sum', fn({ numbers: Numbers }, u64)),
    push: bind('numbers_push', fn([{ numbers: pointer(Numbers) }, { number: u32 }])),
    doubled: bind('numbers_doubled', fn({ numbers: Numbers }, Numbers)),
    throughStd: bind('numbers_through_std', fn({ numbers: Numbers }, Numbers)),
    cleared: bind('numbers_cleared', fn({ numbers: Numbers }, Numbers)),
    points: bind('points_new', fn({ count: u32 }, RVec(Point))),
    pointsMoved: bind('points_moved', fn([{ points: RVec(Point) }, { by: f64 }], RVec(Point))),
    flat: bind('nested_flat', fn({ rows: Rows }, Numbers)),
    rowsEcho: bind('nested_echo', fn({ rows: Rows }, Rows)),
    nothings: bind('nothings', fn({ count: usize }, RVec(unit))),
    nothingsPushed: bind('nothings_pushed', fn({ all: RVec(unit) }, RVec(unit))),
    widePushed: bind('wide_pushed', fn([{ all: RVec(Wide) }, { value: u64 }], RVec(Wide))),

    sliceSum: bind('slice_sum', fn({ numbers: RSlice(u32) }, u64)),
    sliceTail: bind('slice_tail', fn({ numbers: RSlice(u32) }, RSlice(u32))),
    sliceDouble: bind('slice_double', fn({ numbers: RSliceMut(u32) })),
    sliceLengths: bind('slice_lengths', fn({ words: RSlice(RStr) }, RVec(usize))),
    sliceJoined: bind('slice_joined', fn({ words: RSlice(RString) }, RString)),
    nulText: bind('nul_text', fn({}, NulStr)),
    nulLength: bind('nul_length', fn({ text: NulStr }, usize)),
    cowText: bind('cow_text', fn({ is_owned: bool }, RCowStr)),
    cowTextOf: bind('cow_text_of', fn({ text: RCowStr }, RString)),
    cowSlice: bind('cow_slice', fn({ is_owned: bool }, RCowSlice(u32))),
    cowSliceSum: bind('cow_slice_sum', fn({ numbers: RCowSlice(u32) }, u32)),
    cowValue: bind('cow_value', fn({ is_owned: bool }, RCowVal(u8))),
    cowValueOf: bind('cow_value_of', fn({ value: RCowVal(u8) }, u32)),

    dropElsewhere: bind('text_dropped_elsewhere', fn({ text: RString })),
    growElsewhere: bind('numbers_grown_elsewhere', fn([{ numbers: Numbers }, { count: u32 }], Numbers)),
    stdElsewhere: bind('text_through_std_elsewhere', fn({ text: RString }, RString)),
  }
}

const counts = (): object => ({ rust: rust.live(), host: liveVectorBuffers(), dropped: rust.dropped() })
let start = {}

beforeEach(() => {
  if (!hasCargo) return
  const objects = liveObjects().length
  // What threads and formatters keep for good is allocated at the first call.
  using warm = rust.stdElsewhere('warm')
  void warm
  warm[Symbol.dispose]()
  start = counts()
  return () => {
    expect(liveObjects().slice(objects)).toEqual([])
    expect({ ...counts(), dropped: 0 }).toEqual({ ...start, dropped: 0 })
  }
})

const text = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
  .map((one) => one.replace(/\p{Cs}/gu, ''))
const numbers = fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 40 })

/** The text of a string that is dropped then. */
function taken(string: RString): string {
  using owner = string
  return owner.toString()
}

/** The elements of a vector that is dropped then. */
function list(vector: { toArray(): unknown[]; [Symbol.dispose](): void }): unknown[] {
  using owner = vector
  return owner.toArray()
}

describe.runIf(hasCargo)('strings and Rust', () => {
  it('T-9: any text goes there and back', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const length = Buffer.byteLength(one)
        expect(taken(rust.text(one))).toBe(one)
        expect(taken(rust.textEcho(one))).toBe(one)
        expect(taken(rust.textEcho(rust.text(one)))).toBe(one)
        expect(rust.textLength(one)).toBe(length)
        expect(rust.textLength(RString.from(one))).toBe(length)
        expect(taken(rust.textAppended(one, other))).toBe(one + other)
        expect(taken(rust.textThroughStd(one))).toBe(one)
        expect(taken(rust.textShrunk(one))).toBe(one)
      }),
      { numRuns: 40 },
    )
  })

  it('T-7, T-9: this side and Rust append to strings of either', () => {
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        using theirs = rust.text(one)
        using ours = RString.from(one)
        using lent = RString.from(one, { allocator: theirs })
        for (const string of [theirs, ours, lent]) {
          string.append(two)
          rust.textAppend(string, three)
          expect(string.toString()).toBe(one + two + three)
          string.shrinkToFit()
          expect(string.capacity).toBe(string.byteLength)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('T-9: Rust gives strings to functions of JavaScript and takes theirs', () => {
    using exported = exportFunction(MakeText, (given) => `${taken(given)}, too`)
    expect(taken(rust.textCalled(exported as never, 'hello'))).toBe('hello, too!')
  })

  it('T-6: are dropped, grown and copied by other threads while JavaScript waits', () => {
    rust.dropElsewhere('text'.repeat(100))
    using grown = rust.growElsewhere([1, 2, 3], 10_000)
    expect(grown.length).toBe(10_003)
    expect(grown.at(10_002)).toBe(9999)
    expect(taken(rust.stdElsewhere('text'))).toBe('text')
  })
})

describe.runIf(hasCargo)('vectors and Rust', () => {
  it('T-3, T-6: numbers go there and back', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const sum = values.reduce((total, one) => total + BigInt(one), 0n)
        expect(list(rust.numbersEcho(values))).toEqual(values)
        expect(list(rust.numbersEcho(Uint32Array.from(values)))).toEqual(values)
        expect(list(rust.throughStd(values))).toEqual(values)
        expect(list(rust.doubled(values))).toEqual([...values, ...values])
        expect(list(rust.doubled(rust.throughStd(values)))).toEqual([...values, ...values])
        expect(list(rust.cleared(values))).toEqual([])
        expect(rust.sum(values)).toBe(sum)
        expect(rust.sliceSum(values)).toBe(sum)
        using vector = Numbers.from(values)
        expect(rust.sliceSum(vector)).toBe(sum)
      }),
      { numRuns: 40 },
    )
  })

  it('T-5, T-7: this side and Rust push to vectors of either', () => {
    using theirs = rust.numbers(3)
    using ours = Numbers.from([0, 1, 2])
    using lent = Numbers.from([0, 1, 2], { allocator: theirs })
    for (const vector of [theirs, ours, lent]) {
      for (let number = 3; number < 100; number++) {
        if (number % 2 === 0) vector.push(number)
        else rust.push(vector, number)
      }
      expect([...vector.asTypedArray()]).toEqual(Array.from({ length: 100 }, (_, index) => index))
      expect(vector.pop()).toBe(99)
      vector.truncate(2)
      vector.shrinkToFit()
      expect([vector.length, vector.capacity]).toEqual([2, 2])
      vector.clear()
      vector.shrinkToFit()
      expect(vector.toArray()).toEqual([])
    }
  })

  it('T-8: structs are read where they lie', () => {
    using points = rust.pointsMoved(rust.points(50), 0.5)
    points.push({ x: 1, y: 2, tag: 3 })
    points.at(0).x = -7
    using moved = rust.pointsMoved(points, 1)
    expect(moved.at(0).toJSON()).toEqual({ x: -6, y: 1.5, tag: 0 })
    expect(moved.at(50).toJSON()).toEqual({ x: 2, y: 3, tag: 3 })
    let tags = 0
    for (const { tag } of moved.cursor()) tags += tag
    expect(tags).toBe((49 * 50) / 2 + 3)
  })

  it('T-5: elements of Rust are dropped once each', () => {
    const before = rust.dropped()
    const dropped = (): number => rust.dropped() - before
    {
      using all = rust.counted(10n)
      all.pop()
      expect(dropped()).toBe(0)
      using echoed = rust.countedEcho(all)
      expect(dropped()).toBe(0)
      expect(echoed.length).toBe(9)
    }
    expect(dropped()).toBe(9)
  })

  it('T-3, T-6: vectors of strings and of vectors go there and back', () => {
    const words = fc.array(text, { maxLength: 8 })
    const rows = fc.array(numbers, { maxLength: 6 })
    fc.assert(
      fc.property(words, rows, (texts, lists) => {
        expect(taken(rust.wordsJoined(texts))).toBe(texts.join(' '))
        {
          using echoed = rust.wordsEcho(texts)
          expect(echoed.toArray()).toEqual(texts)
          expect(taken(rust.wordsJoined(echoed))).toBe(texts.join(' '))
        }
        expect(list(rust.flat(lists))).toEqual(lists.flat())
        using echoed = rust.rowsEcho(lists)
        expect(echoed.toArray()).toEqual(lists.map((one) => Uint32Array.from(one)))
      }),
      { numRuns: 40 },
    )
  })

  it('T-5, B-7: elements that own something are replaced, taken out and dropped', () => {
    using words = rust.words('one two three four')
    words.set(0, 'eins')
    words.set(1, RString.from('zwei'))
    words.set(2, rust.text('drei'))
    rust.wordsPush(words, 'fünf')
    rust.wordsPush(words, rust.text('sechs'))
    expect(words.toArray()).toEqual(['eins', 'zwei', 'drei', 'four', 'fünf', 'sechs'])
    using last = words.pop()!
    expect(last.toString()).toBe('sechs')
    words.truncate(3)
    expect(JSON.stringify(words)).toBe('["eins","zwei","drei"]')
  })

  it('T-3: elements without bytes are counted', () => {
    using theirs = rust.nothings(5)
    expect([theirs.length, theirs.capacity]).toEqual([5, Infinity])
    using pushed = rust.nothingsPushed(theirs)
    pushed.push(undefined)
    expect(pushed.length).toBe(7)
    using ours = rust.nothingsPushed([undefined, undefined])
    expect(ours.toArray()).toEqual([undefined, undefined, undefined])
  })

  it('T-6: elements of great alignment stay aligned', () => {
    using all = rust.widePushed([{ value: 1n }, { value: 2n }], 3n)
    all.push({ value: 4n })
    using more = rust.widePushed(all, 5n)
    expect(Array.from(more, ({ value }) => value)).toEqual([1n, 2n, 3n, 4n, 5n])
    using theirs = rust.widePushed(RVec(Wide).from([], { allocator: more }), 6n)
    expect(theirs.at(0).value).toBe(6n)
  })

  it('B-7: what a vector in memory owns can be taken', () => {
    const Slot = struct('Slot', { words: Words })
    using arena = new NativeArena()
    const slot = arena.allocate(Slot, { words: rust.words('a b') })
    slot.words.push('c')
    expect(slot.words.toArray()).toEqual(['a', 'b', 'c'])
    using words = own(slot.words)
    expect(words.length).toBe(3)
  })
})

describe.runIf(hasCargo)('slices and Rust', () => {
  it('T-11, T-12: are read where they lie, and written where they are', () => {
    using vector = Numbers.from([1, 2, 3, 4])
    const tail = rust.sliceTail(vector)
    expect(tail.toTypedArray()).toEqual(Uint32Array.of(2, 3, 4))
    expect(
      native.at(
        u32,
        (tail as never as { $memory: { base: number }; $offset: number }).$memory.base +
          (tail as never as { $offset: number }).$offset,
      ),
    ).toBe(2)
    rust.sliceDouble(tail)
    expect(vector.toArray()).toEqual([1, 4, 6, 8])
    rust.sliceDouble(vector)
    expect(vector.toArray()).toEqual([2, 8, 12, 16])
    expect(rust.sliceTail([]).length).toBe(0)
  })

  it('T-12: texts in lists live as long as the call', () => {
    expect(list(rust.sliceLengths(['', 'ä', 'three']))).toEqual([0, 2, 5])
    using words = Words.from(['a', 'ä', ''])
    expect(taken(rust.sliceJoined(words))).toBe('aä')
    expect(() => rust.sliceJoined(['a'])).toThrow(expect.objectContaining({ code: 'ABI-V004' }))
  })

  it('T-13: texts with an end', () => {
    expect(rust.nulText()).toBe('with an end')
    expect(rust.nulLength('größe')).toBe(7)
  })
})

describe.runIf(hasCargo)('what is borrowed or owned, and Rust', () => {
  it('T-14: is read as what it is', () => {
    using owned = rust.cowText(true)
    expect([owned.isOwned, String(owned.value)]).toEqual([true, 'owned'])
    expect(rust.cowText(false)).toMatchObject({ isOwned: false, value: 'borrowed' })
    using elements = rust.cowSlice(true)
    expect([elements.isOwned, [...elements.value]]).toEqual([true, [1, 2, 3]])
    const lent = rust.cowSlice(false)
    expect([lent.isOwned, [...lent.value]]).toEqual([false, [4, 5]])
    expect(rust.cowValue(true)).toMatchObject({ isOwned: true, value: 7 })
    expect(rust.cowValue(false)).toMatchObject({ isOwned: false, value: 8 })
  })

  it('T-15: is written as what it is', () => {
    expect(taken(rust.cowTextOf('text'))).toBe('borrowed text')
    expect(taken(rust.cowTextOf({ owned: 'text' }))).toBe('owned text')
    expect(taken(rust.cowTextOf(RString.from('text')))).toBe('owned text')
    expect(taken(rust.cowTextOf(rust.cowText(true)))).toBe('owned owned')
    expect(taken(rust.cowTextOf(rust.cowText(false)))).toBe('borrowed borrowed')
    expect(rust.cowSliceSum([1, 2])).toBe(3)
    expect(rust.cowSliceSum({ owned: [1, 2] })).toBe(1003)
    expect(rust.cowSliceSum(Numbers.from([1, 2]))).toBe(1003)
    expect(rust.cowSliceSum(rust.cowSlice(true))).toBe(1006)
    expect(rust.cowValueOf(3)).toBe(1003)
  })

  it('P-9: have tables that say which version of abi_stable made them', () => {
    using text = rust.text('text')
    const { table } = (text as unknown as { $words: { table: number } }).$words
    expect(makerVersionAt(table)).toMatch(/^0\.11\.\d+$/)
    using own = RString.from('text')
    expect(makerVersionAt((own as unknown as typeof text & { $words: { table: number } }).$words.table)).toBe(
      undefined,
    )
  })
})
