// The traits of libsavefile_calls.so, written by `abiding inspect --emit ts`.
// Calls, version 3.
// Values, version 0.
// Wrapped, version 0.
// Threaded+Sync+Send, version 0.
import { bool, char32, f32, f64, i128, i16, i32, i64, i8, u128, u16, u32, u64, u8, unit } from 'abiding'
import {
  type Connection,
  type ListInput,
  Result,
  type WireType,
  boxed,
  boxedClosure,
  boxedTrait,
  bytes,
  choice,
  closure,
  connect,
  duration,
  fixedList,
  ioError,
  ipAddress,
  list,
  map,
  method,
  option,
  record,
  ref,
  slice,
  socketAddress,
  str,
  string,
  systemTime,
  trait,
  traitRef,
  tuple,
  utcTimestamp,
  variants,
} from 'abiding/connection'

export const Person = record('Person', {
  name: string,
  age: u8,
  height: f32,
})

export const Point = record('Point', {
  x: u32,
  y: u32,
})

export const Uneven = record('Uneven', {
  small: u8,
  large: u64,
})

export const Grid = record('Grid', {
  cells: fixedList(u16, 3),
  origin: Point,
})

export const Event = variants('Event', {
  Start: {},
  Wait: {
    0: u32,
  },
  Log: {
    level: u8,
    text: string,
  },
})

export const Shape = variants('Shape', {
  Empty: {},
  Circle: {
    0: u32,
  },
  Named: {
    sides: u8,
    name: string,
  },
})

export const Level = choice('Level', ['Low', 'High'], { discriminantSize: 2 })

export interface Tree {
  value: number
  children: Tree[]
}

export interface TreeInput {
  readonly value: number
  readonly children: ListInput<TreeInput>
}

export const Tree: WireType<Tree, TreeInput> = record('Tree', {
  value: u8,
  get children() {
    return list(Tree)
  },
})

export const Counter = trait('Counter', {
  version: 3,
  bounds: ['Send', 'Sync'],
  methods: {
    next: method({ value: u32 }, u32),
  },
})

// What is lent as boxed(…) is passed as bytes, for it may lie in an Arc or the like, which definitions do not show. Where it is the value itself, leave boxed out: then a pointer is passed.
export const Calls = trait('Calls', {
  version: 3,
  methods: {
    text_length: method({ value: str }, u32),
    string_length: method({ value: ref(string) }, u32),
    greeting: method({}, str),
    shout: method({ value: string }, string),
    sum: method({ value: slice(boxed(u32)) }, u64),
    sum_bytes: method({ value: slice(boxed(u8)) }, u64),
    join: method({ value: slice(string) }, string),
    known: method({ value: slice(option(u8)) }, u32),
    double: method({ value: ref(boxed(u32)) }, u32),
    half: method({ value: ref(boxed(f64)) }, f64),
    negate: method({ value: ref(boxed(bool)) }, bool),
    code: method({ value: ref(boxed(char32)) }, u32),
    wide: method({ value: ref(boxed(u128)) }, u128),
    person: method({ value: ref(Person) }, Person),
    point: method({ value: ref(Point) }, u64),
    plot: method({ value: slice(Point) }, u64),
    uneven: method({ value: ref(Uneven) }, u64),
    unevens: method({ value: slice(Uneven) }, u64),
    grid: method({ value: ref(Grid) }, u64),
    event: method({ value: ref(Event) }, Event),
    shape: method({ value: ref(Shape) }, Shape),
    level: method({ value: ref(Level) }, Level),
    tree: method({ value: ref(Tree) }, u32),
    nothing: method({}),
    take_nothing: method({ value: unit }),
    add: method([{ value_1: u32 }, { value_2: u32 }], u32),
    count: method({}, u32, { receiver: 'mut' }),
    pinned: method({ value: u32 }, u32, { receiver: 'pinned' }),
    checked: method({ value: bool }, Result(u32, string)),
    refused: method({ value: bool }, Result(u8, ioError)),
    panics: method({ value: u8 }, u32),
    panics_at_nothing: method({}),
    by_default: method({ value: u32 }, u32),
    many: method(
      [
        { value_1: u8 },
        { value_2: str },
        { value_3: slice(boxed(u16)) },
        { value_4: string },
        { value_5: ref(boxed(u64)) },
        { value_6: option(char32) },
        { value_7: str },
      ],
      string,
    ),
    apply: method({ value: closure([{ value_1: u32 }, { value_2: str }], u32) }, u32),
    apply_changing: method({ value: closure({ value: u32 }, u32, { mut: true }) }, u32, { receiver: 'mut' }),
    apply_boxed: method({ value: boxedClosure({ value: u32 }, u32, { send: true, sync: true }) }, u32),
    use_counter: method({ value: traitRef(Counter) }, u32),
    take_counter: method({ value: boxedTrait(Counter) }, u32),
    make_counter: method({ value: u32 }, boxedTrait(Counter)),
    maker: method({ value: bool }, Result(boxedClosure({ value: u32 }, u32), string)),
  },
})

export const Row = record('Row', {
  0: u8,
  1: u16,
})

export const Nothing = record('Nothing', {})

