import type { DefinedField, FieldLayout, PlacementOptions, Target } from '../layout/index.js'

/**
 * The alignment that a field has where it stands: that of its type, raised by its own and lowered by the packing of the
 * struct around it.
 *
 * @param place - The field where it lies.
 * @param field - The same field as it is declared; `undefined` for fields of prefix types, which say nothing of it.
 * @param placement - How the struct places its fields.
 * @returns Bytes, a power of two.
 *
 * @see Rules L-23 and L-26 of the specification.
 *
 * @internal
 */
export function fieldAlignment(
  { type, alignment }: FieldLayout,
  field: DefinedField | undefined,
  placement: PlacementOptions | undefined,
  target: Target,
): number {
  const own = field?.alignment ?? 1
  const capped = (value: number): number => Math.min(value, placement?.packed ?? value)
  if (target.recordRules !== 'microsoft') return capped(Math.max(alignment, own))
  return Math.max(capped(alignment), own, type.measure(target).requiredAlignment ?? 1)
}
