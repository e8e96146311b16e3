/** How many bytes the number of a form takes. */
export type DiscriminantSize = 1 | 2 | 4

/**
 * The fewest bytes that tell so many forms from each other.
 *
 * @see Rule W-13 of the specification.
 *
 * @internal
 */
export function discriminantSizeFor(count: number): DiscriminantSize {
  return count <= 2 ** 8 ? 1 : count <= 2 ** 16 ? 2 : 4
}
