import { describe, expect, it } from 'vitest'
import { assemble } from '../../../scripts/assemble.js'
import { stackArguments } from '../../../src/ffi/index.js'
import { stackCodeFor } from '../../../src/ffi/stack-arguments/stack-code.js'
import { read } from '../../house/files.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')

describe('the machine code in front of functions with arguments on the stack', () => {
  it.runIf(hasClang)('K-4: is what its text says', () => {
    expect(read('src/ffi/stack-arguments/x86-64.ts')).toBe(assemble('x86-64', 'stack-arguments'))
  })

  it('K-4: is there for Linux on x86-64', () => {
    expect(stackCodeFor('linux', 'x64')).toBeDefined()
    // More than 16 bytes travel as an address there.
    expect(stackCodeFor('linux', 'arm64')).toBeUndefined()
    expect(stackCodeFor('win32', 'x64')).toBeUndefined()
  })

  it.runIf(process.arch === 'x64')('K-4: is made once for a function, and is another one for each', () => {
    const made = Array.from({ length: 130 }, (_, index) => stackArguments(0x10000 + index, 32)!)
    expect(stackArguments(0x10000, 32)).toBe(made[0])
    expect(stackArguments(0x10000, 40)).not.toBe(made[0])
    expect(new Set(made.map(({ entry }) => entry)).size).toBe(130)
    for (const { offset } of made) expect(offset % 16).toBe(0)
  })

  it.runIf(process.arch === 'x64')('K-4: has room for a limited number of words', () => {
    expect(stackArguments(0x20000, 62 * 8)).toBeDefined()
    expect(stackArguments(0x20000, 63 * 8)).toBeUndefined()
    expect(stackArguments(0x20000, 0)).toBeUndefined()
  })
})
