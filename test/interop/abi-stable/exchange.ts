// The crate exchange/ as TypeScript sees it.
import {
  array,
  constPointer,
  f32,
  f64,
  fn,
  i64,
  isize,
  liveObjects,
  liveVectorBuffers,
  method,
  pointer,
  prefixRef,
  prefixType,
  RBox,
  RBoxError,
  RHashMap,
  ROption,
  RResult,
  RSlice,
  RSliceMut,
  RStr,
  RString,
  RVec,
  since,
  struct,
  taggedUnion,
  traitObject,
  Tuple2,
  u16,
  u32,
  u64,
  u8,
  union,
  usize,
  bool,
  type BoundFunction,
  type FunctionType,
} from '../../../src/index.js'
import { hostObjects } from '../../../src/vtable/host-objects.js'
import { rustLibrary } from '../../support/rust-library.js'

export const Item = struct('Item', {
  id: u32,
  name: RString,
  weight: f64,
  parent: ROption(u32),
  tags: RVec(RString),
})
export const Point = struct('Point', { x: f64, y: f64, tag: u8 })

export const Sink = traitObject('Sink', {
  methods: {
    take: method('mut', { item: Item }, usize),
    name: method('ref', {}, RString),
    find: method('ref', { name: RStr }, ROption(Item)),
    attempt: method('mut', { value: u32 }, RResult(u32, RBoxError)),
    finish: method('owned', {}, RVec(Item)),
  },
  lastPrefixMethod: 'finish',
  supertraits: ['Send', 'Sync', 'Debug'],
})

export const Tool = prefixType('Tool', {
  version: '1.1.0',
  prefix: { name: RStr, change: fn({ text: RString }, RString) },
  lastPrefixField: 'change',
  suffix: {
    filter: since('1.1.0', fn([{ items: RVec(Item) }, { least: f64 }], RVec(Item))),
    check: since('1.1.0', fn({ text: RStr }, RResult(u32, RBoxError))),
  },
})

export const Bits = union('Bits', { whole: u64, halves: array(u32, 2), real: f64 })
export const Shape = taggedUnion(
  'Shape',
  u8,
  { Circle: { radius: f64 }, Rect: { width: f32, height: f32 }, Named: { name: RString }, Empty: {} },
  { discriminants: { Circle: 0, Rect: 1, Named: 2, Empty: 9 } },
)
export const Amount = taggedUnion('Amount', 'C', {
  None: {},
  Few: { count: u8 },
  Many: { count: u64 },
  Share: { part: f64 },
})

export const Mixed = struct('Mixed', {
  text: RString,
  numbers: RVec(u32),
  boxed: RBox(u64),
  error: ROption(RBoxError),
  outcome: RResult(RString, u32),
})

const Nest = ROption(RResult(ROption(RString), u32))
const Counts = RHashMap(RString, u32)
const Entry = Tuple2(RString, u32)

