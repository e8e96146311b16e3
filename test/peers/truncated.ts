// Instances of older versions, made of a live one: shorter, and with nothing mapped behind their end.
import {
  entryPointOf,
  hasField,
  hostTarget,
  MissingFieldError,
  Pointer,
  prefixType,
  safeRead,
  versionField,
  viewPrefix,
  type AnyPrefixType,
  type AnyType,
  type FieldDeclaration,
  type ModuleOf,
  type PrefixField,
} from 'abiding'
import { expect } from 'vitest'
import { defaultOf } from '../../src/layout/default-value.js'
import { beforeGuardPage } from '../support/guard-page.js'

/** Writes a version into the first bytes of an instance. */
export type WriteVersion = (start: DataView, version: string) => void

/** For a version field that is an `int` at the start. */
export const writeIntVersion: WriteVersion = (start, version) =>
  start.setInt32(0, Number(version), hostTarget().byteOrder === 'little')

/** A copy of a live instance as a maker of an older version would have made it. */
export function cutAt(
  type: AnyPrefixType,
  live: number,
  version: string,
  writeVersion: WriteVersion,
): number {
  const bytes = safeRead(live, type.upTo(version).measure(hostTarget()).size)
  writeVersion(new DataView(bytes.buffer), version)
  return beforeGuardPage(bytes).address
}

/** The same type with a version that nobody has published: one more rung with one more field. */
export function withRung<T extends AnyPrefixType>(
  type: T,
  version: string,
  fields: Readonly<Record<string, FieldDeclaration | AnyType>>,
): AnyPrefixType {
  const ladder = Object.fromEntries(
    type.versions.map((one) => [one, type.fields.findLast((field) => isIn(type, field, one))!.name]),
  )
  const declared = (isPrefix: boolean): [string, FieldDeclaration][] =>
    type.fields
      .filter((field) => field.isPrefix === isPrefix)
      .map(({ name, type: fieldType, missing }) => [name, { declares: 'field', type: fieldType, missing }])
  return prefixType(type.name, {
    presence: versionField(type.presence.field!, { ...ladder, [version]: Object.keys(fields).at(-1)! }),
    prefix: Object.fromEntries(declared(true)),
    lastPrefixField: type.lastPrefixField!,
    suffix: { ...Object.fromEntries(declared(false)), ...fields },
  } as never)
}

const isIn = (type: AnyPrefixType, field: PrefixField, version: string): boolean =>
  type.versions.indexOf(field.since) <= type.versions.indexOf(version)

/** What can be compared of a field: functions and pointers by where they lead. */
function reading(view: object, name: string): unknown {
  const value: unknown = (view as Record<string, unknown>)[name]
  if (typeof value === 'function') return `function at ${entryPointOf(value)}`
  return value instanceof Pointer ? `pointer to ${value.address}` : JSON.stringify(value, withoutBigInts)
}

const withoutBigInts = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}n` : value

/**
 * Expects that an instance shows what its version has, and the declared policies for everything else.
 *
 * @param live - A whole instance, from which it was cut.
 * @param version - Of the instance.
 */
export function expectVersion(
  type: AnyPrefixType,
  view: object,
  live: object,
  version: string,
  order: readonly string[],
): void {
  const present: string[] = []
  for (const field of type.fields) {
    const { name } = field
    const isThere = order.indexOf(field.since) <= order.indexOf(version)
    expect(hasField(view, name as never), name).toBe(isThere)
    // The version itself is what was changed.
    if (isThere && name !== type.presence.field) {
      expect(reading(view, name), name).toBe(reading(live, name))
      present.push(name)
    }
    if (!isThere) expectPolicy(field, view)
  }
  expect(present.length).toBeGreaterThan(0)
}

function expectPolicy({ name, type, missing }: PrefixField, view: object): void {
  const read = (): unknown => (view as Record<string, unknown>)[name]
  switch (missing?.policy) {
    case 'option':
      return expect(read(), name).toBeUndefined()
    case 'panic':
      return expect(read, name).toThrow(MissingFieldError)
    case 'value':
      return expect(read(), name).toBe(missing.value)
    case 'with': {
      // Each reading supplies a function anew; what it gives when it is called is expected by those who declared it.
      const supplied = missing.supply()
      const isFunction = typeof supplied === 'function'
      return expect(isFunction ? typeof read() : read(), name).toBe(isFunction ? 'function' : supplied)
    }
    case 'default':
      return expect(read(), name).toEqual(defaultOf(type, name))
    default:
      return expect.fail(`${name} is never missing`)
  }
}

/**
 * Every version as an instance that was cut from a live one, seen through every version as a declaration, and through one
 * that is newer than any instance.
 *
 * @returns How many pairs there were.
 */
export function expectAllPairs(
  type: AnyPrefixType,
  newer: AnyPrefixType,
  live: number,
  writeVersion: WriteVersion,
): number {
  const { versions } = type
  const whole = viewPrefix(newer, live) as object
  let pairs = 0
  for (const made of versions) {
    const cut = cutAt(type, live, made, writeVersion)
    for (const declared of newer.versions) {
      const seenAs = (type.versions.includes(declared) ? type : newer).upTo(declared)
      const view: ModuleOf<AnyPrefixType> = viewPrefix(seenAs, cut)
      expectVersion(seenAs, view as object, whole, made, newer.versions)
      pairs++
    }
  }
  return pairs
}
