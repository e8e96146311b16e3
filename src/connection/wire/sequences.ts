import { DeclarationError } from '../../errors/index.js'
import { array, type Infer, type InputOf } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { isMap, isSet } from './built-ins.js'
import { itemsCode, listCodec } from './list-code.js'
import { isList } from './list-value.js'
import { tupleCode } from './record-code.js'
import { toWire, type Declared } from './scalars.js'
import type { Schema } from './schema.js'
import { deepest, tooDeep, within } from './wire-problem.js'
import { mostEmptyItems } from './wire-reader.js'
import { unfit, wireCodec, type WireCodec, type WireType } from './wire-type.js'

/** A list as TypeScript has it, or numbers that lie side by side. */
export type ListInput<Item> =
  readonly Item[] | (Item extends number | bigint ? ArrayLike<Item> & Iterable<Item> : never)

/**
 * Any number of values: an array. Rust's `Vec`, and whatever else is written as such: `VecDeque`, `Box<[T]>`, `Arc<[T]>`.
 *
 * @param item - The type of the values.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-7 of the specification.
 *
 * @example
 * ```ts
 * import { u16 } from 'abiding'
 * import { decodeWire, encodeWire, list } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(decodeWire(list(u16), encodeWire(list(u16), [1, 2])), [1, 2])
 * ```
 */
export function list<T extends Declared>(item: T): WireType<Infer<T>[], ListInput<InputOf<T>>> {
  const inner = toWire(item, 'list → item')
  return Object.freeze<WireType<any, any>>({
    kind: 'list',
    leastBytes: 8,
    name: `Vec<${inner.name}>`,
    makeCodec: (version) => listCodec(wireCodec(inner, version), 'an array'),
    makeSchema: (_version, guard) => ({ kind: 'vector', item: guard(inner), layout: 0 }),
    parts: () => [inner],
  })
}

/**
 * A fixed number of values: an array of that length. Rust's `[T; N]`.
 *
 * @param item - The type of the values.
 * @param length - How many, from 0.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels, `ABI-L002` for an impossible length.
 *
 * @see Rule W-7 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { encodeWire, fixedList } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(fixedList(u8, 2), [7, 8])], [7, 8])
 * assert.throws(() => encodeWire(fixedList(u8, 2), [7]), { code: 'ABI-V001' })
 * ```
 */
export function fixedList<T extends Declared>(
  item: T,
  length: number,
): WireType<Infer<T>[], ListInput<InputOf<T>>> {
  const inner = toWire(item, 'fixedList → item')
  checkLength(length)
  return Object.freeze<WireType<any, any>>({
    kind: 'fixedList',
    name: `[${inner.name}; ${length}]`,
    makeCodec: (version) => fixedCodec(wireCodec(inner, version), length),
    makeSchema: (_version, guard) => ({ kind: 'array', count: length, item: guard(inner) }),
    parts: () => [inner],
    inMemory: inner.inMemory === undefined ? undefined : array(inner.inMemory, length),
  })
}

function fixedCodec(item: WireCodec, length: number): WireCodec {
  const items = itemsCode(item)
  const check = (value: unknown): void => {
    if (!isList(value) || value.length !== length) throw unfit(value, `an array of ${length} values`)
  }
  return {
    smallest: length * item.smallest,
    write(writer, value: ArrayLike<unknown>) {
      check(value)
      items.write(writer, value)
    },
    read(reader) {
      // Bytes that are missing end a loop; what takes no bytes would not.
      if (length > mostEmptyItems) reader.checkCount(length, item.smallest)
      return items.read(reader, length)
    },
    check(value: ArrayLike<unknown>, depth = 0) {
      check(value)
      items.check(value, depth)
    },
  }
}

function checkLength(length: unknown): void {
  if (Number.isInteger(length) && (length as number) >= 0 && (length as number) < 2 ** 32) return
  throw new DeclarationError('not a length', {
    code: 'ABI-L002',
    rule: 'W-7',
    path: 'fixedList → length',
    expected: 'an integer from 0 to 4294967295',
    found: describeValue(length),
  })
}

/** The plain value of a tuple: an array with a place for each type. */
export type TupleOf<Types extends readonly Declared[]> = {
  -readonly [Index in keyof Types]: Infer<Types[Index]>
}
/** What may be written as a tuple. */
export type TupleInput<Types extends readonly Declared[]> = {
  readonly [Index in keyof Types]: InputOf<Types[Index]>
}

/**
 * Values of different types side by side: an array with a place for each. Rust's tuples.
 *
 * @param items - The types of the values, in order; at most three cross a connection to Rust.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-7 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { encodeWire, string, tuple } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(tuple(u8, string), [7, ''])], [7, 0, 0, 0, 0, 0, 0, 0, 0])
 * ```
 */
