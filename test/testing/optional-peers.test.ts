// Who uses neither the helpers for tests nor the classes of typed-struct installs neither peer.
import { expect, test } from 'vitest'
import { outsideImports } from '../house/import-graph.js'
import { layers } from '../../scripts/layers.js'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { read, root } from '../house/files.js'

const peers = ['fast-check', 'typed-struct']
const users: Record<string, string> = { testing: 'fast-check', 'typed-struct': 'typed-struct' }

test('optional peers are needed by their own layers alone', () => {
  const entries = layers
    .filter((layer) => existsSync(join(root, 'src', layer, 'index.ts')))
    .map((layer) => [layer, `src/${layer}/index.ts`] as const)
  for (const [layer, entry] of [
    ...entries,
    ['', 'src/index.ts'] as const,
    ['', 'src/index.browser.ts'] as const,
  ]) {
    const needed = peers.filter((peer) => outsideImports(entry).has(peer))
    expect(needed, entry).toEqual(users[layer] === undefined ? [] : [users[layer]])
  }
})

test('they are declared as what they are', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, unknown>>
  expect(Object.keys(manifest['peerDependencies']!)).toEqual(peers)
  for (const peer of peers) {
    expect(manifest['peerDependenciesMeta']![peer]).toEqual({ optional: true })
    expect(manifest['dependencies']).not.toHaveProperty(peer)
  }
})
