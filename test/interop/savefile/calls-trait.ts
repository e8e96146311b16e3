// The traits Calls and Counter of savefile-calls/, as TypeScript declares and implements them.
import { array, bool, char32, f64, struct, u128, u16, u32, u64, u8, unit } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  closure,
  ioError,
  method,
  option,
  ref,
  Result,
  slice,
  str,
  string,
  trait,
  traitRef,
  type ImplementationOf,
} from 'abiding/connection'
import { Event, Level, Person, Shape, Tree } from './types.js'

/** Structs whose place in memory both sides know. */
export const Point = struct('Point', { x: u32, y: u32 })
export const Uneven = struct('Uneven', { small: u8, large: u64 })
export const Grid = struct('Grid', { cells: array(u16, 3), origin: Point })

/** An object that is passed as one. */
export const Counter = trait('Counter', {
  version: 0,
  bounds: ['Send', 'Sync'],
  methods: { next: method({ by: u32 }, u32) },
})

/** Every way to pass and to return. */
export const Calls = trait('Calls', {
  version: 3,
  methods: {
    text_length: method({ text: str }, u32),
    string_length: method({ text: ref(string) }, u32),
    greeting: method({}, str),
    shout: method({ text: string }, string),
    sum: method({ numbers: slice(u32) }, u64),
    sum_bytes: method({ bytes: slice(u8) }, u64),
    join: method({ texts: slice(string) }, string),
    known: method({ numbers: slice(option(u8)) }, u32),
    double: method({ number: ref(u32) }, u32),
    half: method({ number: ref(f64) }, f64),
    negate: method({ value: ref(bool) }, bool),
    code: method({ letter: ref(char32) }, u32),
    wide: method({ number: ref(u128) }, u128),
    person: method({ person: ref(Person) }, Person),
    point: method({ point: ref(Point) }, u64),
    plot: method({ points: slice(Point) }, u64),
    uneven: method({ uneven: ref(Uneven) }, u64),
    unevens: method({ unevens: slice(Uneven) }, u64),
    grid: method({ grid: ref(Grid) }, u64),
    event: method({ event: ref(Event) }, Event),
    shape: method({ shape: ref(Shape) }, Shape),
    level: method({ level: ref(Level) }, Level),
    tree: method({ tree: ref(Tree) }, u32),
    nothing: method({}),
    take_nothing: method({ nothing: unit }),
    add: method({ left: u32, right: u32 }, u32),
    count: method({}, u32, { receiver: 'mut' }),
    pinned: method({ by: u32 }, u32, { receiver: 'pinned' }),
    checked: method({ good: bool }, Result(u32, string)),
    refused: method({ kind: bool }, Result(u8, ioError)),
    panics: method({ how: u8 }, u32),
    panics_at_nothing: method({}),
    by_default: method({ number: u32 }, u32),
    many: method(
      [
        { a: u8 },
        { b: str },
        { c: slice(u16) },
        { d: string },
        { e: ref(u64) },
        { f: option(char32) },
        { g: str },
      ],
      string,
    ),
    apply: method({ function: closure([{ number: u32 }, { text: str }], u32) }, u32),
    apply_changing: method({ function: closure({ number: u32 }, u32, { mut: true }) }, u32, {
      receiver: 'mut',
    }),
    apply_boxed: method({ function: boxedClosure({ number: u32 }, u32, { send: true, sync: true }) }, u32),
    use_counter: method({ counter: traitRef(Counter) }, u32),
    take_counter: method({ counter: boxedTrait(Counter) }, u32),
    make_counter: method({ from: u32 }, boxedTrait(Counter)),
    maker: method({ good: bool }, Result(boxedClosure({ number: u32 }, u32), string)),
  },
})

/** The numbers of the methods, as Rust counts them too. */
export const methodNumbers: ReadonlyMap<string, number> = new Map(
  [...Calls.methods.keys()].map((name, i) => [name, i]),
)

/** Objects of TypeScript that peers have not dropped yet. */
export const liveObjects = { count: 0 }

/** A counter that is counted itself. */
export function countsUp(from: number): ImplementationOf<typeof Counter> & Disposable {
  let count = from
  liveObjects.count++
  return {
    next: (by) => (count += by),
    [Symbol.dispose]: () => {
      liveObjects.count--
    },
  }
}

const sizeOf = (tree: Tree): number => tree.children.reduce((sum, child) => sum + sizeOf(child), 1)
type Plain<T> = { readonly [K in keyof T]: T[K] }
const sumOf = ({ x, y }: Plain<{ x: number; y: number }>): bigint => BigInt(x) + BigInt(y)
const u64Of = (value: bigint): bigint => BigInt.asUintN(64, value)

/** What savefile-calls/src/calls_plugin.rs does. */
export function implementCalls(): ImplementationOf<typeof Calls> & Disposable {
  let count = 0
  liveObjects.count++
  const uneven = ({ small, large }: { small: number; large: bigint }): bigint => u64Of(BigInt(small) + large)
  return {
    text_length: (text) => Buffer.byteLength(text),
    string_length: (text) => Buffer.byteLength(text),
    greeting: () => 'good day',
    shout: (text) => `${text}!`,
    sum: (numbers) => [...numbers].reduce((sum, number) => sum + BigInt(number), 0n),
    sum_bytes: (bytes) => [...bytes].reduce((sum, byte) => sum + BigInt(byte), 0n),
    join: (texts) => texts.join('+'),
    known: (numbers) => numbers.filter((number) => number !== undefined).length,
    double: (number) => (number * 2) >>> 0,
    half: (number) => number / 2,
    negate: (value) => !value,
    code: (letter) => letter.codePointAt(0)!,
    wide: (number) => BigInt.asUintN(128, ~number),
    person: (person) => person,
    point: sumOf,
    plot: (points) => points.reduce((sum, point) => sum + sumOf(point), 0n),
    uneven,
    unevens: (unevens) => unevens.reduce((sum, one) => u64Of(sum + uneven(one)), 0n),
    grid: ({ cells, origin }) => [...cells].reduce((sum, cell) => sum + BigInt(cell), sumOf(origin)),
    event: (event) => event,
    shape: (shape) => shape,
    level: (level) => level,
    tree: sizeOf,
    nothing: () => undefined,
    take_nothing: () => undefined,
    add: (left, right) => (left + right) >>> 0,
    count: () => ++count,
    pinned: (by) => (count += by),
    checked: (good) => (good ? { ok: 7 } : { err: 'no' }),
    refused: (kind) => ({ err: { kind: kind ? 'NotFound' : 'Other', message: 'gone' } }),
    panics: (how) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is thrown need not be an Error.
      throw how === 3 ? how : new Error(['a fixed text', 'a constant 1', `of ${count + how}`][how])
    },
    panics_at_nothing: () => {
      throw new Error('nothing to give')
    },
    by_default: (number) => number + 1,
    many: (a, b, c, d, e, f, g) => `${a} ${b} ${[...c].join(',')} ${d} ${e} ${f} ${g}`,
    apply: (apply) => apply(5, 'abc') + apply(1, ''),
    apply_changing: (apply) => apply(5) + apply(6),
    apply_boxed: (apply) => {
      using owned = apply
      return owned(6)
    },
    use_counter: (counter) => counter.next(1) + counter.next(2),
    take_counter: (counter) => {
      using owned = counter
      return owned.next(3)
    },
    make_counter: (from) => countsUp(from),
    maker: (good) => (good ? { ok: (number: number) => number * 2 } : { err: 'no function' }),
    [Symbol.dispose]: () => {
      liveObjects.count--
    },
  }
}
