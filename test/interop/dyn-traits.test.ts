// Trait objects of the form DynTrait: those of Rust's abi_stable used here, and those of this library used in Rust.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  bool,
  fn,
  i8,
  implementTrait,
  liveObjects,
  NativeArena,
  pointer,
  u32,
  u64,
  u8,
  usize,
  type Address,
  type ObjectOf,
} from '../../src/index.js'
import { hostObjects } from '../../src/vtable/host-objects.js'
import { rustLibrary } from '../support/rust-library.js'
import { requireTool } from '../support/tools.js'
import { Fnv, Steps, Text, Word } from '../support/traits.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('trait-objects')
  const { memory, offset } = new NativeArena().allocateBytes(256)
  const room = (memory.base! + offset) as Address
  const bytes = (length: number): Uint8Array =>
    new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, length)
  const word = bind('word_new', fn([{ data: pointer(u8) }, { length: usize }], Word))
  const format = bind(
    'word_format',
    fn([{ index: usize }, { for_programmers: bool }, { out: pointer(u8) }, { capacity: usize }], usize),
  )
  return {
    word(text: string): ObjectOf<typeof Word> {
      const encoded = new TextEncoder().encode(text)
      bytes(encoded.length).set(encoded)
      return word(room, encoded.length)
    },
    dropped: bind('words_dropped', fn({}, usize)),
    store: bind('word_store', fn({ word: Word }, usize)),
    length: bind('word_length', fn({ index: usize }, usize)),
    push: bind('word_push', fn([{ index: usize }, { code: u32 }])),
    consume: bind('word_consume', fn({ index: usize }, usize)),
    format: (index: number, forProgrammers: boolean): string =>
      new TextDecoder().decode(bytes(format(index, forProgrammers, room, 256)).slice()),
    equal: bind('word_equal', fn([{ one: usize }, { other: usize }], bool)),
    compare: bind('word_compare', fn([{ one: usize }, { other: usize }], i8)),
    partialCompare: bind('word_partial_compare', fn([{ one: usize }, { other: usize }], i8)),
    hash: bind('word_hash', fn({ index: usize }, u64)),
    sortAndCopy: bind('word_sort_and_copy', fn({}, usize)),
    clear: bind('word_clear', fn({})),
    countdown: bind('countdown_new', fn({ from: u32 }, Steps)),
    sum: bind('steps_sum', fn({ steps: Steps }, u32)),
    count: bind('steps_count', fn({ steps: Steps }, usize)),
    last: bind('steps_last', fn({ steps: Steps }, u32)),
    mixed: bind('steps_mixed', fn([{ steps: Steps }, { limit: usize }], u64)),
  }
}

const kept = liveObjects().length

beforeEach(() => {
  Text.dropped = 0
  return () => {
    expect(liveObjects().slice(kept)).toEqual([])
    expect(hostObjects.size).toBe(0)
  }
})

describe.runIf(hasCargo)('objects of Rust in TypeScript', () => {
  it('B-5, B-7, B-9: are called, changed, used up and dropped once', () => {
    const before = rust.dropped()
    {
      using word = rust.word('abc')
      expect(word.length()).toBe(3)
      word.push(0x1f600)
      expect(word.length()).toBe(4)
      expect(word.clone().consume()).toBe(7)
      expect(rust.dropped() - before).toBe(1)
    }
    expect(rust.dropped() - before).toBe(2)
  })

  it('B-11: are spelled', () => {
    using word = rust.word('say "hä"')
    expect(word.debug()).toBe('"say \\"hä\\""')
    expect(word.display()).toBe('say "hä"')
    expect(`${String(word)}`).toBe('say "hä"')
  })

  it('B-12: are compared and hashed', () => {
    using apple = rust.word('apple')
    using banana = rust.word('banana')
    using copy = apple.clone()
    expect([apple.equals(banana), apple.equals(copy)]).toEqual([false, true])
    expect([apple.compare(banana), banana.compare(apple), apple.compare(copy)]).toEqual([-1, 1, 0])
    expect(apple.partialCompare(banana)).toBe(-1)
    const [one, other, third] = [new Fnv(), new Fnv(), new Fnv()]
    apple.hash(one)
    copy.hash(other)
    banana.hash(third)
    expect(one.value).toBe(other.value)
    expect(one.value).not.toBe(third.value)
    rust.store(apple.clone())
    expect(rust.hash(0)).toBe(one.value)
    rust.clear()
  })

  it('B-12: of two makers are never equal, and ordered all the same', () => {
    using theirs = rust.word('same')
    using ours = implementTrait(Word, new Text('same'))
    expect(theirs.equals(ours)).toBe(false)
    expect(ours.equals(theirs)).toBe(false)
    expect(theirs.compare(ours)).toBe(-ours.compare(theirs))
    expect(theirs.compare(ours)).not.toBe(0)
  })

  it('B-13: give their elements', () => {
    using countdown = rust.countdown(3)
    expect(countdown.debug()).toBe('Countdown(3)')
    expect(countdown.next()).toEqual({ done: false, value: 2 })
    expect([...countdown]).toEqual([1, 0])
    expect(countdown.next()).toEqual({ done: true, value: undefined })
  })
})

