import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { abiding, copy } from './command.js'

const file = join(copy.folder, 'declarations', 'counter.abi.ts')
mkdirSync(dirname(file), { recursive: true })
writeFileSync(
  file,
  `import { boxLike, method, traitObject, u32 } from 'abiding'

export const Counter = traitObject('Counter', { methods: { get: method('ref', {}, u32) }, doc: 'Counts.' })
export const Word = traitObject('Word', { form: 'DynTrait', supertraits: ['Debug'], methods: { get: method('ref', {}, u32) } })
export const TicketBox = boxLike('TicketBox', u32)
`,
)

describe('the command', () => {
  it('B-5, B-8: draws trait objects and boxes as the structs that they are', async () => {
    const { exitCode, stdout, stderr } = await abiding(['show', file])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/Counter.*24 bytes/)
    expect(stdout).toContain('Counts.')
    expect(stdout).toMatch(/Word.*32 bytes/)
    expect(stdout).toMatch(/TicketBox.*16 bytes/)
    for (const member of ['methods', 'object', 'vtable', 'data']) expect(stdout).toContain(member)
  }, 60_000)

  it('B-5, B-8, E-1: writes their header', async () => {
    const { exitCode, stdout, stderr } = await abiding(['header', file])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('struct Counter {')
    expect(stdout).toContain('typedef struct Counter_VTable {')
  }, 60_000)
})
