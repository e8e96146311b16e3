import { DeclarationError } from '../../errors/index.js'
import type { Infer, InputOf } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'
import { isText } from '../../layout/utf8.js'
import { checkOptions } from './check-declaration.js'
import type { SchemaField } from './schema.js'
import { toWire, type Declared } from './scalars.js'
import {
  checkVersion,
  highestVersion,
  wireCodec,
  type AnyWireType,
  type SchemaGuard,
  type WireCodec,
} from './wire-type.js'

/** A value, or a function that gives a new one each time. */
export type Supplied<Value> = Value | (() => Value)

/** How a field was written in older versions. */
export interface FormerType {
  /** The last version in which it was written so. */
  readonly until: number
  /** What it was. */
  readonly type: AnyWireType
  /** Today's value of a former one. */
  readonly read: (former: any) => unknown
  /** The former value of one of today. */
  readonly write: (value: any) => unknown
}

/** A field with a history. Made by {@link field}, {@link removed} and {@link changed}. */
export interface FieldHistory<T extends Declared = Declared, IsKept extends boolean = boolean> {
  /** Tells it from a type. */
  readonly kind: 'fieldHistory'
  /** Never present: whether the field is part of values. */
  readonly isKept?: IsKept
  /** Its type today. */
  readonly type: T
  /** The first version that has it. */
  readonly since: number
  /** The last version that has it. */
  readonly until: number
  /** The value where a peer has no such field, and the one that an older peer gets for a removed field. */
  readonly supplied: (() => unknown) | undefined
  /** What it was before, oldest first. */
  readonly former: readonly FormerType[]
}

/** A field of a record: a type, or a type with a history. */
export type WireField = Declared | FieldHistory

/** The fields of a record by name. */
export type WireFields = Readonly<Record<string, WireField>>

/** The type of a field, without its history. */
export type FieldTypeIn<F> = F extends FieldHistory<infer T, any> ? T : F
/** The names of the fields that are part of values. */
export type KeptNames<F> = { [K in keyof F]: F[K] extends FieldHistory<any, false> ? never : K }[keyof F]

/** The plain value of some fields. */
export type FieldsValue<F> = { -readonly [K in KeptNames<F>]: Infer<FieldTypeIn<F[K]>> }

/** What may be written as some fields. */
export type FieldsInput<F> = { readonly [K in KeptNames<F>]: InputOf<FieldTypeIn<F[K]>> }

/**
 * A field that older versions do not have.
 *
 * @param type - Its type.
 * @param options - `since`: the first version that has it. `default`: its value where a peer is older, or a function
 * that gives one.
 * @throws `ValueError` `ABI-V001` for what is no version, `DeclarationError` `ABI-L002` where the options are missing.
 *
 * @see Rule W-10 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { decodeWire, encodeWire, field, record, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Person = record('Person', { name: string, age: field(u8, { since: 1, default: 18 }) })
 * const old = encodeWire(Person, { name: 'Ada', age: 36 }, 0)
 * assert.deepEqual(decodeWire(Person, old, 0), { name: 'Ada', age: 18 })
 * ```
 */
export function field<T extends Declared>(
  type: T,
  options: { readonly since: number; readonly default: Supplied<Infer<T>> },
): FieldHistory<T, true> {
  checkOptions(options, 'field', 'since and default', 'W-10')
  checkVersion(options.since, 'field → since')
  return history({ type, since: options.since, supplied: supplier(options.default) })
}

/**
 * A field that newer versions do not have any more. It is no part of values; what an older peer sends is read and left.
 *
 * @param type - Its type.
 * @param options - `until`: the last version that has it. `since`: the first one, 0 if left out. `value`: what an older
 * peer gets, or a function that gives it.
 * @throws `ValueError` `ABI-V001` for what is no version, `DeclarationError` `ABI-L002` where the options are missing.
 *
 * @see Rule W-10 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { encodeWire, record, removed } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Setting = record('Setting', { level: u8, colour: removed(u8, { until: 0, value: 255 }) })
 * assert.deepEqual([...encodeWire(Setting, { level: 1 }, 0)], [1, 255])
 * assert.deepEqual([...encodeWire(Setting, { level: 1 }, 1)], [1])
 * ```
 */
