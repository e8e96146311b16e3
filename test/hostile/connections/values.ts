// Types of every sort, each with values: what a fuzzer begins with.
import { bool, char32, f32, f64, i128, i16, i64, i8, u16, u32, u64, u8, usize } from '../../../src/index.js'
import {
  boxed,
  bytes,
  choice,
  changed,
  duration,
  field,
  fixedList,
  ioError,
  ipAddress,
  list,
  map,
  option,
  record,
  removed,
  Result,
  set,
  socketAddress,
  string,
  systemTime,
  tuple,
  utcTimestamp,
  variants,
  type AnyWireType,
  type WireType,
} from '../../../src/connection/index.js'

/** A type and values of it. */
export interface Sample {
  readonly type: AnyWireType
  readonly values: readonly unknown[]
  /** The versions in which they are written. */
  readonly versions: readonly number[]
}

interface Tree {
  readonly value: number
  readonly left: Tree | undefined
}

const Tree: WireType<Tree> = record('Tree', { value: u8, left: option(boxed(() => Tree)) })

const point = record('Point', { x: i16, y: i16, name: string })

const figure = variants('Figure', {
  Nothing: {},
  Circle: { radius: f64, middle: point },
  Polygon: { corners: list(point), isClosed: bool },
})

const aged = record('Aged', {
  first: u32,
  second: field(string, { since: 1, default: 'none' }),
  third: removed(u16, { until: 1, value: 7 }),
  fourth: changed(u64, { until: 0, type: u8, read: BigInt, write: (now) => Number(now & 0xffn) }),
})

const tree: Tree = { value: 1, left: { value: 2, left: { value: 3, left: undefined } } }
const middle = { x: -3, y: 4, name: 'middle' }

const sample = (type: unknown, values: readonly unknown[], versions: readonly number[] = [0]): Sample => ({
  type: type as AnyWireType,
  values,
  versions,
})

/** One sample for each sort of type. */
export const samples: readonly Sample[] = [
  sample(list(u8), [[], [1, 2, 3]]),
  sample(list(i8), [[-1, 2]]),
  sample(list(u16), [[1, 2, 65535]]),
  sample(list(usize), [[1, 2 ** 40]]),
  sample(list(i64), [[-1n, 2n ** 40n]]),
  sample(list(i128), [[-1n, 2n ** 100n]]),
  sample(list(f32), [[1.5, -0.5]]),
  sample(list(bool), [[true, false, true]]),
  sample(list(char32), [['a', 'ä', '𝄞']]),
  sample(string, ['', 'hello', 'ä€𝄞', 'x'.repeat(100)]),
  sample(bytes, [new Uint8Array(0), new Uint8Array([1, 2, 3])]),
  sample(list(string), [['one', 'two', 'three']]),
  sample(option(option(u8)), [undefined, { some: undefined }, { some: 5 }]),
  sample(Result(u32, string), [{ ok: 7 }, { err: 'no' }]),
  sample(tuple(u8, string, f64), [[1, 'two', 3]]),
  sample(fixedList(u16, 3), [[1, 2, 3]]),
  sample(map(string, list(u32)), [
    new Map([
      ['one', [1]],
      ['two', [1, 2]],
    ]),
  ]),
  sample(set(u16), [new Set([1, 2, 3])]),
  sample(boxed(point), [middle]),
  sample(figure, [
    { tag: 'Nothing' },
    { tag: 'Circle', radius: 2, middle },
    { tag: 'Polygon', corners: [middle, middle], isClosed: true },
  ]),
  sample(choice('Suit', ['clubs', 'hearts', 'spades']), ['clubs', 'spades']),
  sample(Tree, [tree]),
  sample(list(Tree), [[tree, tree]]),
  sample(duration, [0n, 10n ** 18n]),
  sample(systemTime, [new Date(0), new Date(-5000)]),
  sample(utcTimestamp, [new Date(1e12)]),
  sample(ipAddress, ['1.2.3.4', '::1']),
  sample(socketAddress, [
    { address: '1.2.3.4', port: 80 },
    { address: '::1', port: 80, flowInfo: 0, scopeId: 0 },
  ]),
  sample(ioError, [{ kind: 'NotFound', message: 'no such file' }]),
  sample(aged, [{ first: 1, second: 'two', fourth: 4n }], [0, 1, 2]),
]
