// The example examples/rust-plugin/: a plugin in Rust and a host in TypeScript.
import { beforeAll, describe, expect, it } from 'vitest'
import { useFilters } from '../../../examples/rust-plugin/host.js'
import { liveObjects } from '../../../src/index.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { requireTool } from '../../support/tools.js'

const hasCargo = requireTool('cargo') && process.platform === 'linux'
let plugin: string
beforeAll(() => {
  if (hasCargo) plugin = buildCrate('rust-plugin', 'examples')
}, 600_000)

describe.runIf(hasCargo)('the example of a plugin in Rust', () => {
  it('A-6, B-6, T-24: runs filters of both languages, and leaves nothing behind', () => {
    const before = liveObjects().length
    expect(useFilters(plugin)).toEqual([
      'filters of the plugin: upper, numbered',
      '1: OLLEH',
      '2: DLRÖW',
      'refused: a line of 36 characters',
      'refused: there is no filter "lower"',
      'to: 2, be: 2, question: undefined',
    ])
    expect(liveObjects().length).toBe(before)
  })
})
