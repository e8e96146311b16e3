import { describe, expect, it } from 'vitest'
import { assemble, machines } from '../../../scripts/assemble.js'
import { vectorCodeFor } from '../../../src/ffi/vector-table/vector-code.js'
import { read } from '../../house/files.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')

describe('the machine code of vectors', () => {
  it.runIf(hasClang).each(Object.keys(machines) as (keyof typeof machines)[])(
    'T-6: for %s is what its text says',
    (machine) => {
      expect(read(`src/ffi/vector-table/${machine}.ts`)).toBe(assemble(machine, 'vector-table'))
    },
  )

  it('T-6: is there for Linux on two machines', () => {
    expect(vectorCodeFor('linux', 'x64')).toBeDefined()
    expect(vectorCodeFor('linux', 'arm64')).toBeDefined()
    expect(vectorCodeFor('win32', 'x64')).toBeUndefined()
    expect(vectorCodeFor('linux', 'riscv64')).toBeUndefined()
  })
})
