import type { FieldLayout, StructLayout } from './layout.js'
import { codecOf, layoutOf } from './layout.js'
import { memoize } from './memoize.js'
import type { Target } from './target.js'
import type { AnyType } from './type.js'

/** Neighbouring bytes that mean something, or the bits of one byte that do. */
export interface MeaningfulRun {
  /** Bytes from the start of the type. */
  readonly offset: number
  /** Number of bytes. */
  readonly size: number
  /** The bits that mean something: 255 for whole bytes; for others the size is 1. */
  readonly mask: number
}

/** Many of the same, one after the other. */
export interface RepeatedPart {
  /** Bytes from the start of the type. */
  readonly offset: number
  /** The element. */
  readonly type: AnyType
  /** Bytes from one to the next. */
  readonly stride: number
  /** How many. */
  readonly count: number
}

/** A part whose type says itself whether two values of it are equal. */
export interface OwnPart {
  /** Bytes from the start of the type. */
  readonly offset: number
  /** Its type. */
  readonly type: AnyType
}

/** What the bytes of a type are made of, padding left out. */
export interface MeaningfulBytes {
  /** In the order of their offsets, as long as possible. */
  readonly runs: readonly MeaningfulRun[]
  /** Arrays whose elements have padding or say themselves what is equal. */
  readonly repeated: readonly RepeatedPart[]
  /** Parts that say themselves what is equal. */
  readonly own: readonly OwnPart[]
}

const known = memoize((target: Target) => memoize((type: AnyType) => collect(type, target)))

/**
 * Which bytes and bits of a type mean something.
 *
 * @see Rule L-20 of the specification.
 *
 * @internal
 */
export function meaningfulBytesOf(type: AnyType, target: Target): MeaningfulBytes {
  return known(target)(type)
}

/** Parts of a type that were found so far. */
class Collection {
  readonly runs: MeaningfulRun[] = []
  readonly repeated: RepeatedPart[] = []
  readonly own: OwnPart[] = []

  constructor(private readonly target: Target) {}

  add(type: AnyType, offset: number): void {
    const { size, fields } = layoutOf(type, this.target) as Partial<StructLayout> & { readonly size: number }
    const codec = codecOf(type, this.target)
    if (codec.equals !== undefined || codec.varies === true) this.own.push({ offset, type })
    else if (fields !== undefined) this.addFields(fields, offset)
    else if (isArray(type)) this.addArray(type, offset)
    else if (size > 0) this.runs.push({ offset, size, mask: 0xff })
  }

  addFields(fields: readonly FieldLayout[], start: number): void {
    // Nobody knows which of several fields in one place holds: all of their bytes are compared.
    const isUnion = fields.some((one, index) =>
      fields.some((other, place) => place > index && doOverlap(one, other)),
    )
    for (const field of fields) {
      const offset = start + field.offset
      if (field.bitWidth !== undefined) this.addBits(field, start)
      else if (isUnion) this.runs.push({ offset, size: field.size, mask: 0xff })
      else this.add(field.type, offset)
    }
  }

  /** The bits of a byte are counted from the lowest one on little-endian targets, from the highest one on others. */
  addBits({ bitOffset = 0, bitWidth = 0 }: FieldLayout, start: number): void {
    for (let bit = bitOffset; bit < bitOffset + bitWidth; bit++) {
      const place = this.target.byteOrder === 'little' ? bit % 8 : 7 - (bit % 8)
      this.runs.push({ offset: start + Math.floor(bit / 8), size: 1, mask: 1 << place })
    }
  }

  addArray({ element, length }: ArrayParts, offset: number): void {
    if (length === 0) return
    const stride = layoutOf(element, this.target).size
    const inner = meaningfulBytesOf(element, this.target)
    const [run] = inner.runs
    const isDense = inner.runs.length === 1 && run!.size === stride && run!.mask === 0xff
    if (isDense && inner.repeated.length === 0 && inner.own.length === 0)
      this.runs.push({ offset, size: stride * length, mask: 0xff })
    else this.repeated.push({ offset, type: element, stride, count: length })
  }
}

interface ArrayParts {
  readonly element: AnyType
  readonly length: number
}

function isArray(type: AnyType): type is AnyType & ArrayParts {
  return 'element' in type && 'length' in type
}

function doOverlap(one: FieldLayout, other: FieldLayout): boolean {
  if (one.bitWidth !== undefined && other.bitWidth !== undefined) return one.bitOffset === other.bitOffset
  return (
    one.offset < other.offset + other.size && other.offset < one.offset + one.size && !shareByte(one, other)
  )
}

/** A bit field may lie in a byte that another field begins behind. */
function shareByte(one: FieldLayout, other: FieldLayout): boolean {
  return (one.bitWidth === undefined) !== (other.bitWidth === undefined) && one.offset !== other.offset
}

function collect(type: AnyType, target: Target): MeaningfulBytes {
  const found = new Collection(target)
  found.add(type, 0)
  return { runs: merge(found.runs), repeated: found.repeated, own: found.own }
}

/** Joins runs that touch or overlap, and the bits of each byte. */
function merge(runs: readonly MeaningfulRun[]): MeaningfulRun[] {
  const bits = new Map<number, number>()
  for (const { offset, mask } of runs) if (mask !== 0xff) bits.set(offset, (bits.get(offset) ?? 0) | mask)
  const whole = runs.filter((run) => run.mask === 0xff)
  const single = [...bits].map(([offset, mask]) => ({ offset, size: 1, mask }))
  const sorted = [...whole, ...single].sort((a, b) => a.offset - b.offset || b.mask - a.mask)
  const merged: MeaningfulRun[] = []
  for (const run of sorted) {
    const last = merged.at(-1)
    const end = last === undefined || last.mask !== 0xff ? -1 : last.offset + last.size
    if (last !== undefined && run.offset + run.size <= end) continue
    if (last !== undefined && run.mask === 0xff && run.offset <= end)
      merged[merged.length - 1] = { ...last, size: run.offset + run.size - last.offset }
    else merged.push(run)
  }
  return merged
}
