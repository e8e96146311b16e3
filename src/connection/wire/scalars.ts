import { DeclarationError } from '../../errors/index.js'
import type { AnyType } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { isText } from '../../layout/utf8.js'
import type { PrimitiveName, Schema } from './schema.js'
import { WireProblem } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { unfit, type AnyWireType, type WireCodec, type WireType } from './wire-type.js'

/** A type that values of a connection may have: a scalar of the layout layer, or one that is declared for connections. */
export type Declared = AnyWireType | AnyType

/**
 * The type of a connection that a declaration means.
 *
 * @param type - What was declared.
 * @param path - Where it stands, for the error.
 * @throws `DeclarationError` `ABI-L006` for what is no type, or none that travels.
 *
 * @see Rule W-5 of the specification.
 *
 * @internal
 */
export function toWire(type: Declared, path: string): AnyWireType {
  const declared = type as (Partial<AnyWireType> & Partial<AnyType>) | null | undefined
  if (typeof declared?.makeSchema === 'function') return type as AnyWireType
  const name = typeof declared?.schema === 'function' ? declared.schema() : undefined
  const scalar = typeof name === 'string' ? scalars.get(name) : undefined
  if (scalar !== undefined) return scalar
  throw new DeclarationError('a type whose values do not travel over a connection', {
    code: 'ABI-L006',
    rule: 'W-5',
    path,
    expected: 'a scalar of fixed width, or a type for connections: string, list(…), record(…) and so on',
    found: declared?.name ?? describeValue(type),
  })
}

function scalar(name: string, schema: Schema, codec: WireCodec): AnyWireType {
  return Object.freeze<AnyWireType>({
    kind: 'scalar',
    name,
    makeCodec: () => codec,
    makeSchema: () => schema,
  })
}

const primitive = (name: PrimitiveName): Schema => ({ kind: 'primitive', name })

type SmallMethod = 'Int8' | 'Uint8' | 'Int16' | 'Uint16' | 'Int32' | 'Uint32'

function smallInteger(size: 1 | 2 | 4, isSigned: boolean): WireCodec {
  const method = `${isSigned ? 'Int' : 'Uint'}${8 * size}` as SmallMethod
  const get = DataView.prototype[`get${method}`]
  const set = DataView.prototype[`set${method}`]
  const least = isSigned ? -(2 ** (8 * size - 1)) : 0
  const most = isSigned ? 2 ** (8 * size - 1) - 1 : 2 ** (8 * size) - 1
  const expected = `an integer from ${least} to ${most}`
  return {
    smallest: size,
    write(writer, value: number) {
      if (!(Number.isInteger(value) && value >= least && value <= most)) throw unfit(value, expected)
      const at = writer.take(size)
      set.call(writer.view, at, value, true)
    },
    read: (reader) => get.call(reader.view, reader.take(size), true),
  }
}

function bigInteger(bits: 64 | 128, isSigned: boolean): WireCodec {
  const least = isSigned ? -(1n << BigInt(bits - 1)) : 0n
  const most = isSigned ? (1n << BigInt(bits - 1)) - 1n : (1n << BigInt(bits)) - 1n
  const expected = `a bigint from ${least} to ${most}`
  const read = bits === 64 ? (reader: WireReader) => reader.u64() : (reader: WireReader) => reader.u128()
  return {
    smallest: bits / 8,
    write(writer, value: bigint) {
      if (typeof value !== 'bigint' || value < least || value > most) throw unfit(value, expected)
      if (bits === 64) writer.u64(value)
      else writer.u128(value)
    },
    read: isSigned ? (reader) => BigInt.asIntN(bits, read(reader)) : read,
  }
}

/** Sizes and differences of addresses travel with 64 bits, and are numbers here. */
function pointerSized(isSigned: boolean): WireCodec {
  const least = isSigned ? Number.MIN_SAFE_INTEGER : 0
  const expected = `an integer from ${least} to ${Number.MAX_SAFE_INTEGER}`
  return {
    smallest: 8,
    write(writer, value: number) {
      if (!(Number.isSafeInteger(value) && value >= least)) throw unfit(value, expected)
      writer.u64(BigInt(value))
    },
    read(reader) {
      const bits = reader.u64()
      const value = Number(isSigned ? BigInt.asIntN(64, bits) : bits)
      if (Number.isSafeInteger(value)) return value
      throw new WireProblem('a size beyond 2^53', {
        code: 'ABI-V002',
        rule: 'W-2',
        expected,
        found: `${value}`,
      })
    },
  }
}

const f32: WireCodec = {
  smallest: 4,
  write(writer, value: number) {
    if (typeof value !== 'number') throw unfit(value, 'a number')
    const at = writer.take(4)
    writer.view.setFloat32(at, value, true)
  },
  read: (reader) => reader.view.getFloat32(reader.take(4), true),
}

const f64: WireCodec = {
  smallest: 8,
  write(writer, value: number) {
    if (typeof value !== 'number') throw unfit(value, 'a number')
    const at = writer.take(8)
    writer.view.setFloat64(at, value, true)
  },
  read: (reader) => reader.view.getFloat64(reader.take(8), true),
}

