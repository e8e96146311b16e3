import { describeDefinitions } from '../connection/dynamic/describe-definition.js'
import {
  formsWithParts,
  methodsWithParts,
  type Described,
  type Form,
} from '../connection/dynamic/described.js'
import { spellDescribed } from '../connection/dynamic/spell-described.js'
import type { ReceiverKind, TraitDefinition } from '../connection/index.js'
import type { InspectedTrait } from '../inspect/index.js'
import { columns } from './columns.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'

/**
 * Draws the traits that a library answers for: their methods, and the types of these.
 *
 * @param traits - What is known of them.
 * @param palette - Colours.
 * @returns Lines.
 *
 * @internal
 */
export function drawTraits(traits: readonly InspectedTrait[], palette: Palette): string[] {
  const wasAsked = traits.some((trait) => trait.version !== null || trait.problem !== null)
  if (!wasAsked) {
    const names = traits.map((trait) => palette.strong(printable(trait.name)))
    return [
      `plugin of savefile-abi with the trait${names.length === 1 ? '' : 's'} ${names.join(', ')}`,
      palette.faint('What they are like, only its code can tell: --ask runs it, in a process of its own.'),
    ]
  }
  const answered = traits.flatMap(({ definition }) => (definition === null ? [] : [definition]))
  const roots = describeDefinitions(answered)
  const described = new Map<TraitDefinition, Described>(roots.map((root, index) => [answered[index]!, root]))
  return [
    ...traits.flatMap((trait, index) => [
      ...(index === 0 ? [] : ['']),
      ...drawTrait(trait, described, palette),
    ]),
    ...namedTypes(roots).flatMap((type) => ['', ...drawType(type, palette)]),
  ]
}

function drawTrait(
  { name, version, definition, problem }: InspectedTrait,
  described: ReadonlyMap<TraitDefinition, Described>,
  palette: Palette,
): string[] {
  const head = `trait ${palette.strong(printable(name))} of savefile-abi`
  if (definition === null) return [head, `  It gave no answer: ${printable(problem ?? '')}`]
  return [`${head}, version ${version}`, ...methodRows(described.get(definition)!, palette)]
}

const receivers: Readonly<Record<ReceiverKind, string>> = {
  shared: '&self',
  mut: '&mut self',
  pinned: 'self: Pin<&mut Self>',
}

function methodRows({ form, parts }: Described, palette: Palette): string[] {
  if (form.kind !== 'trait') return []
  const rows = methodsWithParts(form, parts).map(([{ name, receiver, isAsyncTrait }, types], number) => {
    const own = types.map(spellDescribed)
    const result = own.at(-1) === '()' ? '' : ` -> ${own.at(-1)}`
    const taken = [receivers[receiver], ...own.slice(0, -1)].join(', ')
    const signature = `${isAsyncTrait ? 'async ' : ''}(${taken})${result}`
    return [palette.faint(String(number)), palette.strong(printable(name)), printable(signature)]
  })
  return columns(rows, [0]).map((line) => `  ${line}`)
}

type Named = Extract<Form, { kind: 'record' | 'variants' | 'choice' | 'trait' }>

function namedTypes(roots: readonly Described[]): readonly Described[] {
  const seen = new Set(roots)
  for (const { parts } of seen) for (const part of parts) seen.add(part)
  return [...seen].filter((one) => one.form.kind in drawings && !roots.includes(one))
}

const drawings: {
  readonly [K in Named['kind']]: (
    form: Extract<Form, { kind: K }>,
    described: Described,
    palette: Palette,
  ) => string[]
} = {
  trait: ({ name }, described, palette) => [
    `trait ${palette.strong(printable(name))}`,
    ...methodRows(described, palette),
  ],
  record: ({ name, fields }, { parts }, palette) => [
    `struct ${palette.strong(printable(name))}`,
    ...columns(fields.map((field, index) => fieldRow(field, parts[index]!, palette))).map(
      (line) => `  ${line}`,
    ),
  ],
  choice: ({ name, names }, _described, palette) => [
    `enum ${palette.strong(printable(name))}`,
    ...names.map((one) => `  ${palette.strong(printable(one))}`),
  ],
  variants: (form, { parts }, palette) => {
    const lines = formsWithParts(form, parts).flatMap(([{ name, fields }, own]) => {
      const rows = fields.map((field, index) => fieldRow(field, own[index]!, palette))
      return [`  ${palette.strong(printable(name))}`, ...columns(rows).map((line) => `    ${line}`)]
    })
    return [`enum ${palette.strong(printable(form.name))}`, ...lines]
  },
}

function fieldRow(field: string, type: Described, palette: Palette): string[] {
  return [palette.strong(printable(field)), printable(spellDescribed(type))]
}

function drawType(described: Described, palette: Palette): string[] {
  const draw = drawings[described.form.kind as Named['kind']] as (
    form: Form,
    described: Described,
    palette: Palette,
  ) => string[]
  return draw(described.form, described, palette)
}
