import type { Target } from './target.js'
import type { Leaf } from './type.js'

/**
 * The scalars of a type whose parts overlap, as scalars that do not: what a calling convention makes of them. Bytes in
 * which different scalars lie are bytes of integers; where only floating-point numbers overlap, System V passes the
 * larger one.
 *
 * @param leaves - The scalars of all parts.
 *
 * @internal
 */
export function mergeLeaves(leaves: readonly Leaf[], target: Target): Leaf[] {
  const distinct = [...new Map(leaves.map((leaf) => [`${leaf.offset} ${leaf.scalar}`, leaf])).values()]
  const sorted = distinct.sort((a, b) => a.offset - b.offset || b.size - a.size)
  const merged: Leaf[] = []
  for (let index = 0; index < sorted.length;) {
    const group: Leaf[] = []
    let end = sorted[index]!.offset + 1
    for (; index < sorted.length && sorted[index]!.offset < end; index++) {
      group.push(sorted[index]!)
      end = Math.max(end, sorted[index]!.offset + sorted[index]!.size)
    }
    merged.push(...mergeGroup(group, end, target))
  }
  return merged
}

/** Scalars that overlap, one after the other. */
function mergeGroup(group: readonly Leaf[], end: number, target: Target): readonly Leaf[] {
  if (group.length === 1) return group
  const start = group[0]!.offset
  const doubles = group.filter((leaf) => leaf.scalar === 'f64')
  const areFloats = group.every((leaf) => leaf.scalar === 'f32' || leaf.scalar === 'f64')
  if (areFloats && doubles.length * 8 === end - start && target.name === 'x86_64-linux') return doubles
  return Array.from({ length: end - start }, (_, index) => ({
    offset: start + index,
    size: 1,
    scalar: 'u8' as const,
  }))
}