describe.runIf(hasCargo)('objects of TypeScript in Rust', () => {
  it('B-6, B-7: are stored, called, used up and dropped once', () => {
    rust.store(implementTrait(Word, new Text('héllo')))
    rust.store(implementTrait(Word, new Text('x')))
    expect(rust.length(0)).toBe(5)
    rust.push(1, 0x1f600)
    expect(rust.length(1)).toBe(2)
    expect(rust.consume(0)).toBe(5)
    expect(Text.dropped).toBe(0)
    rust.clear()
    expect(Text.dropped).toBe(1)
  })

  it('B-11: are spelled', () => {
    rust.store(implementTrait(Word, new Text('“ü”')))
    expect([rust.format(0, true), rust.format(0, false)]).toEqual(['"“ü”"', '“ü”'])
    rust.clear()
  })

  it('B-12: are compared, sorted, copied and hashed', () => {
    for (const text of ['pear', 'apple', 'pear']) rust.store(implementTrait(Word, new Text(text)))
    expect([rust.equal(0, 1), rust.equal(0, 2)]).toEqual([false, true])
    expect([rust.compare(0, 1), rust.compare(1, 0), rust.compare(0, 2)]).toEqual([1, -1, 0])
    expect(rust.partialCompare(1, 0)).toBe(-1)
    const hasher = new Fnv()
    new Text('pear').hash(hasher)
    expect(rust.hash(0)).toBe(hasher.value)
    expect(rust.sortAndCopy()).toBe(6)
    expect([0, 1, 2, 3, 4, 5].map((index) => rust.format(index, false))).toEqual([
      'apple',
      'pear',
      'pear',
      'apple',
      'pear',
      'pear',
    ])
    rust.clear()
    expect(Text.dropped).toBe(6)
  })

  it('B-12: cannot always be compared', () => {
    rust.store(implementTrait(Word, new Text('?')))
    rust.store(implementTrait(Word, new Text('a')))
    expect(rust.partialCompare(0, 1)).toBe(99)
    rust.clear()
  })

  it('B-13: give their elements, by every function that Rust has for it', () => {
    const steps = (...values: number[]): ObjectOf<typeof Steps> => {
      const iterator = values.values()
      return implementTrait(Steps, { next: () => iterator.next(), debug: () => 'steps' })
    }
    expect(rust.sum(steps(1, 2, 39))).toBe(42)
    expect(rust.count(steps(5, 5, 5))).toBe(3)
    expect(rust.last(steps(1, 2, 7))).toBe(7)
    expect(rust.last(steps())).toBe(0xffffffff)
    // 3 is the third, 4 and 5 are collected, 6 is skipped, 7 comes after.
    expect(rust.mixed(steps(1, 2, 3, 4, 5, 6, 7), 2)).toBe(3_045_007n)
    expect(rust.mixed(steps(1, 2, 3, 4, 5), 10)).toBe(3_045_000n)
  })
})
