// Locks whose tables are written in TypeScript. Those of real libraries are in test/interop/abi-stable/.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  addressOf,
  liveObjects,
  native,
  NativeArena,
  RMutex,
  RString,
  struct,
  u32,
  u64,
  usize,
} from '../../src/index.js'
import { makeStaticTable } from '../../src/vtable/static-table.js'

const Texts = RMutex(RString)
const Numbers = RMutex(u32)

/** What lies where a lock of a number does. */
const Words = struct('Words', { state: u64, data: u32, vtable: usize })

/** A lock of native code that is taken and let go by setting its state. */
function lockOf(
  arena: NativeArena,
  states: { free: bigint; held: bigint; after: bigint },
): RMutex<typeof u32> {
  const stateAt = (lock: number): { value: bigint } => {
    const words = native.at(Words, lock)
    return {
      get value() {
        return words.state
      },
      set value(state) {
        words.state = state
      },
    }
  }
  const attempt = (lock: number): boolean => {
    const state = stateAt(lock)
    if (state.value !== states.free) return false
    state.value = states.held
    return true
  }
  const vtable = makeStaticTable(Numbers.table, {
    lock: (lock: number) => void attempt(lock),
    try_lock: attempt,
    unlock: (lock: number) => void (stateAt(lock).value = states.after),
    try_lock_for: attempt,
  })
  const words = arena.allocate(Words, { state: states.free, data: 7, vtable })
  return native.at(Numbers, addressOf(words))
}

beforeEach(() => {
  const before = liveObjects().length
  return () => expect(liveObjects().slice(before)).toEqual([])
})

describe('locks with the table of another', () => {
  it('T-78: are free, and own their value', () => {
    using arena = new NativeArena()
    const existing = lockOf(arena, { free: 0n, held: 1n, after: 0n })
    using text = Texts.like(existing, 'mine')
    {
      using guard = text.lock()
      expect([String(guard.deref()), text.tryLock()]).toEqual(['mine', undefined])
      guard.store('yours')
    }
    using again = text.tryLock()!
    expect(String(again.deref())).toBe('yours')
  })

  it.each([
    ['free', { free: 5n, held: 1n, after: 5n }],
    ['held', { free: 0n, held: 0n, after: 0n }],
    ['let go', { free: 0n, held: 1n, after: 2n }],
  ])('T-78: are refused where zeros do not say who holds them: %s', (_, states) => {
    using arena = new NativeArena()
    const existing = lockOf(arena, states)
    using text = RString.from('kept')
    expect(() => Texts.like(existing, text)).toThrow(
      expect.objectContaining({ code: 'ABI-U026', rule: 'T-78', path: 'RMutex_RString.like' }),
    )
    expect(String(text)).toBe('kept')
  })
})
