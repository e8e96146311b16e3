import type { InspectedField, InspectedPlugin, InspectedType } from '../inspect/index.js'
import { columns } from './columns.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'
import { count } from './text.js'

/** Packages whose types every plugin has. */
const usual = new Set(['abi_stable', 'std'])

/**
 * Draws a plugin: its header, and its types.
 *
 * @param plugin - What is known of it.
 * @param all - Whether to list types of `abi_stable` and of Rust itself.
 * @param palette - Colours.
 * @returns Lines.
 *
 * @internal
 */
export function drawPlugin(plugin: InspectedPlugin, all: boolean, palette: Palette): string[] {
  const { name, version, abiVersion, types, root } = plugin
  const head = `plugin of abi_stable ${abiVersion}: ${palette.strong(printable(name))} ${printable(version)}`
  if (root === null) return [head, 'It does not carry the layout of its root module.']
  const shown = types.filter((type) => all || !usual.has(type.package))
  const hidden = types.length - shown.length
  return [
    head,
    ...shown.flatMap((type) => ['', ...drawType(type, palette)]),
    ...(hidden === 0
      ? []
      : [
          '',
          palette.faint(
            `${count(hidden, 'type')} of abi_stable and of Rust itself are left out; --all lists them.`,
          ),
        ]),
  ]
}

function drawType(type: InspectedType, palette: Palette): string[] {
  const place =
    type.package === type.module ? type.module : `${type.package} ${type.packageVersion}, ${type.module}`
  const size = type.kind === 'prefix' ? [] : [count(type.size, 'byte'), `aligned to ${type.alignment}`]
  const head = [
    `${kindOf(type)} ${palette.strong(printable(type.spelling))}`,
    ...size,
    ...(type.repr === 'C' || type.repr === 'primitive' ? [] : [`repr(${type.repr})`]),
    palette.faint(`${printable(place)} line ${type.line}`),
  ].join(palette.faint(' · '))
  return [
    head,
    ...fieldLines(type, palette),
    ...type.variants.flatMap((variant) => [
      `  ${palette.strong(printable(variant.name))} = ${variant.discriminant}`,
      ...fieldRows(variant.fields, palette, undefined).map((line) => `  ${line}`),
    ]),
    ...(type.nonExhaustive === null
      ? []
      : [`  It may get more forms; what is stored takes ${count(type.nonExhaustive.size, 'byte')} now.`]),
    ...(type.requiredTraits.length === 0
      ? []
      : [`  Objects must have ${type.requiredTraits.map(printable).join(', ')}.`]),
  ]
}

function fieldLines({ fields, prefixFields }: InspectedType, palette: Palette): string[] {
  if (prefixFields === null || prefixFields === fields.length) return fieldRows(fields, palette, undefined)
  return fieldRows(fields, palette, prefixFields)
}

/** The offset, the name and the type of each field, with a line where the frozen prefix ends. */
function fieldRows(
  fields: readonly InspectedField[],
  palette: Palette,
  prefixFields: number | undefined,
): string[] {
  const rows = fields.map((field) => [
    palette.faint(String(field.offset)),
    palette.strong(printable(field.name)),
    printable(field.spelling) +
      (field.isAccessible === null ? '' : palette.faint(whetherThere(field.isAccessible))),
  ])
  const lines = columns(rows, [0]).map((line) => `  ${line}`)
  if (prefixFields !== undefined)
    lines.splice(prefixFields, 0, palette.faint('  ── end of the frozen prefix ──'))
  return lines
}

function whetherThere(isAccessible: boolean): string {
  return isAccessible ? ' (on a condition, which holds)' : ' (not there: its condition does not hold)'
}

function kindOf({ kind }: InspectedType): string {
  return kind === 'prefix' ? 'prefix type' : kind === 'opaque' ? 'opaque type' : kind
}
