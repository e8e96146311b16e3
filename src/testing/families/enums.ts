import fc, { type Arbitrary } from 'fast-check'
import { enumeration } from '../../layout/index.js'
import { namedDraft, type Draft } from '../draft.js'
import type { Family } from '../grammar.js'
import { integers } from './scalars.js'

/** Discriminants that every integer type holds. */
const smallDiscriminant = fc.integer({ min: 0, max: 127 })

/**
 * Enums of some integer types.
 *
 * @param reprs - The integer types.
 * @param maxVariants - The largest number of names.
 * @param discriminant - What the names stand for: numbers that every integer type holds.
 *
 * @internal
 */
export function enums(
  reprs: Arbitrary<Draft>,
  maxVariants: number,
  discriminant: Arbitrary<number> = smallDiscriminant,
): Arbitrary<Draft> {
  return fc
    .record({
      repr: reprs,
      discriminants: fc.uniqueArray(discriminant, { minLength: 1, maxLength: maxVariants }),
      isOpen: fc.boolean(),
    })
    .map(({ repr, discriminants, isOpen }) => {
      const variants = Object.fromEntries(discriminants.map((value, index) => [`v${index}`, value]))
      const spelled = `{ ${Object.entries(variants)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')} }`
      return namedDraft(
        'Enum',
        (name) => `enumeration('${name}', ${repr.text}, ${spelled}${isOpen ? ', { open: true }' : ''})`,
        (name) => enumeration(name, repr.build(), variants, { open: isOpen }),
      )
    })
}

/**
 * Enums without fields.
 *
 * @internal
 */
export const enumFamilies: readonly Family[] = [
  {
    kind: 'enum',
    isNested: false,
    place: 'anywhere',
    drafts: ({ maxFields }) => enums(integers, maxFields),
  },
]