export function tuple<const Types extends readonly Declared[]>(
  ...items: Types
): WireType<TupleOf<Types>, TupleInput<Types>> {
  const inner = items.map((item, index) => toWire(item, `tuple → item ${index}`))
  return Object.freeze<WireType<any, any>>({
    kind: 'tuple',
    name: `(${inner.map(({ name }) => name).join(', ')})`,
    makeCodec(version) {
      const codecs = inner.map((item) => wireCodec(item, version))
      return {
        smallest: codecs.reduce((sum, { smallest }) => sum + smallest, 0),
        ...tupleCode(codecs),
      }
    },
    makeSchema: (version, guard) => ({
      kind: 'struct',
      name: `${inner.length}-Tuple`,
      fields: inner.map((item, index) => ({ name: String(index), schema: item.makeSchema(version, guard) })),
    }),
    parts: () => inner,
  })
}

/**
 * Values by keys: a `Map`. Rust's `HashMap`, `BTreeMap` and `IndexMap`. The order of the entries is kept.
 *
 * @param key - The type of the keys.
 * @param value - The type of the values.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-7 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { decodeWire, encodeWire, map, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Ages = map(string, u8)
 * assert.equal(decodeWire(Ages, encodeWire(Ages, new Map([['Ada', 36]]))).get('Ada'), 36)
 * ```
 */
export function map<K extends Declared, V extends Declared>(
  key: K,
  value: V,
): WireType<Map<Infer<K>, Infer<V>>, ReadonlyMap<InputOf<K>, InputOf<V>>> {
  const keys = toWire(key, 'map → key')
  const values = toWire(value, 'map → value')
  return Object.freeze<WireType<any, any>>({
    kind: 'map',
    leastBytes: 8,
    name: `Map<${keys.name}, ${values.name}>`,
    makeCodec: (version) => mapCodec(wireCodec(keys, version), wireCodec(values, version)),
    makeSchema: (_version, guard) => ({
      kind: 'vector',
      item: pairSchema(guard(keys), guard(values)),
      layout: 0,
    }),
    parts: () => [keys, values],
  })
}

function mapCodec(keys: WireCodec, values: WireCodec): WireCodec {
  const each = (
    entries: ReadonlyMap<unknown, unknown>,
    step: (codec: WireCodec, value: unknown) => void,
  ): void => {
    let index = 0
    try {
      for (const [key, value] of entries) {
        step(keys, key)
        step(values, value)
        index += 1
      }
    } catch (error) {
      throw within(`[${index}]`, error)
    }
  }
  const checkMap = (entries: unknown): void => {
    if (!isMap(entries)) throw unfit(entries, 'a Map')
  }
  return {
    smallest: 8,
    write(writer, entries: ReadonlyMap<unknown, unknown>) {
      checkMap(entries)
      writer.count(entries.size)
      writer.enter()
      each(entries, (codec, value) => codec.write(writer, value))
      writer.leave()
    },
    read(reader) {
      const count = reader.count(keys.smallest + values.smallest)
      const entries = new Map<unknown, unknown>()
      reader.enter()
      let index = 0
      try {
        for (; index < count; index++) entries.set(keys.read(reader), values.read(reader))
      } catch (error) {
        throw within(`[${index}]`, error)
      }
      reader.leave()
      return entries
    },
    check(entries: ReadonlyMap<unknown, unknown>, depth = 0) {
      checkMap(entries)
      if (depth >= deepest) throw tooDeep()
      each(entries, (codec, value) => codec.check(value, depth + 1))
    },
  }
}

function pairSchema(key: Schema, value: Schema): Schema {
  const fields = [
    { name: 'key', schema: key },
    { name: 'value', schema: value },
  ]
  return { kind: 'struct', name: 'KeyValuePair', fields }
}

/**
 * Different values: a `Set`. Rust's `HashSet`, `BTreeSet` and `BinaryHeap`. The order of the values is kept.
 *
 * @param item - The type of the values.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-7 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { encodeWire, set } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual([...encodeWire(set(u8), new Set([1, 2]))], [2, 0, 0, 0, 0, 0, 0, 0, 1, 2])
 * ```
 */
export function set<T extends Declared>(item: T): WireType<Set<Infer<T>>, ReadonlySet<InputOf<T>>> {
  const inner = toWire(item, 'set → item')
  return Object.freeze<WireType<any, any>>({
    kind: 'set',
    leastBytes: 8,
    name: `Set<${inner.name}>`,
    makeCodec(version) {
      const items = listCodec(wireCodec(inner, version), 'a Set')
      const checkSet = (value: unknown): void => {
        if (!isSet(value)) throw unfit(value, 'a Set')
      }
      return {
        smallest: items.smallest,
        write(writer, value: ReadonlySet<unknown>) {
          checkSet(value)
          items.write(writer, [...value])
        },
        read: (reader) => new Set(items.read(reader) as unknown[]),
        check(value: ReadonlySet<unknown>, depth) {
          checkSet(value)
          items.check([...value], depth)
        },
      }
    },
    makeSchema: (_version, guard) => ({ kind: 'vector', item: guard(inner), layout: 0 }),
    parts: () => [inner],
  })
}
