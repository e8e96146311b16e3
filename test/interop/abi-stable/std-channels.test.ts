// Channels of this side in the hands of Rust: of its functions, its threads and its destructors.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  array,
  bool,
  f32,
  f64,
  fn,
  liveObjects,
  liveVectorBuffers,
  pointer,
  RBox,
  RChannel,
  ROption,
  RReceiver,
  RSender,
  RString,
  struct,
  u32,
  u64,
  u8,
  unit,
  usize,
  type AnyType,
} from '../../../src/index.js'
import { liveHostChannels } from '../../../src/std-types/host-channel.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Traced = struct('Traced', { id: u32 })
const Boxed = RBox(Traced)
const Pair = struct('Pair', { whole: u64, part: f64 })
const Floats = struct('Floats', { x: f32, y: f32, z: f32 })
const Triple = array(u8, 3)
const Named = struct('Named', { id: u32, name: RString })

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('abi-stable/std-pointers')
  const bothEnds = <T extends AnyType>(item: T) =>
    [{ sender: RSender(item) }, { receiver: RReceiver(item) }] as const
  const relay = <T extends AnyType>(symbol: string, item: T) =>
    bind(symbol, fn([{ receiver: RReceiver(item) }, { sender: RSender(item) }, { threads: usize }]))
  return {
    made: bind('traced_made', fn({}, usize)),
    dropped: bind('traced_dropped', fn({}, usize)),
    relays: {
      bytes: relay('relay_bytes', u8),
      words: relay('relay_words', u64),
      doubles: relay('relay_doubles', f64),
      pairs: relay('relay_pairs', Pair),
      floats: relay('relay_floats', Floats),
      arrays: relay('relay_arrays', Triple),
      texts: relay('relay_texts', RString),
      named: relay('relay_named', Named),
      nothing: relay('relay_nothing', unit),
      boxed: relay('relay_boxed', Boxed),
    },
    feedWords: bind('feed_words', fn([{ sender: RSender(u64) }, { threads: u64 }, { each: u64 }])),
    sumWords: bind(
      'sum_words',
      fn([{ receiver: RReceiver(u64) }, { totals: RSender(u64) }, { threads: usize }]),
    ),
    feedBoxed: bind('feed_boxed', fn([{ sender: RSender(Boxed) }, { count: u32 }])),
    feedNamed: bind('feed_named', fn([{ sender: RSender(Named) }, { count: u32 }])),
    dropReceiver: bind('drop_boxed_receiver', fn([{ receiver: RReceiver(Boxed) }, { milliseconds: u64 }])),
    receiveHere: bind('receive_here', fn({ receiver: pointer(RReceiver(u64)) }, ROption(u64))),
    sendHere: bind('send_here', fn([{ sender: pointer(RSender(u64)) }, { value: u64 }], bool)),
    passSender: bind('pass_sender', fn({ sender: RSender(u64) }, RSender(u64))),
    checkBounded: bind('check_bounded', fn([...bothEnds(Boxed)], RString)),
    checkNoReceivers: bind('check_no_receivers', fn({ sender: RSender(Boxed) }, RString)),
    checkWaiting: bind('check_waiting', fn([...bothEnds(u64)], RString)),
    checkHandover: bind('check_handover', fn([...bothEnds(u64)], RString)),
  }
}

const code = (expected: string, rule: string) => expect.objectContaining({ code: expected, rule }) as Error