/** The signatures of the functions of the crate. */
const signatures = {
  live_allocations: fn({}, isize),
  live_bytes: fn({}, isize),

  text_count: fn({ text: RStr }, usize),
  text_lend: fn({ text: RStr }, RStr),
  text_copy: fn({ text: RStr }, RString),
  text_relay: fn({ text: RString }, RString),
  text_reverse: fn({ text: RString }, RString),
  text_append: fn([{ text: RString }, { more: RStr }], RString),
  text_first: fn([{ text: RString }, { count: usize }], RString),
  text_drop: fn({ text: RString }, usize),

  items_relay: fn({ items: RVec(Item) }, RVec(Item)),
  items_reverse: fn({ items: RVec(Item) }, RVec(Item)),
  items_rotate: fn({ items: RVec(Item) }, RVec(Item)),
  items_names: fn({ items: RSlice(Item) }, RString),
  item_relay: fn({ item: Item }, Item),
  item_copy: fn({ item: constPointer(Item) }, Item),
  points_scale: fn([{ points: RVec(Point) }, { by: f64 }], RVec(Point)),
  points_relay: fn({ points: RVec(Point) }, RVec(Point)),
  points_move: fn([{ points: RSliceMut(Point) }, { by: f64 }]),
  numbers_sum: fn({ numbers: RSlice(u32) }, u64),
  numbers_double: fn({ numbers: RVec(u32) }, RVec(u32)),
  grid_transpose: fn({ rows: RVec(RVec(u16)) }, RVec(RVec(u16))),

  nest_relay: fn({ nest: Nest }, Nest),
  nest_spell: fn({ nest: Nest }, RString),
  option_wrap: fn({ inner: ROption(u32) }, ROption(ROption(u32))),
  option_flatten: fn({ outer: ROption(ROption(u32)) }, ROption(u32)),
  option_relay: fn({ outer: ROption(ROption(u32)) }, ROption(ROption(u32))),
  result_flip: fn({ result: RResult(RString, u32) }, RResult(u32, RString)),

  map_of: fn({ entries: RVec(Entry) }, Counts),
  map_entries: fn({ map: Counts }, RVec(Entry)),
  map_relay: fn({ map: Counts }, Counts),
  map_group: fn([{ values: RVec(u32) }, { modulus: u32 }], RHashMap(u32, RVec(u32))),

  error_new: fn({ text: RStr }, RBoxError),
  error_relay: fn({ error: RBoxError }, RBoxError),
  error_spell: fn({ error: RBoxError }, RString),
  parse: fn({ text: RStr }, RResult(i64, RBoxError)),

  sink_new: fn({}, Sink),
  sink_feed: fn([{ sink: Sink }, { items: RVec(Item) }], Sink),
  sink_relay: fn({ sink: Sink }, Sink),
  sink_finish: fn({ sink: Sink }, RVec(Item)),
  sink_drop: fn({ sink: Sink }, RString),
  sink_find: fn([{ sink: constPointer(Sink) }, { name: RStr }], ROption(u32)),
  sink_attempt: fn([{ sink: pointer(Sink) }, { value: u32 }], RString),

  tool: fn({}, prefixRef(Tool)),
  tool_change: fn([{ tool: prefixRef(Tool) }, { text: RString }], RString),
  tool_filter: fn([{ tool: prefixRef(Tool) }, { items: RVec(Item) }, { least: f64 }], ROption(RVec(Item))),
  tool_check: fn([{ tool: prefixRef(Tool) }, { text: RStr }], RString),

  bits_relay: fn({ bits: Bits }, Bits),
  bits_halve: fn({ bits: Bits }, Bits),
  shape_relay: fn({ shape: Shape }, Shape),
  shape_spell: fn({ shape: Shape }, RString),
  shape_turn: fn({ shape: Shape }, Shape),
  amount_relay: fn({ amount: Amount }, Amount),
  amount_add: fn([{ amount: Amount }, { by: u8 }], Amount),
  shapes_visit: fn(
    [
      { bits: fn({ bits: Bits }, Bits) },
      { shape: fn({ shape: Shape }, Shape) },
      { amount: fn({ amount: Amount }, Amount) },
    ],
    RString,
  ),

  text_drop_elsewhere: fn({ text: RString }, usize),
  text_append_elsewhere: fn([{ text: RString }, { count: usize }], RString),
  items_drop_elsewhere: fn({ items: RVec(Item) }, usize),
  error_spell_elsewhere: fn({ error: RBoxError }, RString),
  sink_feed_elsewhere: fn([{ sink: Sink }, { items: RVec(Item) }], Sink),
  sink_drop_elsewhere: fn({ sink: Sink }, RString),

  mixed_exchange: fn([{ values: RVec(Mixed) }, { keeps: bool }], RVec(Mixed)),
  sink_batch: fn([{ sink: Sink }, { count: u32 }], RVec(Item)),
  map_batch: fn({ count: u32 }, RHashMap(u32, RString)),
  map_drop_batch: fn({ map: RHashMap(u32, RString) }, u64),
}

/** The functions of the crate. */
export type Exchange = {
  readonly [Name in keyof typeof signatures]: (typeof signatures)[Name] extends FunctionType<
    infer P,
    infer R,
    infer O
  >
    ? BoundFunction<P, R, O>
    : never
}

/** Builds the crate and binds its functions. */
export function loadExchange(): Exchange {
  const bind = rustLibrary('abi-stable/exchange')
  return Object.fromEntries(
    Object.entries(signatures).map(([name, type]) => [name, bind(name, type as FunctionType)]),
  ) as unknown as Exchange
}

/** What both sides hold at the moment. */
export function heldNow(rust: Exchange): object {
  return {
    allocations: rust.live_allocations(),
    bytes: rust.live_bytes(),
    objects: liveObjects().length,
    buffers: liveVectorBuffers(),
    hostObjects: hostObjects.size,
  }
}
