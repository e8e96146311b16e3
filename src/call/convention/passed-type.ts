import type { AnyType, Leaf, Target } from '../../layout/index.js'
import { layoutOf, leavesOf } from '../../layout/layout.js'
import { placeFields } from '../../layout/placement/place-fields.js'

/** A part of a type that has no parts: a scalar, or the bytes that a bit field touches. */
export interface PassedPart {
  /** Bytes from the start of the type. */
  readonly offset: number
  /** Bytes; none for a bit field of width 0. */
  readonly size: number
  /** Bytes: what its offset is a multiple of unless the type is packed. */
  readonly alignment: number
  /** Which registers it asks for. */
  readonly kind: 'integer' | 'float' | 'unnamed bits'
}

/** Equal floating-point numbers one after the other, and nothing else. */
export interface EqualFloats {
  /** Bytes of each. */
  readonly size: 4 | 8
  /** How many. */
  readonly count: number
}

/** A type as calling conventions look at it. */
export interface PassedType {
  /** Bytes. */
  readonly size: number
  /** Bytes, a power of two. */
  readonly alignment: number
  /** Bytes, a power of two: without what was asked for the type as a whole. */
  readonly naturalAlignment: number
  /** Whether it is more than a single number. */
  readonly isAggregate: boolean
  /** What it consists of, in no order and overlapping in unions; nothing for a type that is too large for registers. */
  readonly parts: readonly PassedPart[]
  /** What it is if it consists of equal floating-point numbers. */
  readonly floats?: EqualFloats | undefined
  /** What it is if members that have no name or take no bytes do not count. */
  readonly floatsByName?: EqualFloats | undefined
  /** Its fields but those of bits, and theirs: bytes from the start of the type, and the alignment of the field's type. */
  readonly fields: readonly { readonly offset: number; readonly alignment: number }[]
  /** The bit fields of unions, with a name or without: where the union begins, in bytes, and their widths in bits, not 0. */
  readonly unionBits: readonly { readonly offset: number; readonly width: number }[]
  /** For an integer of less than 4 bytes: how it fills a register. */
  readonly extension?: 'sign' | 'zero' | undefined
  /** Whether it is a truth value. */
  readonly isBool?: boolean | undefined
}

/**
 * No convention passes more than this in registers, in bytes: what larger types consist of does not matter.
 *
 * @internal
 */
export const largestInRegisters = 64

const known = new WeakMap<Target, WeakMap<AnyType, PassedType>>()

/**
 * A type as calling conventions look at it, computed once.
 *
 * @param type - A type with a size.
 * @param target - The machine.
 *
 * @internal
 */
export function passedType(type: AnyType, target: Target): PassedType {
  let ofTarget = known.get(target)
  if (ofTarget === undefined) known.set(target, (ofTarget = new WeakMap<AnyType, PassedType>()))
  let passed = ofTarget.get(type)
  if (passed === undefined) ofTarget.set(type, (passed = look(type, target)))
  return passed
}

const plain = { isAggregate: true, parts: [], fields: [], unionBits: [] } as const

function look(type: AnyType, target: Target): PassedType {
  const { size, alignment } = layoutOf(type, target)
  const whole = { ...plain, size, alignment, naturalAlignment: alignment }
  if (type.passing.kind === 'scalar') return scalars(type, whole, target)
  if (size > largestInRegisters) return whole
  const keyword = type.definition?.keyword
  if (type.definition?.fields !== undefined && keyword !== undefined)
    return record(type, keyword === 'union', whole, target)
  const [inner] = type.contains?.() ?? []
  if (inner === undefined) return scalars(type, whole, target)
  return type.inner === undefined ? repetition(inner, whole, target) : passedType(inner, target)
}

const small: Partial<Record<Leaf['scalar'], 'sign' | 'zero'>> = {
  bool: 'zero',
  u8: 'zero',
  u16: 'zero',
  i8: 'sign',
  i16: 'sign',
}

