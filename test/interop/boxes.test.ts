// Boxes of Rust used here, and those of this library used in Rust: one's own, and those of abi_stable.
import { beforeEach, describe, expect, it } from 'vitest'
import { boxLike, f64, fn, liveObjects, rBox, struct, u32, usize } from '../../src/index.js'
import { rustLibrary } from '../support/rust-library.js'
import { requireTool } from '../support/tools.js'

const Point = struct('Point', { x: f64, y: f64, tag: u32 })
const PointBox = boxLike('PointBox', Point)
const RPointBox = rBox('RBox_Point', Point)

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadFunctions() : undefined!

function loadFunctions() {
  const bind = rustLibrary('trait-objects')
  return {
    make: bind('point_box_new', fn([{ x: f64 }, { y: f64 }, { tag: u32 }], PointBox)),
    drop: bind('point_box_drop', fn({ boxed: PointBox }, f64)),
    intoInner: bind('point_box_into_inner', fn({ boxed: PointBox }, u32)),
    move: bind('point_box_move', fn([{ boxed: PointBox }, { by: f64 }], PointBox)),
    dropped: bind('points_dropped', fn({}, usize)),
    freed: bind('points_freed', fn({}, usize)),
    makeR: bind('rbox_new', fn([{ x: f64 }, { y: f64 }, { tag: u32 }], RPointBox)),
    dropR: bind('rbox_drop', fn({ boxed: RPointBox }, f64)),
    intoInnerR: bind('rbox_into_inner', fn({ boxed: RPointBox }, u32)),
  }
}

let dropped = 0
let freed = 0

/** What Rust has dropped and freed since the test began. */
const since = (): object => ({ dropped: rust.dropped() - dropped, freed: rust.freed() - freed })

beforeEach(() => {
  if (!hasCargo) return
  dropped = rust.dropped()
  freed = rust.freed()
  const before = liveObjects().length
  return () => expect(liveObjects().slice(before)).toEqual([])
})

describe.runIf(hasCargo)('boxes of Rust in TypeScript', () => {
  it('B-8: show their values and are dropped once', () => {
    {
      using box = rust.make(1, 2, 3)
      expect(box.deref().toJSON()).toEqual({ x: 1, y: 2, tag: 3 })
      box.store({ x: 4, y: 5, tag: 6 })
      expect(box.deref().tag).toBe(6)
      expect(since()).toEqual({ dropped: 0, freed: 0 })
    }
    expect(since()).toEqual({ dropped: 1, freed: 1 })
  })

  it('B-8, O-3: give their value out without dropping it', () => {
    const box = rust.make(1, 2, 3)
    expect(box.intoInner()).toEqual({ x: 1, y: 2, tag: 3 })
    expect(since()).toEqual({ dropped: 0, freed: 1 })
    expect(() => box.deref()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    expect(() => box.intoInner()).toThrow(expect.objectContaining({ code: 'ABI-O002' }))
    box[Symbol.dispose]()
    expect(since()).toEqual({ dropped: 0, freed: 1 })
  })

  it('B-7, B-8: move to Rust and back', () => {
    const box = rust.make(1, 2, 3)
    using moved = rust.move(box, 10)
    expect(() => box.deref()).toThrow(/moved into point_box_move → param boxed/)
    expect(moved.deref().x).toBe(11)
    expect(rust.drop(moved)).toBe(13)
    expect(since()).toEqual({ dropped: 1, freed: 1 })
  })

  it('B-8: of abi_stable behave the same', () => {
    {
      using box = rust.makeR(1, 2, 3)
      expect(box.deref().y).toBe(2)
    }
    expect(since()).toEqual({ dropped: 1, freed: 0 })
    expect(rust.makeR(1, 2, 3).intoInner().tag).toBe(3)
    expect(since()).toEqual({ dropped: 1, freed: 0 })
  })
})

describe.runIf(hasCargo)('boxes of TypeScript in Rust', () => {
  it('B-8: are read and dropped, and their memory is freed here', () => {
    expect(rust.drop(PointBox.new({ x: 20, y: 22, tag: 1 }))).toBe(42)
    expect(rust.dropR(RPointBox.new({ x: 20, y: 23, tag: 1 }))).toBe(43)
    // The table is ours: Rust's own destructor of points was not asked.
    expect(since()).toEqual({ dropped: 0, freed: 0 })
  })

  it('B-8: give their value out', () => {
    expect(rust.intoInner(PointBox.new({ x: 0, y: 0, tag: 7 }))).toBe(7)
    expect(rust.intoInnerR(RPointBox.new({ x: 0, y: 0, tag: 8 }))).toBe(8)
    // Rust dropped the points that it took out.
    expect(since()).toEqual({ dropped: 2, freed: 0 })
  })

  it('B-7, B-8: come back as they went', () => {
    using box = rust.move(PointBox.new({ x: 1, y: 1, tag: 9 }), 0.5)
    expect(box.deref().toJSON()).toEqual({ x: 1.5, y: 1, tag: 9 })
  })
})
