import { ValueError } from '../errors/index.js'
import { equalBytes, equalReversedBytes } from './compare-bytes.js'
import { codecOf, holdsAddress, layoutOf, type FieldLayout, type StructLayout } from './layout.js'
import { meaningfulBytesOf, type MeaningfulRun } from './meaningful-bytes.js'
import { isSameSpace, type Memory, type MemoryLocation } from './memory.js'
import { Pointer } from './pointer.js'
import type { AnyType, Codec } from './type.js'

/**
 * Whether two places hold the same value of a type. Padding is not looked at.
 *
 * @see Rule L-20 of the specification.
 *
 * @internal
 */
export function equalPlaces(type: AnyType, one: MemoryLocation, other: MemoryLocation): boolean {
  const { memory, offset } = one
  const { memory: otherMemory, offset: otherOffset } = other
  if (memory === otherMemory && offset === otherOffset) return true
  const { target } = memory.space
  if (target !== otherMemory.space.target) return equalValues(type, one, other)
  if (!isSameSpace(memory.space, otherMemory.space) && holdsAddress(type, target))
    return equalValues(type, one, other)
  const parts = meaningfulBytesOf(type, target)
  for (const run of parts.runs) if (!equalRuns(run, one, other)) return false
  for (const { offset: start, type: element, stride, count } of parts.repeated)
    for (let index = 0; index < count; index++)
      if (!equalPlaces(element, moved(one, start + index * stride), moved(other, start + index * stride)))
        return false
  for (const part of parts.own)
    if (!equalOwn(part.type, moved(one, part.offset), moved(other, part.offset))) return false
  return true
}

function equalRuns(
  { offset, size, mask }: MeaningfulRun,
  one: MemoryLocation,
  other: MemoryLocation,
): boolean {
  const { view } = one.memory
  const { view: otherView } = other.memory
  const at = one.offset + offset
  const otherAt = other.offset + offset
  if (mask === 0xff) return equalBytes(view, at, otherView, otherAt, size)
  return ((view.getUint8(at) ^ otherView.getUint8(otherAt)) & mask) === 0
}

function moved({ memory, offset }: MemoryLocation, by: number): MemoryLocation {
  return { memory, offset: offset + by }
}

function equalOwn(type: AnyType, one: MemoryLocation, other: MemoryLocation): boolean {
  const { equals } = codecOf(type, one.memory.space.target)
  if (equals === undefined) return equalValues(type, one, other)
  return equals(one.memory, one.offset, other.memory, other.offset)
}

/** Compares what is read, where the bytes of one side mean something else on the other. */
function equalValues(type: AnyType, one: MemoryLocation, other: MemoryLocation): boolean {
  const [codec, otherCodec] = [one, other].map(({ memory }) => codecOf(type, memory.space.target))
  if (codec!.equals !== undefined) return codec!.equals(one.memory, one.offset, other.memory, other.offset)
  try {
    return equalCopies(
      codec!.copy(one.memory, one.offset, type.name),
      otherCodec!.copy(other.memory, other.offset, type.name),
    )
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return equalParts(type, one, other)
  }
}

/** Memory that holds no valid value is compared part by part, in the end by its bytes. */
function equalParts(type: AnyType, one: MemoryLocation, other: MemoryLocation): boolean {
  const [layout, otherLayout] = [one, other].map(
    ({ memory }) => layoutOf(type, memory.space.target) as Partial<StructLayout> & { readonly size: number },
  )
  const { fields } = layout!
  const { element, length = 0 } = type as { readonly element?: AnyType; readonly length?: number }
  if (fields !== undefined && fields.every((field) => field.bitWidth === undefined)) {
    return fields.every((field: FieldLayout, index) =>
      equalValues(field.type, moved(one, field.offset), moved(other, otherLayout!.fields![index]!.offset)),
    )
  }
  if (element !== undefined) {
    const [stride, otherStride] = [one, other].map(
      ({ memory }) => layoutOf(element, memory.space.target).size,
    )
    return Array.from({ length }).every((_, index) =>
      equalValues(element, moved(one, index * stride!), moved(other, index * otherStride!)),
    )
  }
  if (layout!.size !== otherLayout!.size) return false
  const isSameOrder = one.memory.space.target.byteOrder === other.memory.space.target.byteOrder
  const compare = isSameOrder ? equalBytes : equalReversedBytes
  return compare(one.memory.view, one.offset, other.memory.view, other.offset, layout!.size)
}

function equalCopies(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (one instanceof Pointer || other instanceof Pointer) return equalPointers(one, other)
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => equalCopies(one[key as never], other[key as never]))
  )
}

/** An address of one memory means nothing in another. */
function equalPointers(one: object, other: object): boolean {
  if (!(one instanceof Pointer) || !(other instanceof Pointer)) return false
  return one.address === other.address && (one.isNull || isSameSpace(one.$space, other.$space))
}

/**
 * The comparison of a type whose values are texts: they are read and compared. Text that cannot be read is equal to none.
 *
 * @param type - Gives the type, which is not declared yet when its codec is.
 *
 * @internal
 */
export function equalTexts(type: () => AnyType): NonNullable<Codec['equals']> {
  const read = (memory: Memory, offset: number): unknown =>
    codecOf(type(), memory.space.target).copy(memory, offset)
  return (memory, offset, otherMemory, otherOffset) => {
    try {
      return read(memory, offset) === read(otherMemory, otherOffset)
    } catch (error) {
      if (error instanceof ValueError) return false
      throw error
    }
  }
}
