// The trait that the hostile steps are about, and what is right about it.
import { f64, u16, u32, u64, u8 } from '../../../src/index.js'
import {
  definitionOf,
  list,
  map,
  method,
  option,
  record,
  ref,
  Result,
  slice,
  str,
  string,
  trait,
  variants,
  type AnyTrait,
} from '../../../src/connection/index.js'
import { encodeDefinition } from '../../../src/connection/wire/container.js'

const Point = record('Point', { x: f64, y: f64, name: string })
const Figure = variants('Figure', { Nothing: {}, Dot: { at: Point }, Many: { all: list(Point) } })

/** Declares the trait anew: what two sides agreed upon is kept for each declaration. */
export function declareSubject() {
  return trait('Subject', {
    version: 2,
    methods: {
      add: method({ left: u32, right: u32 }, u32),
      name: method({}, string),
      names: method({ count: u8 }, list(string)),
      figure: method({ figure: Figure }, Figure),
      lookup: method([{ where: map(string, u64) }, { what: string }], option(u64)),
      checked: method({ value: u32 }, Result(u32, string)),
      text: method({ text: str }, str),
      peek: method([{ value: ref(u32) }, { values: slice(u16) }], u64),
      rest: method({ point: Point }),
    },
  })
}

/** One declaration of it. */
export const subject = declareSubject()

/** The values of a call of each method, and what the implementation gives. */
export const calls = {
  add: { values: [1, 2], result: 3 },
  name: { values: [], result: 'subject' },
  names: { values: [2], result: ['name', 'name'] },
  figure: {
    values: [{ tag: 'Dot', at: { x: 1, y: 2, name: 'p' } }],
    result: { tag: 'Dot', at: { x: 1, y: 2, name: 'p' } },
  },
  lookup: { values: [new Map([['a', 1n]]), 'a'], result: 1n },
  checked: { values: [5], result: { ok: 5 } },
  text: { values: ['hello'], result: 'hello' },
  peek: { values: [7, [1, 2]], result: 10n },
  rest: { values: [{ x: 1, y: 2, name: 'p' }], result: undefined },
} as const

/** Its names, by number. */
export const methodNames = Object.keys(calls) as (keyof typeof calls)[]

/** Its implementation. */
export const implementation = {
  add: (left: number, right: number) => (left + right) >>> 0,
  name: () => 'subject',
  names: (count: number) => Array<string>(count).fill('name'),
  figure: (figure: never) => figure,
  lookup: (where: ReadonlyMap<string, bigint>, what: string) => where.get(what),
  checked: (value: number) => (value < 100 ? { ok: value } : { err: 'too large' }),
  text: (text: string) => (text === 'hello' ? 'hello' : 'other'),
  peek: (value: number, values: ArrayLike<number>) =>
    BigInt(Array.from(values).reduce((sum, one) => sum + one, value)),
  rest: () => undefined,
}

/** Its definition as bytes. */
export const definition: Uint8Array = encodeDefinition(definitionOf(subject as AnyTrait), 2)
