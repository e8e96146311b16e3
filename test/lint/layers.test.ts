// The architecture holds only as long as the lint rule that guards it fires; here it is seen firing.
import { existsSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, test } from 'vitest'
import { browserLayers, layers, nativeLayer } from '../../scripts/layers.js'
import { filesIn, root } from '../house/files.js'
import { importsOf, outsideImports, resolve } from '../house/import-graph.js'

const rules = [
  'import-x/no-restricted-paths',
  'import-x/no-cycle',
  '@typescript-eslint/no-restricted-imports',
  'no-restricted-globals',
]
const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => rules.includes(ruleId),
  // None of these rules asks for types; a program of TypeScript for each snippet takes a second.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
})
const present = layers.filter((layer) => existsSync(join(root, 'src', layer, 'index.ts')))

/** The lines of the snippet that the rule refuses, as if the snippet were the text of the file. */
async function refused(rule: string, path: string, lines: string[]): Promise<string[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: join(root, path) })
  const fatal = result?.messages.find((message) => message.fatal)
  if (fatal) throw new Error(`${path}: ${fatal.message}`)
  const found = result?.messages.filter((message) => message.ruleId === rule) ?? []
  return [...new Set(found.map((message) => lines[message.line - 1] ?? ''))]
}

describe('a layer', { timeout: 120_000 }, () => {
  test.each(present)('%s imports only from layers before it', async (layer) => {
    const upward = present.slice(present.indexOf(layer) + 1)
    const lines = present
      .filter((other) => other !== layer)
      .map((other) => `export * as n${other.replaceAll('-', '')} from '../${other}/index.js'`)
    const found = await refused('import-x/no-restricted-paths', `src/${layer}/index.ts`, lines)
    expect(found).toEqual(lines.filter((line) => upward.some((other) => line.includes(`/${other}/`))))
  })

  test('is refused every spelling of an import from a later one, and src/index.ts', async () => {
    const [low, high] = [present[0], present.at(-1)]
    const lines = [
      `import '../${high}/index.js'`,
      `import type * as types from '../${high}/index.js'`,
      `export const lazy = () => import('../${high}/index.js')`,
      `export * from '../index.js'`,
      `export type T = typeof types`,
    ]
    const found = await refused('import-x/no-restricted-paths', `src/${low}/index.ts`, lines)
    expect(found).toEqual(lines.slice(0, 4))
  })

  test.each(present)('%s imports koffi only if it is the native one', async (layer) => {
    const lines = [`import koffi from 'koffi'`, `export * from 'koffi/indirect'`, 'export { koffi }']
    const found = await refused('@typescript-eslint/no-restricted-imports', `src/${layer}/index.ts`, lines)
    expect(found).toEqual(layer === nativeLayer ? [] : lines.slice(0, 2))
  })

  test('does not import the package by its own name', async () => {
    const lines = [`export * from 'abiding'`, `export * as layout from 'abiding/layout'`]
    for (const layer of present)
      expect(
        await refused('@typescript-eslint/no-restricted-imports', `src/${layer}/index.ts`, lines),
      ).toEqual(lines)
  })

  test('is not part of an import cycle', async () => {
    // Any real import a -> b will do: let b import a as well.
    const [importer, imported] = anyImport()
    const back = `export * from './${importer.slice('src/'.length)}'`.replace('.ts', '.js')
    const up = '../'.repeat(imported.split('/').length - 2)
    expect(await refused('import-x/no-cycle', imported, [back.replace('./', up || './')])).toHaveLength(1)
  })

  test('is listed', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    expect(
      folders.map((entry) => entry.name).filter((name) => !layers.some((layer) => layer === name)),
    ).toEqual([])
  })
})

describe('a layer that runs in a browser', { timeout: 120_000 }, () => {
  const browser = present.filter((layer) => browserLayers.some((other) => other === layer))

  test.each(browser)('%s is refused Node modules and globals', async (layer) => {
    const lines = [
      `import 'node:fs'`,
      `import 'path'`,
      `export const argv = process.argv`,
      `export const guarded = globalThis.process?.argv`,
    ]
    const path = `src/${layer}/index.ts`
    expect(await refused('@typescript-eslint/no-restricted-imports', path, lines)).toEqual(lines.slice(0, 2))
    expect(await refused('no-restricted-globals', path, lines)).toEqual(lines.slice(2, 3))
  })

  test.each(browser)('%s needs neither Node nor koffi, not even through another layer', (layer) => {
    const native = [...outsideImports(`src/${layer}/index.ts`)].filter(
      ([name]) => /^(node:|koffi)/.test(name) || builtinModules.includes(name),
    )
    expect(native).toEqual([])
  })
})

test('source files are named in kebab-case, with .browser behind what a browser gets instead', () => {
  expect(
    filesIn('src', '.ts').filter((path) => !/^[a-z0-9-]+(\/[a-z0-9-]+)*(\.browser)?\.ts$/.test(path)),
  ).toEqual([])
})

function anyImport(): [importer: string, imported: string] {
  for (const importer of filesIn('src', '.ts').filter((path) => path !== 'src/index.ts')) {
    const specifier = importsOf(importer).find((name) => name.startsWith('.'))
    if (specifier) return [importer, resolve(importer, specifier)]
  }
  throw new Error('no file of src/ imports another one')
}
