// Objects that threads call while JavaScript is in native code.
import { bindSymbol, c_int, fn, openLibrary, u64, usize, type Address } from 'abiding'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { signalEntry, type SignalNews } from '../../../src/ffi/index.js'
import { compileFixture } from '../../support/compile.js'
import { requireTool } from '../../support/tools.js'

const hasCompiler = requireTool('cc')

function fixture() {
  const library = openLibrary(compileFixture('signals.c'))
  const otherEntry = bindSymbol(library, 'other_entry', fn({}, usize))
  const Send = fn([{ entry: usize }, { kind: c_int }, { first: u64 }, { second: u64 }])
  const SendAll = fn(
    [{ entry: usize }, { first: u64 }, { second: u64 }, { calls: c_int }, { drops: c_int }],
    c_int,
  )
  return {
    entry: signalEntry(otherEntry() as Address)!,
    send: bindSymbol(library, 'send_message', Send),
    sendFromThreads: bindSymbol(library, 'send_from_threads', SendAll),
    forwardCount: bindSymbol(library, 'forward_count', fn({}, c_int)),
    forwardedWord: bindSymbol(library, 'forwarded_word', fn({ index: c_int }, u64)),
  }
}

const here = hasCompiler && process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
const parts = here ? fixture() : undefined!

/** Waits until something is so; the time limit of the test ends it otherwise. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}

function gather() {
  const news: SignalNews[] = []
  return { news, listener: (one: SignalNews) => void news.push(one) }
}

describe.runIf(here)('a signal', () => {
  it('X-28: called by four threads a thousand times while JavaScript waits for them is told once', async () => {
    const { entry, sendFromThreads } = parts
    const { news, listener } = gather()
    entry.hold()
    const signal = entry.make(listener)!
    const before = entry.live
    expect(sendFromThreads(entry.address, signal.data, signal.vtable, 1000, 0)).toBe(0)
    expect(news).toEqual([])
    await until(() => news.length > 0)
    expect(news).toEqual([{ isRaised: true, isReleased: false }])
    expect(sendFromThreads(entry.address, signal.data, signal.vtable, 0, 1)).toBe(0)
    await until(() => news.length > 1)
    expect(news[1]).toEqual({ isRaised: false, isReleased: true })
    expect(entry.live).toBe(before - 1)
    entry.letGo()
  })

  it('X-28: tells at once whoever looks', () => {
    const { entry, send } = parts
    const { news, listener } = gather()
    const signal = entry.make(listener)!
    signal.look()
    expect(news).toEqual([])
    send(entry.address, 0, signal.data, signal.vtable)
    send(entry.address, 4, signal.data, signal.vtable)
    signal.look()
    expect(news).toEqual([{ isRaised: true, isReleased: true }])
    signal.look()
    expect(news.length).toBe(1)
  })

  it('X-28: that was dropped hears nothing of calls with its words, nor does its successor', async () => {
    const { entry, send } = parts
    const [first, second] = [gather(), gather()]
    const dropped = entry.make(first.listener)!
    send(entry.address, 4, dropped.data, dropped.vtable)
    dropped.look()
    const successor = entry.make(second.listener)!
    expect(successor.data).toBe(dropped.data)
    send(entry.address, 0, dropped.data, dropped.vtable)
    for (const wild of [0n, 1n, successor.data + 1n, successor.data + 2n ** 20n, 2n ** 64n - 8n])
      send(entry.address, 0, wild, successor.vtable)
    await setImmediate()
    successor.look()
    expect([first.news.length, second.news.length]).toEqual([1, 0])
    send(entry.address, 4, successor.data, successor.vtable)
    successor.look()
    expect(second.news).toEqual([{ isRaised: false, isReleased: true }])
  })

  it('X-28: passes on messages that are neither calls nor drops', () => {
    const { entry, send, forwardCount, forwardedWord } = parts
    const kinds = [1, 2, 3, 5, 255]
    for (const kind of kinds) {
      send(entry.address, kind, 11n, 12n)
      expect([-1, 0, 1, 2, 7].map((index) => forwardedWord(index))).toEqual([BigInt(kind), 11n, 12n, 0n, 77n])
    }
    expect(forwardCount()).toBe(kinds.length)
  })
})
