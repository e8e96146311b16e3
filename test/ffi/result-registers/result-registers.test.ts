import { describe, expect, it } from 'vitest'
import { assemble, machines } from '../../../scripts/assemble.js'
import { registerResult } from '../../../src/ffi/index.js'
import { resultCodeFor } from '../../../src/ffi/result-registers/result-code.js'
import { read } from '../../house/files.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')

describe('the machine code in front of functions with results in two registers', () => {
  it.runIf(hasClang).each(Object.keys(machines) as (keyof typeof machines)[])(
    'K-3: for %s is what its text says',
    (machine) => {
      expect(read(`src/ffi/result-registers/${machine}.ts`)).toBe(assemble(machine, 'result-registers'))
    },
  )

  it('K-3: is there for Linux on two machines', () => {
    expect(resultCodeFor('linux', 'x64')).toBeDefined()
    expect(resultCodeFor('linux', 'arm64')).toBeDefined()
    expect(resultCodeFor('win32', 'x64')).toBeUndefined()
  })

  it('K-3: is made once for a function, and is another one for each', () => {
    const made = Array.from({ length: 130 }, (_, index) =>
      registerResult(0x10000 + index, 'general', 'general')!,
    )
    expect(registerResult(0x10000, 'general', 'general')).toBe(made[0])
    expect(registerResult(0x10000, 'general', 'vector')).not.toBe(made[0])
    expect(new Set(made.map(({ entry }) => entry)).size).toBe(130)
  })
})
