import type { Infer, InputOf } from '../../layout/index.js'
import { RSlice } from '../../plain-types/index.js'
import { borrowedValue } from '../fast-path/borrowed-value.js'
import { memoryItems, type MemoryItems } from '../wire/memory-items.js'
import { toWire, type Declared } from '../wire/scalars.js'
import { wireCodec, type AnyWireType, type WireCodec, type WireType } from '../wire/wire-type.js'
import { lendItems, viewItems } from './lent-items.js'
import type { SliceInput, SliceOf } from './reference-typing.js'
import { sliceCodec, slicePointerCodec } from './slice-codec.js'

/**
 * A value that is lent for a call: Rust's `&T`. A parameter. It is passed as a pointer where both sides are known to lay
 * it out in the same way, else as bytes. What is received is a copy.
 *
 * @param inner - The type of the value, or a function that gives it where it is declared later.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels; where a function gives it, as soon as
 * the type is used.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u32 } from 'abiding'
 * import { list, method, ref, string, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Counter = trait('Counter', {
 *   version: 0,
 *   methods: { count: method([{ letters: ref(list(string)) }, { limit: ref(u32) }], u32) },
 * })
 * assert.equal(Counter.methods.get('count')?.parameters[0]?.type.name, '&Vec<String>')
 * ```
 */
export function ref<T extends Declared>(inner: T | (() => T)): WireType<Infer<T>, InputOf<T>> {
  let known: AnyWireType | undefined
  const type = (): AnyWireType =>
    (known ??= toWire(typeof inner === 'function' ? inner() : inner, 'ref → inner'))
  const name = typeof inner === 'function' ? '&' : `&${type().name}`
  return Object.freeze<WireType<any, any>>({
    kind: 'ref',
    name,
    standsAs: 'parameter',
    makeCodec: (version) => wireCodec(type(), version),
    makeSchema: (version, guard) => ({ kind: 'reference', item: type().makeSchema(version, guard) }),
    parts: () => [type()],
    passedAs() {
      const { inMemory } = type()
      return inMemory === undefined ? undefined : borrowedValue(inMemory)
    },
    byReference(version) {
      const { inMemory } = type()
      if (inMemory === undefined) return undefined
      const codec = wireCodec(type(), version)
      return pointerCodec(codec, memoryItems(inMemory, codec))
    },
  })
}

function pointerCodec({ check }: WireCodec, items: MemoryItems): WireCodec {
  return {
    smallest: 8,
    check,
    write(writer, value: unknown) {
      check(value)
      writer.u64(BigInt(lendItems(writer, items, [value])))
    },
    read(reader) {
      const bits = reader.u64()
      return items.decode(viewItems(reader, items, bits, 1), 1)[0]
    },
  }
}

/**
 * Values side by side that are lent for a call: Rust's `&[T]`. A parameter. They are passed as a pointer and their number
 * where both sides are known to lay them out in the same way, else as bytes. A typed array of the type of the items, or an
 * accessor of an array of them, is then not copied, however long it is. What is received is a copy: a typed array where
 * there is one for the type.
 *
 * @param item - The type of the values.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { u8, u32 } from 'abiding'
 * import { method, slice, trait } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Hasher = trait('Hasher', { version: 0, methods: { hash: method({ data: slice(u8) }, u32) } })
 * assert.equal(Hasher.methods.get('hash')?.parameters[0]?.type.name, '&[u8]')
 * ```
 */
export function slice<T extends Declared>(item: T): WireType<SliceOf<T>, SliceInput<T>> {
  const inner = toWire(item, 'slice → item')
  return Object.freeze<WireType<any, any>>({
    kind: 'slice',
    name: `&[${inner.name}]`,
    standsAs: 'parameter',
    makeCodec: (version) => sliceCodec(inner, version),
    makeSchema: (version, guard) => ({
      kind: 'reference',
      item: { kind: 'slice', item: inner.makeSchema(version, guard) },
    }),
    parts: () => [inner],
    passedAs: () => (inner.inMemory === undefined ? undefined : RSlice(inner.inMemory)),
    byReference: (version) =>
      inner.inMemory === undefined ? undefined : slicePointerCodec(inner.inMemory, wireCodec(inner, version)),
  })
}
