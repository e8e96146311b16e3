import {
  generic,
  taggedUnion,
  u8,
  type AnyType,
  type Codec,
  type Infer,
  type InputOf,
  type Target,
  type Type,
  type ValueDomain,
  type ViewOf,
  type WriteMode,
} from '../layout/index.js'
import { dropValue } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { requireObject, checkKeys } from '../layout/record-codec.js'
import { bodyOffset, clearBytes, readsAtOnce, refuseTag } from './tagged-body.js'

/**
 * A value or none. Where `undefined` is a value of the type itself, as for {@link unit} and for an option of an option,
 * a value that is there is `{ some: value }`.
 *
 * @typeParam T - The type of the value.
 * @typeParam Value - What stands for a value of it.
 */
export type OptionalValue<T, Value> = (undefined extends ViewOf<T> ? { some: Value } : Value) | undefined

/** The type of a value or none. */
export interface ROptionType<T extends AnyType = AnyType> extends Type<
  OptionalValue<T, ViewOf<T>>,
  OptionalValue<T, Infer<T>>,
  OptionalValue<T, InputOf<T>>
> {
  readonly kind: 'ROption'
  /** The type of the value. */
  readonly value: T
}

/**
 * A value or none: Rust's `Option`, laid out as `abi_stable`'s `ROption`. It is read and written as the value or as
 * `undefined`; where `undefined` is a value itself, a value that is there is `{ some: value }`.
 *
 * A byte says which of the two it is, 0 for a value; the value lies at the next multiple of its alignment. It owns what the
 * value owns.
 *
 * @param value - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-20 to T-22 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, ROption, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Visit = struct('Visit', { guide: ROption(u32), note: ROption(ROption(u32)) })
 * const visit = bufferMemory(new ArrayBuffer(64)).allocate(Visit, { guide: 7, note: { some: undefined } })
 * assert.equal(visit.guide, 7)
 * assert.deepEqual(visit.note, { some: undefined })
 *
 * visit.guide = undefined
 * assert.equal(visit.guide, undefined)
 * ```
 */
export const ROption = generic('ROption', makeOption) as <T extends AnyType>(value: T) => ROptionType<T>

const tags = { some: 0, none: 1 } as const

function makeOption(name: string, value: AnyType): ROptionType {
  const representation = taggedUnion(name, u8, { RSome: { value }, RNone: {} }) as unknown as AnyType
  const isWrapped = value.hasUndefined === true
  const type: AnyType = Object.freeze<AnyType & Pick<ROptionType, 'value'>>({
    ...representation,
    kind: 'ROption',
    value,
    makeCodec: (target, mode) => optionCodec(type, value, isWrapped, target, mode),
    hasUndefined: true,
    defaultValue: () => undefined,
    domain:
      value.domain === undefined
        ? undefined
        : (target) => ({
            kind: 'alternatives',
            domains: [{ kind: 'choice', values: [undefined] }, wrapped(value.domain!(target), isWrapped)],
          }),
    abiStable: { name: 'ROption', parameters: [value] },
  })
  return type as unknown as ROptionType
}

function wrapped(domain: ValueDomain, isWrapped: boolean): ValueDomain {
  return isWrapped ? { kind: 'record', fields: [{ name: 'some', domain }] } : domain
}

const someKeys = { all: new Set(['some']) }

function optionCodec(
  type: AnyType,
  value: AnyType,
  isWrapped: boolean,
  target: Target,
  mode: WriteMode,
): Codec {
  const { size, alignment } = type.measure(target)
  const inner = codecOf(value, target, mode)
  const at = bodyOffset(type, 'RSome', target)
  const typeName = type.name
  const read =
    (how: 'get' | 'copy'): Codec['get'] =>
    (memory, offset, path = typeName) => {
      const tag = memory.view.getUint8(offset)
      if (tag === tags.none) return undefined
      if (tag !== tags.some) refuseTag(typeName, ['RSome', 'RNone'], tag, path, 'T-20')
      if (isWrapped) return { some: inner[how](memory, offset + at, `${path}.some`) }
      return inner[how](memory, offset + at, path)
    }
  const copy = read('copy')
  return {
    size,
    alignment,
    varies: true,
    readsAtOnce: readsAtOnce(value, inner),
    get: read('get'),
    set(memory, offset, given, path) {
      if (given === undefined) {
        clearBytes(memory, offset, size)
        memory.view.setUint8(offset, tags.none)
        return
      }
      if (isWrapped) {
        requireObject(given, type, 'undefined or { some: … }', path)
        checkKeys(given, type, someKeys, path)
        inner.set(memory, offset + at, given['some'], `${path}.some`)
      } else inner.set(memory, offset + at, given, path)
      memory.view.setUint8(offset, tags.some)
    },
    copy,
    json(memory, offset) {
      if (copy(memory, offset) === undefined) return null
      const found = inner.json(memory, offset + at)
      return isWrapped ? { some: found } : found
    },
    drop(memory, offset) {
      if (memory.view.getUint8(offset) === tags.some) dropValue(value, memory, offset + at)
    },
  }
}
