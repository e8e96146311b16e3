import type { Infer, InputOf } from '../../layout/index.js'
import type { Schema } from './schema.js'
import { toWire, type Declared } from './scalars.js'
import { partCodec } from './part-codec.js'
import { badNumber } from './wire-problem.js'
import { unfit, wireCodec, type AnyWireType, type WireCodec, type WireType } from './wire-type.js'

/** A value that may be missing: itself or `undefined`; `{ some }` where `undefined` is among the values itself. */
export type OptionOf<Value> = undefined extends Value
  ? { readonly some: Value } | undefined
  : Value | undefined

/**
 * A value that may be missing: `undefined` where it is. Where the value itself may be `undefined`, as in an option of an
 * option, it is wrapped as `{ some }`.
 *
 * @param inner - The type of the value.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-8 of the specification.
 *
 * @example
 * ```ts
 * import { u16 } from 'abiding'
 * import { encodeWire, option } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(option(u16), 5)], [1, 5, 0])
 * assert.deepEqual([...encodeWire(option(u16), undefined)], [0])
 * assert.deepEqual([...encodeWire(option(option(u16)), { some: undefined })], [1, 0])
 * ```
 */
export function option<T extends Declared>(inner: T): WireType<OptionOf<Infer<T>>, OptionOf<InputOf<T>>> {
  const type = toWire(inner, 'option → inner')
  return Object.freeze<WireType<any, any>>({
    kind: 'option',
    name: `Option<${type.name}>`,
    makeCodec(version) {
      const codec = wireCodec(type, version)
      const isWrapped = hasUndefined(type)
      return {
        smallest: 1,
        write(writer, value: unknown) {
          if (value === undefined) return writer.u8(0)
          writer.u8(1)
          codec.write(writer, isWrapped ? unwrapSome(value) : value)
        },
        read(reader) {
          const tag = reader.u8()
          if (tag > 1) throw badNumber('an option', '0 or 1', tag)
          if (tag === 0) return undefined
          const value = codec.read(reader)
          return isWrapped ? { some: value } : value
        },
        check(value: unknown, depth) {
          if (value !== undefined) codec.check(isWrapped ? unwrapSome(value) : value, depth)
        },
      }
    },
    makeSchema: (version, guard) => ({ kind: 'option', item: type.makeSchema(version, guard) }),
    parts: () => [type],
  })
}

/** Whether `undefined` is among the values of a type. */
function hasUndefined({ kind, parts }: AnyWireType): boolean {
  if (kind === 'boxed') return parts!().some(hasUndefined)
  return kind === 'option' || kind === 'nothing'
}

function unwrapSome(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'some' in value) return value.some
  throw unfit(value, '{ some: … } or undefined')
}

/** What reading a result gives: told apart by `isOk`. */
export type ResultOf<Ok, Err> =
  { readonly isOk: true; readonly ok: Ok } | { readonly isOk: false; readonly err: Err }

/** What may be written as a result. */
export type ResultInput<Ok, Err> = { readonly ok: Ok } | { readonly err: Err }

/**
 * A value or what went wrong: `{ isOk: true, ok }` or `{ isOk: false, err }`, written as `{ ok }` or `{ err }`.
 *
 * @param ok - The type of the value.
 * @param err - The type of what went wrong.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-8 of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { decodeWire, encodeWire, Result, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Answer = Result(u32, string)
 * assert.deepEqual([...encodeWire(Answer, { ok: 7 })], [1, 7, 0, 0, 0])
 * assert.deepEqual(decodeWire(Answer, encodeWire(Answer, { err: 'no' })), { isOk: false, err: 'no' })
 * ```
 */
export function Result<T extends Declared, E extends Declared>(
  ok: T,
  err: E,
): WireType<ResultOf<Infer<T>, Infer<E>>, ResultInput<InputOf<T>, InputOf<E>>> {
  const okType = toWire(ok, 'Result → ok', 'result')
  const errType = toWire(err, 'Result → err', 'result')
  const standsAs = okType.standsAs === undefined && errType.standsAs === undefined ? undefined : 'result'
  return Object.freeze<WireType<any, any>>({
    kind: 'result',
    name: `Result<${okType.name}, ${errType.name}>`,
    makeCodec: (version) => resultCodec(wireCodec(okType, version), wireCodec(errType, version)),
    makeSchema: (version, guard) =>
      resultSchema(okType.makeSchema(version, guard), errType.makeSchema(version, guard)),
    parts: () => [okType, errType],
    standsAs,
  })
}

function resultCodec(okCodec: WireCodec, errCodec: WireCodec): WireCodec {
  const ok = partCodec('.ok', okCodec)
  const err = partCodec('.err', errCodec)
  return {
    smallest: 1 + Math.min(okCodec.smallest, errCodec.smallest),
    write(writer, value: unknown) {
      const isOk = hasOk(value)
      writer.u8(isOk ? 1 : 0)
      if (isOk) ok.write(writer, value.ok)
      else err.write(writer, (value as { readonly err: unknown }).err)
    },
    read(reader) {
      const tag = reader.u8()
      if (tag > 1) throw badNumber('a result', '0 or 1', tag)
      return tag === 1 ? { isOk: true, ok: ok.read(reader) } : { isOk: false, err: err.read(reader) }
    },
    check(value: unknown, depth) {
      if (hasOk(value)) ok.check(value.ok, depth)
      else err.check((value as { readonly err: unknown }).err, depth)
    },
  }
}

/** Which of the two sides of a result a value has. */
function hasOk(value: unknown): value is { readonly ok: unknown } {
  if (typeof value === 'object' && value !== null) {
    const isOk = 'ok' in value
    if (isOk !== 'err' in value) return isOk
  }
  throw unfit(value, '{ ok: … } or { err: … }')
}

/** Both have the number 0 in schemas of savefile, whatever is written before the value. */
function resultSchema(ok: Schema, err: Schema): Schema {
  return {
    kind: 'enum',
    name: 'Result',
    variants: [
      { name: 'Ok', discriminant: 0, fields: [{ name: 'ok', schema: ok }] },
      { name: 'Err', discriminant: 0, fields: [{ name: 'err', schema: err }] },
    ],
    discriminantSize: 1,
    hasExplicitRepr: false,
  }
}
