// Pointers of abi_stable: those of Rust used here, and those of this library used in Rust.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  fn,
  liveObjects,
  pointer,
  RArc,
  RBox,
  RResult,
  RString,
  RStr,
  struct,
  u32,
  unit,
  usize,
  bool,
} from '../../../src/index.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Traced = struct('Traced', { id: u32 })

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('abi-stable/std-pointers')
  return {
    made: bind('traced_made', fn({}, usize)),
    dropped: bind('traced_dropped', fn({}, usize)),
    box: bind('box_traced', fn({ id: u32 }, RBox(Traced))),
    boxTake: bind('box_take', fn({ box: RBox(Traced) }, u32)),
    boxOpen: bind('box_open', fn({ box: RBox(Traced) }, Traced)),
    text: bind('box_text', fn({ text: RStr }, RBox(RString))),
    textTake: bind('box_text_take', fn({ box: RBox(RString) }, usize)),
    textOpen: bind('box_text_open', fn({ box: RBox(RString) }, RString)),
    unit: bind('box_unit', fn({}, RBox(unit))),
    arc: bind('arc_traced', fn({ id: u32 }, RArc(Traced))),
    arcTake: bind('arc_take', fn({ arc: RArc(Traced) }, u32)),
    arcClone: bind('arc_clone', fn({ arc: pointer(RArc(Traced)) }, RArc(Traced))),
    arcStrong: bind('arc_strong', fn({ arc: pointer(RArc(Traced)) }, usize)),
    arcWeak: bind('arc_weak', fn({ arc: pointer(RArc(Traced)) }, usize)),
    arcSet: bind('arc_set', fn([{ arc: pointer(RArc(Traced)) }, { id: u32 }], bool)),
    arcUnwrap: bind('arc_unwrap', fn({ arc: RArc(Traced) }, RResult(Traced, RArc(Traced)))),
    arcKeep: bind('arc_keep', fn({ arc: RArc(Traced) })),
    arcRelease: bind('arc_release', fn({}, usize)),
  }
}

let dropped = 0

/** How many values Rust has dropped since the test began. */
const since = (): number => rust.dropped() - dropped

beforeEach(() => {
  if (!hasCargo) return
  dropped = rust.dropped()
  const before = liveObjects().length
  return () => expect(liveObjects().slice(before)).toEqual([])
})

describe.runIf(hasCargo)('boxes', () => {
  it('T-50: of Rust are read, opened and dropped once', () => {
    {
      using box = rust.box(3)
      expect(box.deref().id).toBe(3)
      expect(JSON.stringify(box)).toBe('{"id":3}')
    }
    expect(since()).toBe(1)
    expect(rust.box(4).intoInner()).toEqual({ id: 4 })
    expect(rust.boxOpen(rust.box(5)).id).toBe(5)
    expect(since()).toBe(1)
    expect(rust.boxTake(rust.box(6))).toBe(6)
    expect(since()).toBe(2)
  })

  it('T-50: are made of values where Rust takes boxes', () => {
    expect(rust.boxTake({ id: 7 })).toBe(7)
    expect(rust.boxTake(RBox(Traced).new({ id: 8 }))).toBe(8)
    expect(rust.boxOpen({ id: 9 }).id).toBe(9)
    // Our table drops what we made: there is nothing to drop in it.
    expect(since()).toBe(0)
    expect(() => rust.boxTake({ id: -1 })).toThrow(
      expect.objectContaining({ code: 'ABI-V002', path: 'box_take → param box.id' }),
    )
  })

  it('T-50, O-8: drop what their values own', () => {
    {
      using box = rust.text('grüß dich')
      expect(String(box.deref())).toBe('grüß dich')
      box.store('andere')
      expect(String(box.deref())).toBe('andere')
    }
    expect(rust.textTake(rust.text('abc'))).toBe(3)
    expect(rust.textTake('grün')).toBe(5)
    using back = rust.textOpen('mine')
    expect(String(back)).toBe('mine')
    using inner = rust.text('out').intoInner()
    expect(String(inner)).toBe('out')
    using other = RBox(RString).new('host')
    expect(String(other.deref())).toBe('host')
  })

  it('T-50: of values without bytes have no address to look at', () => {
    using box = rust.unit()
    expect(box.deref()).toBe(undefined)
  })
})

describe.runIf(hasCargo)('shared pointers', () => {
  it('T-52: of Rust are counted by Rust', () => {
    const arc = rust.arc(3)
    expect([arc.strongCount, arc.weakCount, arc.isUnique]).toEqual([1, 0, true])
    arc.store({ id: 4 })
    {
      using other = arc.clone()
      expect(other.deref().id).toBe(4)
      expect([arc.strongCount, arc.isUnique, arc.tryUnwrap()]).toEqual([2, false, undefined])
      expect(() => arc.store({ id: 5 })).toThrow(expect.objectContaining({ code: 'ABI-U020' }))
    }
    expect(since()).toBe(0)
    expect(arc.strongCount).toBe(1)
    expect(rust.arcTake(arc)).toBe(4)
    expect(since()).toBe(1)
    expect(() => arc.deref()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    expect(rust.arc(6).tryUnwrap()).toEqual({ value: { id: 6 } })
    expect(since()).toBe(1)
  })

  it('T-53: of TypeScript are counted here, whoever asks', () => {
    const arc = RArc(Traced).new({ id: 3 })
    expect([rust.arcStrong(arc as never), rust.arcWeak(arc as never)]).toEqual([1, 0])
    expect(rust.arcSet(arc as never, 8)).toBe(true)
    {
      using copy = rust.arcClone(arc)
      expect([copy.strongCount, copy.deref().id]).toEqual([2, 8])
      expect(rust.arcSet(arc as never, 9)).toBe(false)
    }
    rust.arcKeep(arc.clone())
    expect(arc.strongCount).toBe(2)
    expect(rust.arcRelease()).toBe(1)
    expect(arc.strongCount).toBe(1)
    const shared = arc.clone()
    const refused = rust.arcUnwrap(shared)
    expect(refused.isOk).toBe(false)
    if (!refused.isOk) refused.err[Symbol.dispose]()
    const unwrapped = rust.arcUnwrap(arc)
    expect(unwrapped.isOk && unwrapped.ok.id).toBe(8)
    expect(rust.arcTake({ id: 11 })).toBe(11)
    expect(since()).toBe(0)
  })

  it('T-53, O-8: drop what the value owns with the last share', () => {
    const Texts = RArc(RString)
    const one = Texts.new('abc')
    const two = one.clone()
    one[Symbol.dispose]()
    expect(String(two.deref())).toBe('abc')
    using text = two.tryUnwrap()!.value
    expect(String(text)).toBe('abc')
    Texts.new('gone')[Symbol.dispose]()
  })
})
