// The places that list the public folders agree: the exports of the package, the reference, and the folders.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { browserLayers, layers } from '../../scripts/layers.js'
import { filesIn, read, root } from './files.js'
import { importsOf, resolve } from './import-graph.js'

interface Entry {
  types: string
  default: string
}

interface Manifest {
  exports: Record<string, Entry & { browser?: Entry }>
  sideEffects: string[]
}

const manifest = JSON.parse(read('package.json')) as Manifest
const { entryPoints } = JSON.parse(read('typedoc.json')) as { entryPoints: string[] }
const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json')

test('every export is a layer, or the whole, and has a source', () => {
  const folders = subpaths.filter((subpath) => subpath !== '.').map((subpath) => subpath.slice(2))
  expect(folders).toEqual(layers.filter((layer) => folders.includes(layer)))
  for (const subpath of subpaths)
    expect(existsSync(join(root, 'src', subpath, 'index.ts')), subpath).toBe(true)
})

test('every export has its types beside it', () => {
  for (const subpath of subpaths) {
    const base = join('dist', subpath, 'index').replaceAll('\\', '/')
    const { browser, ...entry } = manifest.exports[subpath]!
    expect(entry).toEqual({ types: `./${base}.d.ts`, default: `./${base}.js` })
    if (browser !== undefined)
      expect(browser).toEqual({ types: `./${base}.browser.d.ts`, default: `./${base}.browser.js` })
  }
})

test('a browser gets the public layers that run in it, from the same name', () => {
  const folders = browserLayers.filter((layer) => subpaths.includes(`./${layer}`))
  expect(importsOf('src/index.browser.ts')).toEqual(folders.map((layer) => `./${layer}/index.js`))
  for (const [conditions, file] of [
    [[], 'index.js'],
    [['--conditions=browser'], 'index.browser.js'],
  ] as const) {
    const program = "console.log(import.meta.resolve('abiding'))"
    const flags = [...conditions, '--input-type=module', '--eval', program]
    const found = execFileSync(process.execPath, flags, { cwd: root, encoding: 'utf8' })
    expect(found.trim()).toBe(pathToFileURL(join(root, 'dist', file)).href)
  }
})

test('the reference documents every export', () => {
  expect(entryPoints).toEqual(
    subpaths.map((subpath) => join('src', subpath, 'index.ts').replaceAll('\\', '/')),
  )
})

test('a bundler keeps what is imported for what it does alone', () => {
  const imported = filesIn('src', '.ts').flatMap((path) =>
    [...read(path).matchAll(/^import '(\..*)'$/gm)].map(([, specifier = '']) => resolve(path, specifier)),
  )
  expect(imported).not.toEqual([])
  const built = imported.map((path) => `./${path.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js')}`)
  expect(built.filter((path) => !manifest.sideEffects.includes(path))).toEqual([])
})