export function removed<T extends Declared>(
  type: T,
  options: { readonly since?: number; readonly until: number; readonly value: Supplied<Infer<T>> },
): FieldHistory<T, false> {
  checkOptions(options, 'removed', 'until and value', 'W-10')
  const { since = 0, until, value } = options
  checkVersion(since, 'removed → since')
  checkVersion(until, 'removed → until')
  return history({ type, since, until, supplied: supplier(value) })
}

/** What a field was, as {@link changed} takes it. */
export interface FormerField<Now, Former extends Declared> {
  /** The last version in which it was that. */
  readonly until: number
  /** Its type then. */
  readonly type: Former
  /** Today's value of a former one. */
  readonly read: (former: Infer<Former>) => Now
  /** The former value of one of today, which is checked before. */
  readonly write: (value: Now) => InputOf<Former>
}

/**
 * A field that was of another type before. Values are converted in both directions.
 *
 * @param type - Its type today.
 * @param former - What it was before.
 * @throws `ValueError` `ABI-V001` for what is no version.
 *
 * @see Rule W-11 of the specification.
 *
 * @example
 * ```ts
 * import { f64, u32 } from 'abiding'
 * import { changed, decodeWire, encodeWire, record } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const inCentimetres = { until: 0, type: u32, read: (cm: number) => cm / 100, write: (m: number) => Math.round(m * 100) }
 * const Height = record('Height', { metres: changed(f64, inCentimetres) })
 * assert.deepEqual([...encodeWire(Height, { metres: 1.8 }, 0)], [180, 0, 0, 0])
 * assert.deepEqual(decodeWire(Height, new Uint8Array([175, 0, 0, 0]), 0), { metres: 1.75 })
 * ```
 */
export function changed<T extends Declared, Former extends Declared>(
  type: T,
  former: FormerField<Infer<T>, Former>,
): FieldHistory<T, true> {
  checkOptions(former, 'changed', 'until, type, read and write', 'W-11')
  checkVersion(former.until, 'changed → until')
  const { until, read, write } = former
  for (const conversion of [read, write]) {
    if (typeof conversion !== 'function') refuseConversion(conversion)
  }
  return history({
    type,
    former: [{ until, type: toWire(former.type, 'changed → former type'), read, write }],
  })
}

function refuseConversion(found: unknown): never {
  throw new DeclarationError('a changed field without a conversion', {
    code: 'ABI-L006',
    rule: 'W-11',
    path: 'changed',
    expected: 'the functions read and write: values of older peers are converted in both directions',
    found: describeValue(found),
  })
}

function history<T extends Declared, IsKept extends boolean>(
  parts: Pick<FieldHistory<T, IsKept>, 'type'> & Partial<FieldHistory<T, IsKept>>,
): FieldHistory<T, IsKept> {
  return Object.freeze<FieldHistory<T, IsKept>>({
    kind: 'fieldHistory',
    since: 0,
    until: Infinity,
    supplied: undefined,
    former: [],
    ...parts,
  })
}

function supplier(supplied: Supplied<unknown>): () => unknown {
  return typeof supplied === 'function' ? (supplied as () => unknown) : () => supplied
}

/** What becomes of a field in a version. */
export interface PlannedField {
  /** Its name. */
  readonly name: string
  /** Whether it is part of values. */
  readonly isKept: boolean
  /** How it is written and read; `undefined` where the version does not have it. */
  readonly codec: WireCodec | undefined
  /** The value that stands for it where it is not there. */
  readonly supplied: (() => unknown) | undefined
}

/** A field as it was declared, with its history. */
export interface DeclaredField extends FieldHistory {
  /** Its name. */
  readonly name: string
  /** Its type, as it travels. */
  readonly wire: AnyWireType
}

