import { CallError } from '../errors/index.js'
import { maximumAggregateBytes, type AggregateMirror } from '../ffi/index.js'
import {
  alignUp,
  hostTarget,
  type AnyType,
  type Layout,
  type Leaf,
  type ScalarName,
  type StructLayout,
  type Target,
} from '../layout/index.js'
import { layoutOf, leavesOf } from '../layout/layout.js'
import { mirrorOf } from './mirror.js'
import { isSystemV } from './system-v.js'

/** Bytes of a register that takes a part of a struct in System V x86-64. */
const eightbyte = 8

/**
 * Refuses a type whose values cannot be passed as C passes them: the calling convention asks for something that the FFI
 * cannot be told.
 *
 * @param type - A struct, a union, or anything else that is no scalar.
 * @param path - The parameter or result, for the error.
 * @throws {@link CallError} `ABI-F005`.
 *
 * @see Rule K-7 of the specification.
 *
 * @internal
 */
export function checkByValue(type: AnyType, path: string): void {
  const target = hostTarget()
  const { size, alignment } = layoutOf(type, target)
  const refuse = (expected: string, found: string): never => {
    throw new CallError('a type that cannot be passed by value', {
      code: 'ABI-F005',
      rule: 'K-7',
      path,
      expected,
      found: `${type.name}, ${found}`,
      hint: 'pass a pointer to it',
    })
  }
  if (type.isFlexible === true || type.endsFlexible?.() === true)
    refuse('a type of fixed size', 'which ends with a flexible array')
  if (size === 0) refuse('a type that takes bytes', 'which takes none')
  // What is too large is refused by the FFI, with what else the signature has.
  if (size > maximumAggregateBytes) return
  const leaves = leavesOf(type, target)
  const unaligned = leaves.find((leaf) => leaf.offset % leaf.size !== 0)
  if (unaligned !== undefined)
    refuse(
      'scalars at multiples of their sizes',
      `with one of ${unaligned.size} bytes at ${unaligned.offset}`,
    )
  const torn = unalignedUnit(type, target)
  if (torn !== undefined) refuse('bit fields of unions in aligned integers', torn)
  const largest = Math.max(target.pointerSize, ...leaves.map((leaf) => leaf.size))
  if (alignment > largest)
    refuse(`an alignment of at most ${largest}, that of its scalars`, `which is aligned to ${alignment}`)
  const mirror = mirrorOf(type)
  const natural = naturalLayout(mirror)
  if (!natural.isSame || natural.size !== size)
    refuse(`${natural.size} bytes, as without packing`, `which has ${size} bytes`)
  const empty = isSystemV && size <= 2 * eightbyte ? emptyEightbyte(leaves, size) : undefined
  if (empty !== undefined) refuse('a scalar in every 8 bytes', `which has none from ${empty} on`)
}

const scalarSizes: Record<ScalarName, number> = {
  i8: 1,
  u8: 1,
  bool: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
  address: 8,
  isize: 8,
}

/** Where C would put the runs of a mirror by itself, which is where the FFI puts them. */
function naturalLayout({ runs }: AggregateMirror): { size: number; isSame: boolean } {
  let end = 0
  let alignment = 1
  let isSame = true
  for (const { scalar, count, offset } of runs) {
    const size = scalarSizes[scalar]
    const start = alignUp(end, size)
    isSame &&= start === offset
    end = start + count * size
    alignment = Math.max(alignment, size)
  }
  return { size: alignUp(end, alignment), isSame }
}

/**
 * A bit field of a union whose integer would not be aligned. GCC takes it for such an integer and passes the whole in
 * memory; clang takes the bytes of the field and passes registers.
 */
function unalignedUnit(type: AnyType, target: Target, start = 0): string | undefined {
  const { size, fields } = layoutOf(type, target) as Partial<StructLayout> & Layout
  if (!isRecord(type)) {
    const inner = type.contains?.().find((part) => layoutOf(part, target).size > 0)
    const stride = inner === undefined ? Infinity : layoutOf(inner, target).size
    for (let at = 0; at + stride <= size; at += stride) {
      const found = unalignedUnit(inner!, target, start + at)
      if (found !== undefined) return found
    }
    return undefined
  }
  for (const field of fields!) {
    if (field.bitWidth === undefined) {
      const found = unalignedUnit(field.type, target, start + field.offset)
      if (found !== undefined) return found
    } else if (type.kind === 'union' && start % layoutOf(field.type, target).size !== 0) {
      return `with ${type.name}.${field.name} at ${start}`
    }
  }
  return undefined
}

/** Whether the parts of a type have places of their own; those of arrays and aliases follow from its size. */
function isRecord(type: AnyType): boolean {
  return type.kind === 'struct' || type.kind === 'union' || type.kind === 'taggedUnion'
}

/** Eight bytes of which C passes nothing, because nothing but bit fields without a name lies there. */
function emptyEightbyte(leaves: readonly Leaf[], size: number): number | undefined {
  for (let start = 0; start < size; start += eightbyte) {
    if (!leaves.some(({ offset }) => offset >= start && offset < start + eightbyte)) return start
  }
  return undefined
}