/** A type that says its scalars itself: a number, or several. */
function scalars(type: AnyType, whole: PassedType, target: Target): PassedType {
  const leaves = leavesOf(type, target)
  const [first] = leaves
  if (first === undefined) return whole
  const { size, alignment } = whole
  // The halves of a 128-bit integer are no scalars of their own.
  const isWide = alignment > first.size
  if (leaves.length > 1 && !isWide) return { ...whole, parts: leaves.map(partOf) }
  const part = partOf({ ...first, size })
  const floats = part.kind === 'float' ? { size: size as 4 | 8, count: 1 } : undefined
  return {
    ...whole,
    isAggregate: false,
    parts: [part],
    floats,
    floatsByName: floats,
    extension: small[first.scalar],
    isBool: first.scalar === 'bool',
  }
}

function partOf({ offset, size, scalar }: Leaf): PassedPart {
  return { offset, size, alignment: size, kind: scalar === 'f32' || scalar === 'f64' ? 'float' : 'integer' }
}

/** An array. */
function repetition(inner: AnyType, whole: PassedType, target: Target): PassedType {
  if (whole.size === 0) return whole
  const element = passedType(inner, target)
  const count = whole.size / element.size
  const starts = Array.from({ length: count }, (_, index) => index * element.size)
  const repeated = (floats: EqualFloats | undefined): EqualFloats | undefined =>
    floats && { size: floats.size, count: floats.count * count }
  return {
    ...whole,
    parts: starts.flatMap((start) => shifted(element.parts, start)),
    unionBits: starts.flatMap((start) => shifted(element.unionBits, start)),
    fields: starts.flatMap((start) => shifted(element.fields, start)),
    floats: repeated(element.floats),
    floatsByName: repeated(element.floatsByName),
  }
}

function shifted<T extends { readonly offset: number }>(parts: readonly T[], by: number): T[] {
  return parts.map((part) => ({ ...part, offset: part.offset + by }))
}

/** A struct or a union. */
function record(type: AnyType, isUnion: boolean, whole: PassedType, target: Target): PassedType {
  const declared = type.definition!.fields!()
  const placement = type.definition!.placement ?? {}
  const place = (align: number | undefined) =>
    placeFields(declared, target, { ...placement, align, isUnion, withUnnamed: true })
  const members = place(placement.align).fields.map((field, index) => {
    const isBits = field.bitWidth !== undefined
    const isUnnamed = declared[index]!.isUnnamed === true
    const passed = isBits ? bitField(field.size, isUnnamed) : passedType(field.type, target)
    return { ...field, isBits, isUnnamed, passed }
  })
  const whoseBytes = members.filter(({ isUnnamed, size }) => !isUnnamed && size > 0)
  const inC = members.filter((member) => member.type.isVoidInC !== true)
  const floatsOf = (from: typeof members, key: 'floats' | 'floatsByName'): EqualFloats | undefined =>
    joinFloats(
      from.map(({ passed }) => passed[key]),
      isUnion,
      whole.size,
    )
  return {
    ...whole,
    naturalAlignment: place(undefined).alignment,
    parts: members.flatMap(({ passed, offset }) => shifted(passed.parts, offset)),
    floats: floatsOf(inC, 'floats'),
    floatsByName: floatsOf(whoseBytes, 'floatsByName'),
    fields: members.flatMap(({ isBits, passed, offset }) =>
      isBits ? [] : [{ offset, alignment: passed.alignment }, ...shifted(passed.fields, offset)],
    ),
    unionBits: members.flatMap(({ isBits, bitWidth, passed, offset }) => {
      if (!isBits) return shifted(passed.unionBits, offset)
      return isUnion && bitWidth! > 0 ? [{ offset: 0, width: bitWidth! }] : []
    }),
  }
}

function bitField(size: number, isUnnamed: boolean): PassedType {
  return {
    ...plain,
    size,
    alignment: 1,
    naturalAlignment: 1,
    parts: [{ offset: 0, size, alignment: 1, kind: isUnnamed ? 'unnamed bits' : 'integer' }],
  }
}

/** What members are together if each is made of the same floating-point numbers and no byte is left over. */
function joinFloats(
  members: readonly (EqualFloats | undefined)[],
  isUnion: boolean,
  bytes: number,
): EqualFloats | undefined {
  const [first] = members
  if (first === undefined || !members.every((floats) => floats?.size === first.size)) return undefined
  const counts = members.map((floats) => floats!.count)
  const count = isUnion ? Math.max(...counts) : counts.reduce((sum, one) => sum + one, 0)
  return count * first.size === bytes ? { size: first.size, count } : undefined
}
