import { ValueError } from '../errors/index.js'
import type { Member } from './accessor/record-fields.js'
import { bitFieldCodec } from './bit-field-codec.js'
import { codecOf, holdsAddress, type StructLayout } from './layout.js'
import { isSameSpace, type Memory } from './memory.js'
import { refuseCopyOfMoved } from './moved-value.js'
import { describeValue } from './names.js'
import type { Target } from './target.js'
import type { AnyType, WriteMode } from './type.js'
import { bytesToCopy, isView, typeOfView, type View } from './view.js'

/**
 * The fields of a struct or union as accessors see them.
 *
 * @internal
 */
export function membersOf(layout: StructLayout, target: Target, mode: WriteMode): Member[] {
  return layout.fields.map((field) => ({
    name: field.name,
    offset: field.offset,
    codec: field.bitWidth === undefined ? codecOf(field.type, target, mode) : bitFieldCodec(field, target),
  }))
}

/**
 * Whether a value is an accessor of a type.
 *
 * @internal
 */
export function isViewOf(value: unknown, type: AnyType): value is View {
  return isView(value) && typeOfView(value) === type
}

/**
 * Copies the bytes of an accessor of the same type, where they mean the same in both memories.
 *
 * @returns Whether they do.
 *
 * @internal
 */
export function copyBytes(
  type: AnyType,
  size: number,
  memory: Memory,
  offset: number,
  value: View,
  path: string,
): boolean {
  refuseCopyOfMoved(type, path)
  const source = (value as unknown as { $memory: Memory }).$memory.space
  const { space } = memory
  const isSame =
    source.target === space.target && (isSameSpace(source, space) || !holdsAddress(type, space.target))
  if (isSame)
    new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).set(bytesToCopy(value))
  return isSame
}

/**
 * Refuses a value that is no object, or an accessor of something else.
 *
 * @internal
 */
export function requireObject(
  value: unknown,
  type: AnyType,
  expected: string,
  path: string,
): asserts value is Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !isView(value) && !Array.isArray(value)) return
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-8',
    path,
    expected: `${expected}, or an accessor of ${type.name}`,
    found: isView(value) ? `an accessor of ${typeOfView(value).name}` : describeValue(value),
  })
}

/** The names of the fields that an object may have, and those that it must have. */
export interface ExpectedKeys {
  /** All fields. */
  readonly all: ReadonlySet<string>
  /** Those that may be left out. */
  readonly optional?: ReadonlySet<string>
}

/**
 * Refuses an object that has not exactly the fields of a type.
 *
 * @internal
 */
export function checkKeys(
  value: Record<string, unknown>,
  type: AnyType,
  { all, optional }: ExpectedKeys,
  path: string,
): void {
  const keys = Object.keys(value)
  const isEachKnown = keys.every((key) => all.has(key))
  if (isEachKnown && keys.length === all.size) return
  // Fields may be inherited too.
  const missing = [...all].filter((name) => !(name in value) && optional?.has(name) !== true)
  const unknown = isEachKnown ? [] : keys.filter((key) => !all.has(key))
  if (missing.length === 0 && unknown.length === 0) return
  throw new ValueError(`not the fields of ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-8',
    path,
    expected: [...all].join(', '),
    found: [
      ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
      ...(unknown.length > 0 ? [`with the unknown ${unknown.join(', ')}`] : []),
    ].join(' and '),
  })
}

/**
 * Refuses bytes that mean something else where they shall be written.
 *
 * @internal
 */
export function refuseForeignBytes(type: AnyType, from: Target, to: Target, path: string): never {
  throw new ValueError('bytes of another target', {
    code: 'ABI-V001',
    rule: 'L-28',
    path,
    expected: `a ${type.name} in the layout of ${to.name}`,
    found: `one in the layout of ${from.name}`,
    hint: 'nobody knows which field of a union holds: write the field that does',
  })
}
