import { DeclarationError } from '../../errors/index.js'
import type { Infer, InputOf } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { toWire, type Declared } from './scalars.js'
import type { Schema } from './schema.js'
import { within } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import { unfit, wireCodec, type WireCodec, type WireType } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

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
    name: `Vec<${inner.name}>`,
    makeCodec: (version) => countedItems(() => wireCodec(inner, version), 'an array'),
    makeSchema: (_version, guard) => ({ kind: 'vector', item: guard(inner), layout: 0 }),
    parts: () => [inner],
  })
}

/** The codec of items is asked for when it is needed: a type may contain itself through a list. */
function countedItems(itemCodec: () => WireCodec, expected: string): WireCodec {
  const item = lazily(itemCodec)
  return {
    smallest: 8,
    write(writer, value: ArrayLike<unknown>) {
      if (!isList(value)) throw unfit(value, expected)
      writer.count(value.length)
      writer.enter()
      writeItems(writer, item(), value)
      writer.leave()
    },
    read(reader) {
      const codec = item()
      const count = reader.count(codec.smallest)
      reader.enter()
      const items = readItems(reader, codec, count)
      reader.leave()
      return items
    },
  }
}

function lazily<Result>(compute: () => Result): () => Result {
  let known: Result | undefined
  return () => (known ??= compute())
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

function writeItems(writer: WireWriter, { write }: WireCodec, items: ArrayLike<unknown>): void {
  const { length } = items
  let index = 0
  try {
    for (; index < length; index++) write(writer, items[index])
  } catch (error) {
    throw within(`[${index}]`, error)
  }
}

function readItems(reader: WireReader, { read }: WireCodec, count: number): unknown[] {
  const items: unknown[] = []
  let index = 0
  try {
    for (; index < count; index++) items.push(read(reader))
  } catch (error) {
    throw within(`[${index}]`, error)
  }
  return items
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
    makeCodec(version) {
      const codec = wireCodec(inner, version)
      return {
        smallest: length * codec.smallest,
        write(writer, value: ArrayLike<unknown>) {
          if (!isList(value) || value.length !== length) throw unfit(value, `an array of ${length} values`)
          writeItems(writer, codec, value)
        },
        read: (reader) => readItems(reader, codec, length),
      }
    },
    makeSchema: (_version, guard) => ({ kind: 'array', count: length, item: guard(inner) }),
    parts: () => [inner],
  })
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
        write(writer, value: ArrayLike<unknown>) {
          if (!isList(value) || value.length !== codecs.length) {
            throw unfit(value, `an array of ${codecs.length} values`)
          }
          codecs.forEach(({ write }, index) => inPlace(index, () => write(writer, value[index])))
        },
        read: (reader) => codecs.map(({ read }, index) => inPlace(index, () => read(reader))),
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

function inPlace<Result>(index: number, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw within(`[${index}]`, error)
  }
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
    name: `Map<${keys.name}, ${values.name}>`,
    makeCodec(version) {
      const entry = lazily(() => ({ key: wireCodec(keys, version), value: wireCodec(values, version) }))
      return {
        smallest: 8,
        write(writer, entries: ReadonlyMap<unknown, unknown>) {
          if (!(entries instanceof Map)) throw unfit(entries, 'a Map')
          const codecs = entry()
          writer.count(entries.size)
          writer.enter()
          let index = 0
          for (const [one, other] of entries) {
            inPlace(index, () => codecs.key.write(writer, one))
            inPlace(index, () => codecs.value.write(writer, other))
            index += 1
          }
          writer.leave()
        },
        read(reader) {
          const codecs = entry()
          const count = reader.count(codecs.key.smallest + codecs.value.smallest)
          const entries = new Map<unknown, unknown>()
          reader.enter()
          for (let index = 0; index < count; index++) {
            const one = inPlace(index, () => codecs.key.read(reader))
            entries.set(
              one,
              inPlace(index, () => codecs.value.read(reader)),
            )
          }
          reader.leave()
          return entries
        },
      }
    },
    makeSchema: (_version, guard) => ({
      kind: 'vector',
      item: pairSchema(guard(keys), guard(values)),
      layout: 0,
    }),
    parts: () => [keys, values],
  })
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
    name: `Set<${inner.name}>`,
    makeCodec(version) {
      const items = countedItems(() => wireCodec(inner, version), 'a Set')
      return {
        smallest: items.smallest,
        write(writer, value: ReadonlySet<unknown>) {
          if (!(value instanceof Set)) throw unfit(value, 'a Set')
          items.write(writer, [...value])
        },
        read: (reader) => new Set(items.read(reader) as unknown[]),
      }
    },
    makeSchema: (_version, guard) => ({ kind: 'vector', item: guard(inner), layout: 0 }),
    parts: () => [inner],
  })
}
