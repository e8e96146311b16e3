import { describe, expect, it } from 'vitest'
import { assemble, assembleText, machines } from '../../../scripts/assemble.js'
import { channelCodeFor } from '../../../src/ffi/channels/channel-code.js'
import { assembleEntryPoints, machineFor } from '../../../src/ffi/foreign-calls/machine-code.js'
import { read } from '../../house/files.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')

describe('the machine code of channels', () => {
  it.runIf(hasClang).each(Object.keys(machines) as (keyof typeof machines)[])(
    'T-83: for %s is what its text says',
    (machine) => {
      expect(read(`src/ffi/channels/${machine}.ts`)).toBe(assemble(machine, 'channels'))
    },
  )

  it('T-79: is there for Linux on two machines', () => {
    expect(channelCodeFor('linux', 'x64')).toBeDefined()
    expect(channelCodeFor('linux', 'arm64')).toBeDefined()
    expect(channelCodeFor('win32', 'x64')).toBeUndefined()
    expect(channelCodeFor('linux', 'riscv64')).toBeUndefined()
  })

  it.runIf(hasClang).each([
    ['x64', 'x86_64-linux-gnu', 1, (distance: number) => `lea ${distance - 7}(%rip), %r11`],
    ['arm64', 'aarch64-linux-gnu', 1, (distance: number) => `adr x16, . + ${distance}`],
  ] as const)('T-83: each function on %s finds its operation', (architecture, target, pages, spell) => {
    const { code } = channelCodeFor('linux', architecture)!
    const { completeThunk } = machineFor('linux', architecture)!
    const [operationsAt, operationSize] = [pages * 0x1000, 96]
    const { bytes, thunksAt, thunkSize } = assembleEntryPoints(
      { code, completeThunk },
      60,
      operationsAt,
      operationSize,
    )
    expect(bytes.length).toBeLessThanOrEqual(operationsAt)
    for (const index of [0, 1, 59]) {
      const at = thunksAt + index * thunkSize
      const expected = assembleText(`${spell(operationsAt + index * operationSize - at)}\n`, target).code
      expect(Buffer.from(bytes.subarray(at, at + expected.length)).toString('hex')).toBe(
        expected.toString('hex'),
      )
    }
  })

  it.each([
    ['x64', ['rdi', 'r9', 'xmm0', 'xmm7'], [-152, -112, -104, -48], 16],
    ['arm64', ['x0', 'x7', 'x8', 'v0', 'v7'], [96, 152, 160, 168, 224], 240],
  ] as const)(
    'T-83: finds arguments on %s where it saved them',
    (architecture, registers, offsets, stack) => {
      const { frameOffset } = channelCodeFor('linux', architecture)!
      expect(registers.map((register) => frameOffset({ kind: 'general', register }))).toEqual(offsets)
      expect(frameOffset({ kind: 'stack', offset: 8 })).toBe(stack + 8)
      expect(() => frameOffset({ kind: 'general', register: 'rbx' })).toThrow('rbx')
    },
  )
})
