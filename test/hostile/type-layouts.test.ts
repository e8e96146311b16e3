// Type layouts with flipped bits, wild pointers, huge counts and circles: an error or a type, and never the end of a process.
import { describe, expect, inject, it } from 'vitest'
import { buildCrate } from '../support/cargo-crate.js'
import { runProgram } from '../support/child.js'
import { requireTool } from '../support/tools.js'

const hasCargo = requireTool('cargo') && process.platform === 'linux' && process.arch === 'x64'
const { seed } = inject('fastCheck')
const batches = process.env['CI'] === undefined ? 1 : 4
const mutations = process.env['CI'] === undefined ? 300 : 2600

interface Report {
  readonly tally: Readonly<Record<string, number>>
  readonly problems: readonly string[]
}

describe.runIf(hasCargo)('hostile type layouts', () => {
  it('A-20, A-22: lead to an error of the rules or to a type', { timeout: 600_000 }, async () => {
    const library = buildCrate('abi-stable/layouts')
    const seen = new Set<string>()
    for (let batch = 0; batch < batches; batch++) {
      const parameters = [library, String(seed + batch), String(mutations)]
      const { status, signal, output, stderr } = await runProgram(
        'hostile-layouts.ts',
        parameters,
        [],
        240_000,
      )
      expect({ status, signal, stderr: status === 0 ? '' : stderr }).toEqual({
        status: 0,
        signal: null,
        stderr: '',
      })
      const { tally, problems } = output as Report
      expect(problems).toEqual([])
      expect(Object.values(tally).reduce((sum, one) => sum + one, 0)).toBe(mutations)
      for (const outcome of Object.keys(tally)) seen.add(outcome)
    }
    for (const outcome of ['read', 'changed', 'ABI-A010', 'ABI-A011']) expect(seen).toContain(outcome)
  })
})
