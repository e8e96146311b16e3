import { describe, expect, it } from 'vitest'
import { assemble, assembleText, machines } from '../../../scripts/assemble.js'
import { assembleEntryPoints, machineFor } from '../../../src/ffi/foreign-calls/machine-code.js'
import { read } from '../../house/files.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')

describe('the machine code', () => {
  it.runIf(hasClang).each(Object.keys(machines) as (keyof typeof machines)[])(
    'N-8: for %s is what its text says',
    (machine) => {
      expect(read(`src/ffi/foreign-calls/${machine}.ts`)).toBe(assemble(machine))
    },
  )

  it('N-8: is there for Linux on two machines', () => {
    expect(machineFor('linux', 'x64')).toBeDefined()
    expect(machineFor('linux', 'arm64')).toBeDefined()
    expect(machineFor('win32', 'x64')).toBeUndefined()
    expect(machineFor('linux', 'riscv64')).toBeUndefined()
  })

  it.runIf(hasClang).each([
    ['x64', 'x86_64-linux-gnu', (distance: number) => `lea ${distance - 7}(%rip), %r11`],
    ['arm64', 'aarch64-linux-gnu', (distance: number) => `adr x16, . + ${distance}`],
  ] as const)('N-8: each entry point on %s leads to its own entry', (architecture, target, spell) => {
    const [entriesAt, entrySize] = [0x1000, 64]
    const machine = machineFor('linux', architecture)!
    const { bytes, thunksAt, thunkSize } = assembleEntryPoints(machine, 64, entriesAt, entrySize)
    expect(bytes.length).toBeLessThanOrEqual(entriesAt)
    const others: string[] = []
    for (const index of [0, 1, 37, 63]) {
      const at = thunksAt + index * thunkSize
      const distance = entriesAt + index * entrySize - at
      const { code } = assembleText(`${spell(distance)}\n`, target)
      expect(Buffer.from(bytes.subarray(at, at + code.length)).toString('hex')).toBe(code.toString('hex'))
      others.push(Buffer.from(bytes.subarray(at + code.length, at + thunkSize)).toString('hex'))
    }
    expect(new Set(others).size).toBe(1)
  })
})
