import { checkWidth } from '../bit-field.js'
import { layoutOf, type FieldLayout, type StructLayout } from '../layout.js'
import type { RecordRules, Target } from '../target.js'
import type { AnyType, DefinedField, Layout, PlacementOptions } from '../type.js'
import { MicrosoftPlacer } from './microsoft.js'
import { MingwPlacer } from './mingw.js'
import type { PlacementTask, Placer } from './placer.js'
import { SystemVPlacer } from './system-v.js'

/** A field to be placed. */
export type FieldToPlace = Pick<DefinedField, 'name' | 'type' | 'alignment' | 'bitWidth' | 'isUnnamed'>

/** How fields are placed, beyond what users can say. */
export interface FieldPlacement extends PlacementOptions {
  /** Whether all fields lie at the start. */
  readonly isUnion?: boolean
  /** Where the first field may begin, in bytes: 0 except behind a header. */
  readonly start?: number
  /** Whether bit fields without a name are listed too. */
  readonly withUnnamed?: boolean
}

const placers: Record<RecordRules, new (task: PlacementTask) => Placer> = {
  'system-v': SystemVPlacer,
  mingw: MingwPlacer,
  microsoft: MicrosoftPlacer,
}

/**
 * Places the fields of a struct or union as the compilers of a target do.
 *
 * @param fields - In order.
 * @param target - The machine.
 *
 * @see Rules L-5 to L-7 and L-23 to L-26 of the specification.
 *
 * @internal
 */
export function placeFields(
  fields: readonly FieldToPlace[],
  target: Target,
  { isUnion = false, start = 0, withUnnamed = false, align, packed }: FieldPlacement = {},
): StructLayout {
  const placer = new placers[target.recordRules]({ target, isUnion, start, align, packed })
  const placed: FieldLayout[] = []
  for (const { name, type, alignment = 1, bitWidth, isUnnamed = false } of fields) {
    const layout = layoutOf(type, target)
    if (bitWidth === undefined) {
      const offset = placer.field(layout, alignment)
      placed.push({ name, type, offset, size: layout.size, alignment: layout.alignment })
    } else {
      checkWidth(type, bitWidth, target, name)
      const bitOffset = placer.bits(layout, bitWidth, !isUnnamed)
      if (!isUnnamed || withUnnamed) placed.push(bitFieldLayout(name, type, layout, bitOffset, bitWidth))
    }
  }
  return { ...placer.finish(), fields: placed }
}

function bitFieldLayout(
  name: string,
  type: AnyType,
  { alignment }: Layout,
  bitOffset: number,
  bitWidth: number,
): FieldLayout {
  const offset = Math.floor(bitOffset / 8)
  const size = Math.ceil((bitOffset + bitWidth) / 8) - offset
  return { name, type, offset, size, alignment, bitOffset, bitWidth }
}
