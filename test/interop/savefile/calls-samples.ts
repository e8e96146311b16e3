// Calls of every method, with the bytes in which Rust takes the arguments from a test, and what comes back.
import { bool, char32, f64, u128, u32, u8 } from 'abiding'
import { encodeWire, list, option, string } from 'abiding/connection'
import { toWire, type Declared } from '../../../src/connection/wire/scalars.js'
import { Event, Grid, Level, Person, Point, Shape, Tree, Uneven } from './types.js'

/** A call of a method. */
export interface Sample {
  readonly method: string
  readonly values: readonly unknown[]
  /** The values as Rust gets them from a test. */
  readonly data: Uint8Array
  readonly result: unknown
}

const sample = (
  method: string,
  types: readonly Declared[],
  values: readonly unknown[],
  result: unknown,
): Sample => ({
  method,
  values,
  data: Buffer.concat(types.map((type, index) => encodeWire(toWire(type, method), values[index]))),
  result,
})

const ada = { name: 'abc', age: 7, height: 1.5 }
const log = { tag: 'Log', level: 1, text: 'q' }
const named = { tag: 'Named', sides: 4, name: 'square' }
const point = { x: 1, y: 0xffff_ffff }
const uneven = { small: 3, large: 2n ** 63n }
const tree = {
  value: 1,
  children: [
    { value: 2, children: [] },
    { value: 3, children: [] },
  ],
}

/** Calls whose results are the same each time. */
export const samples: readonly Sample[] = [
  sample('text_length', [string], ['hé'], 3),
  sample('text_length', [string], [''], 0),
  sample('string_length', [string], ['hello'], 5),
  sample('shout', [string], ['hello'], 'hello!'),
  sample('sum', [list(u32)], [[1, 2, 0xffff_ffff]], 2n ** 32n + 2n),
  sample('sum', [list(u32)], [[]], 0n),
  sample('sum_bytes', [list(u8)], [[250, 251]], 501n),
  sample('join', [list(string)], [['a', '', '€']], 'a++€'),
  sample('known', [list(option(u8))], [[1, undefined, 0]], 2),
  sample('double', [u32], [21], 42),
  sample('half', [f64], [5], 2.5),
  sample('negate', [bool], [true], false),
  sample('code', [char32], ['€'], 0x20ac),
  sample('wide', [u128], [1n], 2n ** 128n - 2n),
  sample('person', [Person], [ada], ada),
  sample('point', [Point], [point], 2n ** 32n),
  sample('plot', [list(Point)], [[point, { x: 5, y: 6 }]], 2n ** 32n + 11n),
  sample('uneven', [Uneven], [uneven], 2n ** 63n + 3n),
  sample('unevens', [list(Uneven)], [[uneven, uneven]], 6n),
  sample('grid', [Grid], [{ cells: [1, 2, 3], origin: { x: 4, y: 5 } }], 15n),
  sample('event', [Event], [{ tag: 'Start' }], { tag: 'Start' }),
  sample('event', [Event], [log], log),
  sample('shape', [Shape], [named], named),
  sample('level', [Level], ['High'], 'High'),
  sample('tree', [Tree], [tree], 3),
  sample('nothing', [], [], undefined),
  sample('add', [u32, u32], [1, 2], 3),
  sample('checked', [bool], [true], { isOk: true, ok: 7 }),
  sample('checked', [bool], [false], { isOk: false, err: 'no' }),
  sample('refused', [bool], [true], { isOk: false, err: { kind: 'NotFound', message: 'gone' } }),
  sample('refused', [bool], [false], { isOk: false, err: { kind: 'Other', message: 'gone' } }),
  sample('by_default', [u32], [41], 42),
]
