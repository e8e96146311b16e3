// Bytes that the crate itself wrote.
import { bool, char32, f32, f64, i32, i8, isize, u128, u16, u32, u64, u8, unit, usize } from 'abiding'
import {
  boxed,
  bytes,
  decodeWire,
  duration,
  encodeWire,
  fixedList,
  ioError,
  ipAddress,
  list,
  map,
  option,
  PreciseDate,
  record,
  Result,
  set,
  socketAddress,
  string,
  systemTime,
  tuple,
  type WireType,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'

const Bool = tuple(bool)
const one = <T>(type: T): T => type

/** The rule, the type, a value as it is read, and the bytes. */
const vectors: readonly (readonly [string, WireType<any, any>, unknown, string])[] = [
  ['W-1', Bool, [true], '01'],
  ['W-1', tuple(i8), [-1], 'ff'],
  ['W-1', tuple(u16), [0x1234], '3412'],
  ['W-1', tuple(i32), [-2], 'feffffff'],
  ['W-1', tuple(u64), [0x0102030405060708n], '0807060504030201'],
  ['W-1', tuple(u128), [1n], '01000000000000000000000000000000'],
  ['W-1', tuple(f32), [1.5], '0000c03f'],
  ['W-1', tuple(f64), [-0.5], '000000000000e0bf'],
  ['W-1', tuple(char32), ['€'], 'ac200000'],
  ['W-1', tuple(usize), [7], '0700000000000000'],
  ['W-1', tuple(isize), [-1], 'ffffffffffffffff'],
  ['W-6', string, 'hé', '030000000000000068c3a9'],
  ['W-6', bytes, new Uint8Array([1, 2]), '02000000000000000102'],
  ['W-7', list(u16), [1, 2], '020000000000000001000200'],
  ['W-7', list(bool), [true, false], '02000000000000000100'],
  ['W-7', fixedList(u16, 2), [1, 2], '01000200'],
  ['W-8', option(u32), undefined, '00'],
  ['W-8', option(u32), 1, '0101000000'],
  ['W-8', Result(u8, u16), { isOk: true, ok: 1 }, '0101'],
  ['W-8', Result(u8, u16), { isOk: false, err: 2 }, '000200'],
  ['W-7', tuple(u8, u16), [1, 2], '010200'],
  ['W-1', tuple(unit), [undefined], ''],
  ['W-12', boxed(u8), 1, '01'],
  ['W-9', record('Mixed', { a: u8, b: u32, c: u16 }), { a: 1, b: 2, c: 3 }, '01020000000300'],
  ['W-7', map(u8, u8), new Map([[1, 2]]), '01000000000000000102'],
  ['W-7', set(u8), new Set([1, 2]), '02000000000000000102'],
  ['W-14', duration, 1_500_000_000n, '002f6859000000000000000000000000'],
  ['W-14', systemTime, PreciseDate.fromNanoseconds(1n), '01000000000000000000000000000000'],
  ['W-15', ipAddress, '1.2.3.4', '0004030201'],
  ['W-15', socketAddress, { address: '1.2.3.4', port: 80 }, '00500004030201'],
  ['W-16', ioError, { kind: 'NotFound', message: 'x' }, '0100010000000000000078'],
]

describe('values as the crate writes them', () => {
  it.each(vectors)('%s: %o', (_rule, type, value, hex) => {
    expect(Buffer.from(encodeWire(type, value)).toString('hex')).toBe(hex)
    expect(decodeWire(one(type), Buffer.from(hex, 'hex'))).toEqual(value)
  })
})