/**
 * The fields of a record or of a form.
 *
 * @param owner - What they belong to, for errors.
 * @param fields - As they were declared.
 * @param reserved - A name that no field may have.
 * @throws `DeclarationError` for bad names, and for what are no types.
 *
 * @internal
 */
export function readFields(owner: string, fields: WireFields, reserved?: string): readonly DeclaredField[] {
  if (typeof fields !== 'object' || fields === null) {
    throw new DeclarationError('fields are given by name', {
      code: 'ABI-L006',
      rule: 'W-9',
      path: owner,
      expected: 'an object with a type for each field',
      found: describeValue(fields),
    })
  }
  return Object.keys(fields).map((name) => {
    const path = `${owner}.${name}`
    if (name === '' || name === '__proto__' || name === reserved || !isText(name)) refuseName(path, name)
    const declared = fields[name]!
    const past = (declared as Partial<FieldHistory> | undefined)?.kind === 'fieldHistory'
    const withHistory = past ? (declared as FieldHistory) : history({ type: declared as Declared })
    return { ...withHistory, name, wire: toWire(withHistory.type, path) }
  })
}

function refuseName(path: string, name: string): never {
  throw new DeclarationError('this cannot be the name of a field', {
    code: 'ABI-L001',
    rule: 'W-9',
    path,
    expected: 'any well-formed text but the empty one, __proto__, and tag in a form',
    found: JSON.stringify(name),
  })
}

/**
 * What becomes of fields in a version.
 *
 * @see Rules W-10 and W-11 of the specification.
 *
 * @internal
 */
export function planFields(fields: readonly DeclaredField[], version: number): readonly PlannedField[] {
  return fields.map((declared) => {
    const { name, supplied } = declared
    const type = typeIn(declared, version)
    const codec = type === undefined ? undefined : codecIn(declared, type, version)
    return { name, isKept: declared.until === Infinity, codec, supplied }
  })
}

/** Its type in a version; `undefined` where the version does not have the field. */
function typeIn(declared: DeclaredField, version: number): AnyWireType | undefined {
  if (version < declared.since || version > declared.until) return undefined
  return formerIn(declared, version)?.type ?? declared.wire
}

function formerIn({ former }: DeclaredField, version: number): FormerType | undefined {
  return former.find(({ until }) => version <= until)
}

function codecIn(declared: DeclaredField, type: AnyWireType, version: number): WireCodec {
  const codec = wireCodec(type, version)
  const former = formerIn(declared, version)
  if (former === undefined) return codec
  const today = wireCodec(declared.wire, highestVersion)
  // The conversion believes the type of its parameter.
  const convert = (value: unknown): unknown => {
    today.check(value)
    return former.write(value)
  }
  return {
    smallest: codec.smallest,
    write: (writer, value) => codec.write(writer, convert(value)),
    read: (reader) => former.read(codec.read(reader)),
    check: (value, depth) => codec.check(convert(value), depth),
  }
}

/**
 * What peers are told of fields in a version.
 *
 * @internal
 */
export function fieldSchemas(
  fields: readonly DeclaredField[],
  version: number,
  guard: SchemaGuard,
): readonly SchemaField[] {
  return fields.flatMap((declared) => {
    const type = typeIn(declared, version)
    return type === undefined ? [] : [{ name: declared.name, schema: type.makeSchema(version, guard) }]
  })
}

/**
 * The versions in which fields begin to be different.
 *
 * @internal
 */
export function* fieldChanges(fields: readonly DeclaredField[]): Iterable<number> {
  for (const { since, until, former } of fields) {
    if (since > 0) yield since
    if (until < Infinity) yield until + 1
    for (const one of former) yield one.until + 1
  }
}

/**
 * The types of fields, of today and before.
 *
 * @internal
 */
export function fieldParts(fields: readonly DeclaredField[]): readonly AnyWireType[] {
  return fields.flatMap(({ wire, former }) => [wire, ...former.map(({ type }) => type)])
}