const bool: WireCodec = {
  smallest: 1,
  write(writer, value: boolean) {
    if (typeof value !== 'boolean') throw unfit(value, 'true or false')
    writer.u8(value ? 1 : 0)
  },
  read(reader) {
    const byte = reader.u8()
    if (byte <= 1) return byte === 1
    throw badNumber('a bool', '0 or 1', byte)
  },
}

const char: WireCodec = {
  smallest: 4,
  write(writer, value: string) {
    const code = typeof value === 'string' ? value.codePointAt(0) : undefined
    if (code === undefined || isSurrogate(code) || value.length !== (code > 0xffff ? 2 : 1)) {
      throw unfit(value, 'a string of one character')
    }
    writer.u32(code)
  },
  read(reader) {
    const code = reader.u32()
    if (code <= 0x10ffff && !isSurrogate(code)) return String.fromCodePoint(code)
    throw badNumber('a character', 'a Unicode scalar value', code)
  },
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}

/**
 * The problem of a number that stands for nothing.
 *
 * @internal
 */
export function badNumber(what: string, expected: string, found: number): WireProblem {
  return new WireProblem(`not ${what}`, { code: 'ABI-W002', rule: 'W-3', expected, found: `${found}` })
}

/** Scalars by what the layout layer calls them in schemas. */
const scalars = new Map<string, AnyWireType>(
  [
    scalar('i8', primitive('i8'), smallInteger(1, true)),
    scalar('u8', primitive('u8'), smallInteger(1, false)),
    scalar('i16', primitive('i16'), smallInteger(2, true)),
    scalar('u16', primitive('u16'), smallInteger(2, false)),
    scalar('i32', primitive('i32'), smallInteger(4, true)),
    scalar('u32', primitive('u32'), smallInteger(4, false)),
    scalar('i64', primitive('i64'), bigInteger(64, true)),
    scalar('u64', primitive('u64'), bigInteger(64, false)),
    scalar('i128', primitive('i128'), bigInteger(128, true)),
    scalar('u128', primitive('u128'), bigInteger(128, false)),
    scalar('isize', primitive('i64'), pointerSized(true)),
    scalar('usize', primitive('u64'), pointerSized(false)),
    scalar('f32', primitive('f32'), f32),
    scalar('f64', primitive('f64'), f64),
    scalar('bool', primitive('bool'), bool),
    scalar('char32', primitive('char'), char),
  ].map((type) => [type.name, type]),
)

/**
 * Text: a `string` without half of a surrogate pair. Rust's `String`.
 *
 * @see Rule W-6 of the specification.
 *
 * @example
 * ```ts
 * import { encodeWire, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(string, 'ä')], [2, 0, 0, 0, 0, 0, 0, 0, 0xc3, 0xa4])
 * ```
 */
export const string: WireType<string> = Object.freeze<WireType<string>>({
  kind: 'string',
  name: 'String',
  makeCodec: () => ({
    smallest: 8,
    write(writer, value: unknown) {
      if (!isText(value)) throw unfit(value, 'a string without half of a surrogate pair')
      writer.text(value)
    },
    read: (reader) => reader.text(),
  }),
  makeSchema: () => ({ kind: 'primitive', name: 'string', layout: 0 }),
})

/**
 * Bytes: a `Uint8Array`. Rust's `Vec<u8>`. What is read is a copy.
 *
 * @see Rule W-6 of the specification.
 *
 * @example
 * ```ts
 * import { bytes, decodeWire, encodeWire } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(decodeWire(bytes, encodeWire(bytes, [1, 2, 3])), new Uint8Array([1, 2, 3]))
 * ```
 */
export const bytes: WireType<Uint8Array, Uint8Array | readonly number[]> = Object.freeze<
  WireType<Uint8Array, Uint8Array | readonly number[]>
>({
  kind: 'bytes',
  name: 'Vec<u8>',
  makeCodec: () => ({
    smallest: 8,
    write(writer, value: Uint8Array | readonly number[]) {
      if (value instanceof Uint8Array) {
        writer.count(value.length)
        return writer.raw(value)
      }
      if (!Array.isArray(value) || !value.every((one) => Number.isInteger(one) && one >= 0 && one <= 255)) {
        throw unfit(value, 'a Uint8Array, or an array of integers from 0 to 255')
      }
      writer.count(value.length)
      writer.raw(Uint8Array.from(value as number[]))
    },
    read: (reader) => reader.raw(reader.count(1)).slice(),
  }),
  makeSchema: () => ({ kind: 'vector', item: primitive('u8'), layout: 0 }),
})

/**
 * Nothing: `undefined`. Rust's `()`.
 *
 * @internal
 */
export const nothing: WireType<undefined, void> = Object.freeze<WireType<undefined, void>>({
  kind: 'nothing',
  name: '()',
  makeCodec: () => ({
    smallest: 0,
    write(_writer, value) {
      if (value !== undefined) throw unfit(value, 'undefined')
    },
    read: () => undefined,
  }),
  makeSchema: () => ({ kind: 'zeroSize' }),
})
scalars.set('unit', nothing)
