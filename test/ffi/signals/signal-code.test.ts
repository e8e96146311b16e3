import { describe, expect, it } from 'vitest'
import { assemble, assembleText, machines } from '../../../scripts/assemble.js'
import { signalCodeFor } from '../../../src/ffi/signals/signal-code.js'
import { read } from '../../house/files.js'
import { requireTool } from '../../support/tools.js'

const hasClang = requireTool('clang')

describe('the machine code of signals', () => {
  it.runIf(hasClang).each(Object.keys(machines) as (keyof typeof machines)[])(
    'X-28: for %s is what its text says',
    (machine) => {
      expect(read(`src/ffi/signals/${machine}.ts`)).toBe(assemble(machine, 'signals'))
    },
  )

  it('X-28: is there for Linux on two machines', () => {
    expect(signalCodeFor('linux', 'x64')).toBeDefined()
    expect(signalCodeFor('linux', 'arm64')).toBeDefined()
    expect(signalCodeFor('win32', 'x64')).toBeUndefined()
    expect(signalCodeFor('linux', 'riscv64')).toBeUndefined()
  })

  it.runIf(hasClang).each([
    ['x64', 'x86_64-linux-gnu', (distance: number) => `lea ${distance - 7}(%rip), %r11`],
    ['arm64', 'aarch64-linux-gnu', (distance: number) => `adr x16, . + ${distance}`],
  ] as const)('X-28: on %s it finds its block at any distance', (architecture, target, spell) => {
    const { code, complete } = signalCodeFor('linux', architecture)!
    for (const distance of [0x1000, 0x4000, 0x10000]) {
      const bytes = new Uint8Array(Buffer.from(code.bytes.join(''), 'hex'))
      expect(bytes.length).toBeLessThanOrEqual(0x1000)
      complete(new DataView(bytes.buffer), distance)
      const expected = assembleText(`${spell(distance)}\n`, target).code
      expect(Buffer.from(bytes.subarray(0, expected.length)).toString('hex')).toBe(expected.toString('hex'))
    }
  })
})