/** What Rust threads still hold goes away soon. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let wait = 0; wait < 1000 && !isTrue(); wait++) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(isTrue()).toBe(true)
}

function reported(text: RStringValue): string {
  using held = text
  return String(held)
}
type RStringValue = ReturnType<typeof RString.from>

beforeEach(() => {
  if (!hasCargo) return
  const before = [liveObjects().length, liveVectorBuffers(), liveHostChannels(), rust.made() - rust.dropped()]
  return async () => {
    await until(() => liveHostChannels() === before[2] && rust.made() - rust.dropped() === before[3])
    expect([liveObjects().length, liveVectorBuffers()]).toEqual(before.slice(0, 2))
  }
})

describe.runIf(hasCargo)('channels of this side in Rust', () => {
  it('T-80: do all that those of abi_stable do', () => {
    const { sender, receiver } = RChannel(Boxed).bounded(2)
    expect(reported(rust.checkBounded(sender, receiver))).toBe('')
    const alone = RChannel(Boxed).bounded(2)
    alone.receiver[Symbol.dispose]()
    expect(reported(rust.checkNoReceivers(alone.sender))).toBe('')
  })

  it.each([1, 7])('T-80: wake who waits (%i values)', (capacity) => {
    const { sender, receiver } = RChannel(u64).bounded(capacity)
    expect(reported(rust.checkWaiting(sender, receiver))).toBe('')
  })

  it('T-80: hand values over where there is no capacity', () => {
    const { sender, receiver } = RChannel(u64).bounded(0)
    expect(reported(rust.checkHandover(sender, receiver))).toBe('')
  })

  it.each<[string, AnyType, keyof typeof rust.relays, readonly unknown[]]>([
    ['bytes', u8, 'bytes', [1, 255, 3]],
    ['words', u64, 'words', [1n, 2n ** 64n - 1n, 3n]],
    ['doubles', f64, 'doubles', [0.1, -Infinity, 3]],
    ['a word and a double', Pair, 'pairs', [1, 2].map((n) => ({ whole: BigInt(n), part: n / 3 }))],
    ['floats', Floats, 'floats', [1, 2].map((n) => ({ x: n, y: n + 0.5, z: -n }))],
    [
      'arrays',
      Triple,
      'arrays',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['nothing', unit, 'nothing', [undefined, undefined]],
  ])('T-79, T-83: carry %s both ways', (_, item, name, values) => {
    const there = RChannel(item).bounded(1)
    const back = RChannel(item).unbounded()
    ;(rust.relays[name] as (...all: unknown[]) => void)(there.receiver, back.sender, 1)
    for (const value of values) {
      there.sender.send(value)
      expect(back.receiver.receive()).toEqual(value)
    }
    there.sender[Symbol.dispose]()
    expect(() => back.receiver.receive()).toThrow(code('ABI-U023', 'T-75'))
    back.receiver[Symbol.dispose]()
  })

  it.each(['bounded', 'unbounded'] as const)('T-83: carry 100,000 values both ways (%s)', (kind) => {
    const make = () => (kind === 'bounded' ? RChannel(u64).bounded(64) : RChannel(u64).unbounded())
    const [there, back] = [make(), make()]
    rust.relays.words(there.receiver, back.sender, 3)
    const count = 100_000
    const seen = new Uint8Array(count)
    let received = 0
    const note = (value: bigint): void => {
      seen[Number(value)]! += 1
      received += 1
    }
    for (let index = 0; index < count; index++) {
      // What comes back makes room for what goes there.
      while (there.sender.trySend(BigInt(index)) !== undefined) note(back.receiver.receive())
    }
    there.sender[Symbol.dispose]()
    for (const value of back.receiver) note(value)
    back.receiver[Symbol.dispose]()
    expect([received, seen.every((times) => times === 1)]).toEqual([count, true])
  })

  it('T-83: keep the order of each sender, and lose nothing among many threads', () => {
    const { sender, receiver } = RChannel(u64).bounded(16)
    const [threads, each] = [4, 25_000]
    rust.feedWords(sender, BigInt(threads), BigInt(each))
    const next = new Array<number>(threads).fill(0)
    for (const value of receiver) {
      const feeder = Number(value >> 32n)
      expect(Number(value & 0xffffffffn)).toBe(next[feeder])
      next[feeder]! += 1
    }
    expect(next).toEqual(new Array<number>(threads).fill(each))
    receiver[Symbol.dispose]()
  })

  it('T-83: pass between threads of Rust while JavaScript does nothing', () => {
    const values = RChannel(u64).bounded(8)
    const totals = RChannel(u64).unbounded()
    rust.sumWords(values.receiver, totals.sender, 3)
    rust.feedWords(values.sender, 3n, 30_000n)
    // The thread is held up all the time, and everything passes nevertheless.
    let total = 0n
    for (const one of totals.receiver) total += one
    totals.receiver[Symbol.dispose]()
    const each = (30_000n * 29_999n) / 2n
    expect(total).toBe(3n * each + ((0n + 1n + 2n) << 32n) * 30_000n)
  })

  it('T-81: carry what owns something, each dropped once', async () => {
    const texts = { there: RChannel(RString).bounded(3), back: RChannel(RString).unbounded() }
    rust.relays.texts(texts.there.receiver, texts.back.sender, 2)
    for (let index = 0; index < 500; index++) texts.there.sender.send(`text ${index}`)
    texts.there.sender[Symbol.dispose]()
    const seen: string[] = []
    for await (const text of texts.back.receiver) seen.push(reported(text))
    texts.back.receiver[Symbol.dispose]()
    expect(seen.sort()).toEqual(Array.from({ length: 500 }, (_, index) => `text ${index}`).sort())

    const named = RChannel(Named).bounded(3)
    rust.feedNamed(named.sender, 5)
    for (let id = 0; id < 3; id++) {
      const got = await named.receiver.receiveAsync()
      expect([got.id, reported(got.name)]).toEqual([id, `name ${id}`])
    }
    named.receiver[Symbol.dispose]()
  })

  it('T-81: drop what nobody received, whoever drops the last end', async () => {
    // Here.
    const here = RChannel(Boxed).unbounded()
    const made = rust.made()
    rust.feedBoxed(here.sender, 10)
    await until(() => here.receiver.length === 10)
    using first = here.receiver.receive()
    expect(first.deref().id).toBe(0)
    const before = rust.dropped()
    here.receiver[Symbol.dispose]()
    expect([rust.made() - made, rust.dropped() - before]).toEqual([10, 9])
    // On a thread of Rust, which cannot: the event loop does.
    const there = RChannel(Boxed).unbounded()
    const kept = there.sender.clone()
    rust.feedBoxed(there.sender, 10)
    await until(() => kept.length === 10)
    rust.dropReceiver(there.receiver, 5n)
    await until(() => rust.dropped() - before === 19)
    const unsent = kept.trySend({ id: 1 })!
    expect([unsent.reason, unsent.value.deref().id]).toEqual(['Disconnected', 1])
    unsent.value[Symbol.dispose]()
    kept[Symbol.dispose]()
  })

  it('T-82: answer at once where nobody could end a wait of this thread', () => {
    const empty = RChannel(u64).bounded(1)
    expect(rust.receiveHere(empty.receiver as never)).toBe(undefined)
    const full = RChannel(u64).bounded(1)
    full.sender.send(1n)
    expect(rust.sendHere(full.sender as never, 2n)).toBe(false)
    // What was moved there and back is held here alone.
    using again = rust.passSender(empty.sender)
    expect(() => empty.receiver.receive()).toThrow(code('ABI-U027', 'T-82'))
    again.send(3n)
    expect(rust.receiveHere(empty.receiver as never)).toBe(3n)
    for (const end of [empty.receiver, full.sender, full.receiver]) end[Symbol.dispose]()
  })
})
