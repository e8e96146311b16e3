import type { Leaf } from './type.js'

/**
 * The scalars of a type whose parts overlap, as scalars that do not. Where an integer is as large as all that it overlaps
 * with, it stands for them; otherwise bytes do.
 *
 * @param leaves - The scalars of all parts.
 *
 * @internal
 */
export function mergeLeaves(leaves: readonly Leaf[]): Leaf[] {
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
    merged.push(...mergeGroup(group, end))
  }
  return merged
}

/** What stands for scalars that overlap, one after the other, from the start of the first to the end of the last. */
function mergeGroup(group: readonly Leaf[], end: number): readonly Leaf[] {
  if (group.length === 1) return group
  const start = group[0]!.offset
  const isFloat = ({ scalar }: Leaf): boolean => scalar === 'f32' || scalar === 'f64'
  const whole = group.find((leaf) => !isFloat(leaf) && leaf.offset === start && leaf.size === end - start)
  if (whole !== undefined) return [whole]
  return Array.from({ length: end - start }, (_, index) => ({ offset: start + index, size: 1, scalar: 'u8' }))
}