export const Mode = choice('Mode', ['Slow', 'Fast', 'Idle'])

export const Nested = record('Nested', {
  rows: list(list(u16)),
  people: list(Person),
  events: list(option(Event)),
  points: fixedList(Point, 2),
})

export const Values = trait('Values', {
  version: 0,
  methods: {
    of_i8: method({ value: i8 }, i8),
    of_u8: method({ value: u8 }, u8),
    of_i16: method({ value: i16 }, i16),
    of_u16: method({ value: u16 }, u16),
    of_i32: method({ value: i32 }, i32),
    of_u32: method({ value: u32 }, u32),
    of_i64: method({ value: i64 }, i64),
    of_u64: method({ value: u64 }, u64),
    of_i128: method({ value: i128 }, i128),
    of_u128: method({ value: u128 }, u128),
    of_isize: method({ value: i64 }, i64),
    of_usize: method({ value: u64 }, u64),
    of_f32: method({ value: f32 }, f32),
    of_f64: method({ value: f64 }, f64),
    of_bool: method({ value: bool }, bool),
    of_char: method({ value: char32 }, char32),
    of_string: method({ value: string }, string),
    of_bytes: method({ value: bytes }, bytes),
    of_numbers: method({ value: list(u16) }, list(u16)),
    of_bools: method({ value: list(bool) }, list(bool)),
    of_chars: method({ value: list(char32) }, list(char32)),
    of_texts: method({ value: list(string) }, list(string)),
    of_option: method({ value: option(u16) }, option(u16)),
    of_options: method({ value: option(option(string)) }, option(option(string))),
    of_result: method({ value: Result(u32, string) }, Result(u32, string)),
    of_one: method({ value: tuple(u8) }, tuple(u8)),
    of_pair: method({ value: tuple(u8, u32) }, tuple(u8, u32)),
    of_three: method({ value: tuple(u8, char32, bool) }, tuple(u8, char32, bool)),
    of_person: method({ value: Person }, Person),
    of_row: method({ value: Row }, Row),
    of_nothing: method({ value: Nothing }, Nothing),
    of_point: method({ value: Point }, Point),
    of_uneven: method({ value: Uneven }, Uneven),
    of_grid: method({ value: Grid }, Grid),
    of_event: method({ value: Event }, Event),
    of_mode: method({ value: Mode }, Mode),
    of_modes: method({ value: list(Mode) }, list(Mode)),
    of_shape: method({ value: Shape }, Shape),
    of_level: method({ value: Level }, Level),
    of_tree: method({ value: Tree }, Tree),
    of_nested: method({ value: Nested }, Nested),
    of_hash_map: method({ value: map(string, u32) }, map(string, u32)),
    of_tree_map: method({ value: map(u8, list(string)) }, map(u8, list(string))),
    of_hash_set: method({ value: list(u16) }, list(u16)),
    of_tree_set: method({ value: list(string) }, list(string)),
    of_deque: method({ value: list(i32) }, list(i32)),
    of_box: method({ value: u64 }, u64),
    of_duration: method({ value: duration }, duration),
    of_system_time: method({ value: systemTime }, systemTime),
    of_ip: method({ value: ipAddress }, ipAddress),
    of_socket: method({ value: socketAddress }, socketAddress),
    of_io_error: method({ value: ioError }, ioError),
    of_timestamp: method({ value: utcTimestamp }, utcTimestamp),
    of_path: method({ value: string }, string),
    of_text_slice: method({ value: string }, string),
  },
})

export const Wrapped = trait('Wrapped', {
  version: 0,
  methods: {
    of_rc: method({ value: string }, string),
    of_arc: method({ value: u32 }, u32),
    of_cell: method({ value: u32 }, u32),
    of_ref_cell: method({ value: string }, string),
    of_mutex: method({ value: u64 }, u64),
    of_atomic: method({ value: u32 }, u32),
    of_cow: method({ value: string }, string),
    of_range: method({ value: tuple(u32, u32) }, tuple(u32, u32)),
    of_slice: method({ value: list(u16) }, list(u16)),
    of_points: method({ value: list(Point) }, list(Point)),
    of_rows: method({ value: list(Row) }, list(Row)),
  },
})

export const Threaded = trait('Threaded', {
  version: 0,
  bounds: ['Send', 'Sync'],
  methods: {
    value: method({}, u32),
  },
})

/**
 * Connects to the trait Calls of a library.
 *
 * @param path - The library.
 */
export function connectCalls(path: string): Connection<typeof Calls> {
  return connect(Calls, path)
}

/**
 * Connects to the trait Values of a library.
 *
 * @param path - The library.
 */
export function connectValues(path: string): Connection<typeof Values> {
  return connect(Values, path)
}

/**
 * Connects to the trait Wrapped of a library.
 *
 * @param path - The library.
 */
export function connectWrapped(path: string): Connection<typeof Wrapped> {
  return connect(Wrapped, path)
}

/**
 * Connects to the trait Threaded of a library.
 *
 * @param path - The library.
 */
export function connectThreaded(path: string): Connection<typeof Threaded> {
  return connect(Threaded, path)
}
