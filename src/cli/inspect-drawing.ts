import { spellType } from '../prefix/spell-type.js'
import type { InspectedElf, InspectedFile, InspectedModule } from '../inspect/index.js'
import { columns } from './columns.js'
import { drawPlugin } from './inspect-plugin.js'
import { drawTraits } from './inspect-traits.js'
import type { Palette } from './palette.js'
import { printable } from './printable.js'
import { count } from './text.js'

/** Interfaces whose plugins are explained, and not only named. */
const own = new Set(['abiding module', 'abi_stable plugin', 'savefile-abi plugin'])

/** Symbols that are listed where none of them is known. */
const mostSymbols = 20

/**
 * Draws what a file is.
 *
 * @param file - What is known of it.
 * @param all - Whether to list types that a plugin did not define.
 * @param palette - Colours.
 * @returns Text without a line break at its end.
 *
 * @internal
 */
export function drawInspected(file: InspectedFile, all: boolean, palette: Palette): string {
  const { elf, module, plugin, traits, entryPoints } = file
  const head = [palette.strong(printable(file.path)), file.description, count(file.size, 'byte')]
  const parts = [
    head.join(palette.faint(' · ')),
    ...(elf === null ? [] : elfLines(elf)),
    ...(plugin === null ? [] : ['', ...drawPlugin(plugin, all, palette)]),
    ...(module === null ? [] : ['', ...drawModule(module, palette)]),
    ...(traits.length === 0 ? [] : ['', ...drawTraits(traits, palette)]),
  ]
  const isExplained = plugin !== null || module !== null || traits.length > 0
  const others = entryPoints.filter((one) => !isExplained || !own.has(one.interface))
  if (others.length > 0) {
    const rows = others.map((one) => [printable(one.symbol), one.interface])
    parts.push('', 'Symbols by which hosts know plugins:', ...columns(rows).map((line) => `  ${line}`))
  } else if (!isExplained && elf !== null && elf.exports.length > 0) {
    parts.push('', 'No symbol of it is one by which hosts of a known interface find plugins.')
    parts.push(...exportLines(elf.exports))
  }
  return parts.join('\n')
}

function elfLines({ soname, needed, exports }: InspectedElf): string[] {
  return [
    ...(soname === null ? [] : [`It is called ${printable(soname)}.`]),
    ...(needed.length === 0 ? [] : [`It needs ${needed.map(printable).join(', ')}.`]),
    ...(exports.length === 0 ? [] : [`It exports ${count(exports.length, 'symbol')}.`]),
  ]
}

function exportLines(exports: readonly string[]): string[] {
  const shown = exports.slice(0, mostSymbols).map((name) => `  ${printable(name)}`)
  const left = exports.length - shown.length
  return [...shown, ...(left > 0 ? [`  … and ${count(left, 'more symbol')}`] : [])]
}

function drawModule({ name, version, schema }: InspectedModule, palette: Palette): string[] {
  const rows = schema.fields.map((field, index) => [
    String(index),
    palette.strong(field.name),
    field.since,
    palette.faint(spellType(field.type)),
  ])
  return [
    `module of the interface ${palette.strong(name)} ${version}`,
    ...columns([['bit', 'field', 'since', 'type'].map(palette.faint), ...rows]).map((line) => `  ${line}`),
  ]
}
