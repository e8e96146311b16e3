import fc, { type Arbitrary } from 'fast-check'
import { struct, taggedUnion, union, type AnyType, type TaggedUnionRepr } from '../../layout/index.js'
import { namedDraft, type Draft } from '../draft.js'
import type { Family, Grammar } from '../grammar.js'
import { fieldDrafts, flexibleFields, recordOf, type FieldDraft } from './fields.js'
import { integers } from './scalars.js'

/** `align` and `packed` of a struct or union. */
interface Placement {
  readonly align?: number
  readonly packed?: number
}

function placements({ allows }: Grammar): Arbitrary<Placement> {
  const none: Arbitrary<Placement> = fc.constant({})
  if (!allows('alignment')) return none
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: none },
    { weight: 1, arbitrary: fc.record({ align: fc.constantFrom(1, 2, 4, 8, 16, 32) }) },
    { weight: 1, arbitrary: fc.record({ packed: fc.constantFrom(1, 2, 4, 8, 16) }) },
    {
      weight: 1,
      arbitrary: fc.record({ align: fc.constantFrom(2, 4, 8, 16), packed: fc.constantFrom(1, 2, 4, 8) }),
    },
  )
}

function fieldLists(
  grammar: Grammar,
  depth: number,
  isStruct: boolean,
  minLength: number,
): Arbitrary<FieldDraft[]> {
  return (
    fc
      // Lists of a least length shrink worse than those that are refused.
      .array(fieldDrafts(grammar, depth, isStruct), { maxLength: grammar.maxFields })
      .filter(
        (fields) =>
          fields.length >= minLength && (fields.length === 0 || fields.some((field) => field.isNamed)),
      )
  )
}

function recordDraft(
  prefix: string,
  keyword: 'struct' | 'union',
  fields: readonly FieldDraft[],
  placement: Placement,
): Draft {
  const record = recordOf(fields)
  const options = Object.keys(placement).length === 0 ? '' : `, ${JSON.stringify(placement)}`
  return namedDraft(
    prefix,
    (name) => `${keyword}('${name}', ${record.text(name)}${options})`,
    (name) => {
      const type: AnyType = (keyword === 'struct' ? struct : union)(
        name,
        record.make(() => type),
        placement,
      )
      return type
    },
    partsOf(fields),
  )
}

function partsOf(fields: readonly FieldDraft[]): Draft[] {
  return fields.flatMap((field) => field.type ?? [])
}

/**
 * Structs.
 *
 * @param canGrow - Whether the last field may be a flexible array.
 *
 * @internal
 */
export function structs(grammar: Grammar, depth: number, canGrow: boolean): Arbitrary<Draft> {
  const lists = fieldLists(grammar, depth, true, 1)
  const last = fc.oneof(
    { withCrossShrink: true },
    { weight: 7, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: flexibleFields(grammar, depth) },
  )
  const grown =
    canGrow && grammar.allows('flexibleArray')
      ? fc
          .tuple(lists, last)
          .map(([fields, flexible]) => (flexible === undefined ? fields : [...fields, flexible]))
      : lists
  return fc
    .tuple(grown, placements(grammar))
    .map(([fields, placement]) => recordDraft('Struct', 'struct', fields, placement))
}

function unions(grammar: Grammar, depth: number): Arbitrary<Draft> {
  return fc
    .tuple(fieldLists(grammar, depth, false, 1), placements(grammar))
    .map(([fields, placement]) => recordDraft('Union', 'union', fields, placement))
}

/** How a tagged union lies in memory. */
const reprs: Arbitrary<{ text: string; make: () => TaggedUnionRepr }> = fc.oneof(
  { withCrossShrink: true },
  integers.map((type) => ({ text: type.text, make: () => type.build() })),
  fc.constant({ text: "'C'", make: (): TaggedUnionRepr => 'C' }),
  integers.map((type) => ({ text: `['C', ${type.text}]`, make: (): TaggedUnionRepr => ['C', type.build()] })),
)

function taggedUnions(grammar: Grammar, depth: number): Arbitrary<Draft> {
  const forms = fc
    .array(fieldLists(grammar, depth, false, 0), { maxLength: grammar.maxFields })
    .filter((lists) => lists.length > 0)
  return fc.tuple(reprs, forms).map(([repr, lists]) => {
    const records = lists.map(recordOf)
    const spelled = (name: string): string =>
      `{ ${records.map((record, index) => `v${index}: ${record.text(name)}`).join(', ')} }`
    return namedDraft(
      'Tagged',
      (name) => `taggedUnion('${name}', ${repr.text}, ${spelled(name)})`,
      (name) => {
        const type: AnyType = taggedUnion(
          name,
          repr.make(),
          Object.fromEntries(records.map((record, index) => [`v${index}`, record.make(() => type)])),
        )
        return type
      },
      lists.flatMap(partsOf),
    )
  })
}

/**
 * Types that are made of fields.
 *
 * @internal
 */
export const recordFamilies: readonly Family[] = [
  {
    kind: 'struct',
    isNested: true,
    place: 'anywhere',
    drafts: (grammar, depth) => structs(grammar, depth, false),
  },
  { kind: 'union', isNested: true, place: 'anywhere', drafts: unions },
  { kind: 'taggedUnion', isNested: true, place: 'anywhere', drafts: taggedUnions },
]
