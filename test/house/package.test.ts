// The places that list the public folders agree: the exports of the package, the reference, and the folders.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { layers } from '../../scripts/layers.js'
import { read, root } from './files.js'

interface Manifest {
  exports: Record<string, string | { types: string; default: string }>
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
    expect(manifest.exports[subpath]).toEqual({ types: `./${base}.d.ts`, default: `./${base}.js` })
  }
})

test('the reference documents every export', () => {
  expect(entryPoints).toEqual(
    subpaths.map((subpath) => join('src', subpath, 'index.ts').replaceAll('\\', '/')),
  )
})
