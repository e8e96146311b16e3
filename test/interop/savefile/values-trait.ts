// The traits Values and Wrapped of savefile-calls/, and random values for each of their methods.
import {
  bool,
  char32,
  f32,
  f64,
  i128,
  i16,
  i32,
  i64,
  i8,
  isize,
  u128,
  u16,
  u32,
  u64,
  u8,
  usize,
} from 'abiding'
import {
  boxed,
  bytes,
  duration,
  ioError,
  ipAddress,
  list,
  map,
  method,
  option,
  PreciseDate,
  Result,
  set,
  socketAddress,
  string,
  systemTime,
  trait,
  tuple,
  utcTimestamp,
} from 'abiding/connection'
import fc from 'fast-check'
import { toWire, type Declared } from '../../../src/connection/wire/scalars.js'
import type { AnyWireType } from '../../../src/connection/wire/wire-type.js'
import * as types from './types.js'

/** A method that gives its argument back, in the order of the Rust declaration. */
export interface EchoedType {
  readonly method: string
  readonly type: AnyWireType
  readonly values: fc.Arbitrary<unknown>
  /** Puts what Rust gives in no certain order into one. */
  readonly sorted: (value: unknown) => unknown
}

/** Text of all planes, without halves of surrogate pairs. */
export const text = fc.string({ unit: 'grapheme', maxLength: 12 })
/** A float that 32 bits hold. */
export const float = fc.float()

const big = (bits: number, isSigned: boolean): fc.Arbitrary<bigint> =>
  isSigned
    ? fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })
    : fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
/** Integers of some bits. */
export const unsigned = (bits: number): fc.Arbitrary<number> => big(bits, false).map(Number)
const signed = (bits: number): fc.Arbitrary<number> => big(bits, true).map(Number)
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined })
const few = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 6 })

/** Unicode scalar values. */
export const letter = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800))

const outcome = fc.oneof(fc.record({ ok: unsigned(32) }), fc.record({ err: text }))
const options = fc.oneof(fc.constant(undefined), fc.record({ some: maybe(text) }))
const since = fc
  .bigInt({ min: -(2n ** 60n), max: 2n ** 60n })
  .map((nanoseconds) => PreciseDate.fromNanoseconds(nanoseconds))
const socket = fc.oneof(
  fc.record({ address: fc.ipV4(), port: unsigned(16) }),
  fc.record({ address: fc.ipV6(), port: unsigned(16), flowInfo: unsigned(32), scopeId: unsigned(32) }),
)
const ioErrors = fc.record({
  kind: fc.constantFrom('NotFound', 'ConnectionReset', 'InvalidData', 'Unsupported', 'OutOfMemory', 'Other'),
  message: text,
})

const unsorted = (value: unknown): unknown => value
const byText = (one: unknown, other: unknown): number => (String(one) < String(other) ? -1 : 1)
const sortedSet = (value: unknown): unknown => new Set([...(value as Set<unknown>)].sort(byText))
const sortedMap = (value: unknown): unknown =>
  new Map([...(value as Map<unknown, unknown>)].sort(([one], [other]) => byText(one, other)))
