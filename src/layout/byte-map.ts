import { layoutOf, type FieldLayout, type StructLayout } from './layout.js'
import type { Target } from './target.js'
import { hostTarget } from './target.js'

/** A run of bytes of a type. */
export interface ByteRun {
  /** Bytes from the start. */
  readonly offset: number
  /** Number of bytes. */
  readonly size: number
  /**
   * Path of the field, as in `position.x`; `undefined` for padding. Where several fields share the bytes, their paths with
   * ` | ` between them.
   */
  readonly path: string | undefined
  /** Name of the field's type, or of those of several fields; `undefined` for padding. */
  readonly typeName: string | undefined
  /** The fields that have a part in the bytes, in the order of their declaration; none for padding. */
  readonly parts: readonly BytePart[]
}

/** A field that has a part in a run of bytes. */
export interface BytePart {
  /** Path of the field, as in `position.x`. */
  readonly path: string
  /** Name of its type. */
  readonly typeName: string
  /** Bits from the start of the whole type to the start of the field, for bit fields. */
  readonly bitOffset?: number
  /** Number of bits of the field, for bit fields. */
  readonly bitWidth?: number
}

/**
 * What every byte of a struct or union belongs to, nested ones opened up, in the order of the bytes.
 *
 * Bytes that several fields share are a run of their own, which has all of these fields as its parts: those of a union,
 * and the bytes in which bit fields meet. A byte of which bit fields take only some bits belongs to them. Bit fields
 * without a name are padding. What takes no bytes (`unit`, arrays of length 0, flexible arrays) is in no run.
 *
 * @param type - A struct, a union, or anything else with fields.
 * @param target - The machine; this one where it is left out.
 * @returns Runs that cover each byte exactly once, padding included.
 *
 * @see Rule L-7 of the specification.
 *
 * @example
 * ```ts
 * import { byteMap, f32, struct, u8, u32, union } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const show = (type: Parameters<typeof byteMap>[0]) =>
 *   byteMap(type).map((run) => `${run.offset}+${run.size} ${run.path ?? 'padding'}`)
 *
 * const Tagged = struct('Tagged', { tag: u8, value: u32 })
 * assert.deepEqual(show(Tagged), ['0+1 tag', '1+3 padding', '4+4 value'])
 *
 * const Value = union('Value', { real: f32, small: u8 })
 * assert.deepEqual(show(Value), ['0+1 real | small', '1+3 real'])
 * ```
 */
export function byteMap(
  type: { readonly measure: (target: Target) => StructLayout },
  target: Target = hostTarget(),
): ByteRun[] {
  const { size, fields } = type.measure(target)
  const pieces: Piece[] = []
  collect(fields, 0, '', target, pieces)
  return cover(pieces, size)
}

/** The bytes of one field that is not opened up. */
interface Piece {
  readonly start: number
  readonly end: number
  /** Position among all pieces, in the order of declaration. */
  readonly order: number
  readonly part: BytePart
}

function collect(
  fields: readonly FieldLayout[],
  start: number,
  prefix: string,
  target: Target,
  pieces: Piece[],
): void {
  for (const { name, type, offset, size, bitOffset, bitWidth } of fields) {
    if (size === 0) continue
    const path = `${prefix}${name}`
    const { fields: inner } = layoutOf(type, target) as Partial<StructLayout>
    if (inner !== undefined) {
      collect(inner, start + offset, `${path}.`, target, pieces)
      continue
    }
    const bits = bitOffset === undefined ? {} : { bitOffset: start * 8 + bitOffset, bitWidth: bitWidth! }
    const typeName = bitWidth === undefined ? type.name : `${type.name}:${bitWidth}`
    const place = { start: start + offset, end: start + offset + size }
    pieces.push({ ...place, order: pieces.length, part: { path, typeName, ...bits } })
  }
}

/** Cuts bytes where a piece begins or ends. */
function cover(pieces: readonly Piece[], size: number): ByteRun[] {
  const sorted = pieces.toSorted((a, b) => a.start - b.start)
  const cuts = [...new Set([0, size, ...pieces.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  )
  const runs: ByteRun[] = []
  let open: Piece[] = []
  let next = 0
  for (let index = 0; index + 1 < cuts.length; index++) {
    const [offset, end] = [cuts[index]!, cuts[index + 1]!]
    open = open.filter((piece) => piece.end > offset)
    for (; next < sorted.length && sorted[next]!.start === offset; next++) open.push(sorted[next]!)
    const parts = open.toSorted((a, b) => a.order - b.order).map(({ part }) => part)
    runs.push({
      offset,
      size: end - offset,
      path: joined(parts.map((part) => part.path)),
      typeName: joined(parts.map((part) => part.typeName)),
      parts,
    })
  }
  return runs
}

/** Names with lines between them; the same name once. */
function joined(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : [...new Set(names)].join(' | ')
}