/** The order of Rust's trees is that of bytes. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

function echo(method: string, type: Declared, values: fc.Arbitrary<unknown>, sorted = unsorted): EchoedType {
  return { method, type: toWire(type, method), values, sorted }
}

/** The methods of Values. */
export const valueTypes: readonly EchoedType[] = [
  echo('of_i8', i8, signed(8)),
  echo('of_u8', u8, unsigned(8)),
  echo('of_i16', i16, signed(16)),
  echo('of_u16', u16, unsigned(16)),
  echo('of_i32', i32, signed(32)),
  echo('of_u32', u32, unsigned(32)),
  echo('of_i64', i64, big(64, true)),
  echo('of_u64', u64, big(64, false)),
  echo('of_i128', i128, big(128, true)),
  echo('of_u128', u128, big(128, false)),
  echo('of_isize', isize, fc.maxSafeInteger()),
  echo('of_usize', usize, fc.maxSafeNat()),
  echo('of_f32', f32, float),
  echo('of_f64', f64, fc.double()),
  echo('of_bool', bool, fc.boolean()),
  echo('of_char', char32, letter),
  echo('of_string', string, text),
  echo('of_bytes', bytes, fc.uint8Array()),
  echo('of_numbers', list(u16), few(unsigned(16))),
  echo('of_bools', list(bool), few(fc.boolean())),
  echo('of_chars', list(char32), few(letter)),
  echo('of_texts', list(string), few(text)),
  echo('of_option', option(u16), maybe(unsigned(16))),
  echo('of_options', option(option(string)), options),
  echo('of_result', Result(u32, string), outcome),
  echo('of_one', tuple(u8), fc.tuple(unsigned(8))),
  echo('of_pair', tuple(u8, u32), fc.tuple(unsigned(8), unsigned(32))),
  echo('of_three', tuple(u8, char32, bool), fc.tuple(unsigned(8), letter, fc.boolean())),
  echo('of_person', types.Person, types.person),
  echo('of_row', types.Row, types.row),
  echo('of_nothing', types.Nothing, fc.constant({})),
  echo('of_point', types.Point, types.point),
  echo('of_uneven', types.Uneven, types.uneven),
  echo('of_grid', types.Grid, types.grid),
  echo('of_event', types.Event, types.event),
  echo('of_mode', types.Mode, types.mode),
  echo('of_modes', list(types.Mode), few(types.mode)),
  echo('of_shape', types.Shape, types.shape),
  echo('of_level', types.Level, types.level),
  echo('of_tree', types.Tree, types.tree),
  echo('of_nested', types.Nested, types.nested),
  echo('of_hash_map', map(string, u32), distinct(text, unsigned(32)), sortedMap),
  echo(
    'of_tree_map',
    map(u8, list(string)),
    distinct(unsigned(8), few(text)).map(
      (entries) => new Map([...entries].sort(([one], [other]) => one - other)),
    ),
  ),
  echo(
    'of_hash_set',
    set(u16),
    few(unsigned(16)).map((values) => new Set(values)),
    sortedSet,
  ),
  echo(
    'of_tree_set',
    set(string),
    few(text).map((values) => new Set(values.sort(byBytes))),
  ),
  echo('of_deque', list(i32), few(signed(32))),
  echo('of_box', boxed(u64), big(64, false)),
  echo('of_duration', duration, fc.bigInt({ min: 0n, max: 2n ** 64n })),
  echo('of_system_time', systemTime, since),
  echo('of_ip', ipAddress, fc.oneof(fc.ipV4(), fc.ipV6())),
  echo('of_socket', socketAddress, socket),
  echo('of_io_error', ioError, ioErrors),
  echo('of_timestamp', utcTimestamp, since),
  echo('of_path', string, text),
  echo('of_text_slice', string, text),
]

/** The methods of Wrapped: peers are told of what is wrapped alone. */
export const wrappedTypes: readonly EchoedType[] = [
  echo('of_rc', string, text),
  echo('of_arc', u32, unsigned(32)),
  echo('of_cell', u32, unsigned(32)),
  echo('of_ref_cell', string, text),
  echo('of_mutex', u64, big(64, false)),
  echo('of_atomic', u32, unsigned(32)),
  echo('of_cow', string, text),
  echo('of_range', tuple(u32, u32), fc.tuple(unsigned(32), unsigned(32))),
  echo('of_slice', list(u16), few(unsigned(16))),
  echo('of_points', list(types.Point), few(types.point)),
  echo('of_rows', list(types.Row), few(types.row)),
]

function distinct<K, V>(keys: fc.Arbitrary<K>, values: fc.Arbitrary<V>): fc.Arbitrary<Map<K, V>> {
  return fc.array(fc.tuple(keys, values), { maxLength: 6 }).map((entries) => new Map(entries))
}

function declare(name: string, echoed: readonly EchoedType[]) {
  const methods = Object.fromEntries(
    echoed.map(({ method: one, type }) => [one, method({ value: type }, type)]),
  )
  return trait(name, { version: 0, methods })
}

/** The trait with a method for every type. */
export const Values = declare('Values', valueTypes)
/** The trait with methods for what Rust wraps. */
export const Wrapped = declare('Wrapped', wrappedTypes)
