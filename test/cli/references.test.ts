// Declarations that refer to prefix types, shown by the command.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { abiding, copy } from './command.js'

// Beside the copy of the package, so that it imports that one.
const file = join(copy.folder, 'references.abi.ts')
writeFileSync(
  file,
  `import { nullable, prefixRef, prefixType, since, u32, type PrefixType } from 'abiding'

const Leaf = prefixType('Leaf', {
  version: '1.1.0',
  prefix: { id: u32 },
  lastPrefixField: 'id',
  suffix: { size: since('1.1.0', u32) },
})

export const Tree: PrefixType = prefixType('Tree', {
  version: '1.0.0',
  prefix: { leaf: prefixRef(Leaf), next: nullable(prefixRef((): PrefixType => Tree)) },
  lastPrefixField: 'next',
})
`,
)

describe('references to prefix types', () => {
  it('P-16: are drawn with the type that they lead to', async () => {
    const { exitCode, stdout, stderr } = await abiding(['show', file])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('nullable(prefixRef(Tree))')
  })

  it('P-16: a prefix type that is only referred to is shown by its name', async () => {
    const { stdout } = await abiding(['show', file, '--type', 'Leaf', '--json'])
    const { types } = JSON.parse(stdout) as { types: unknown[] }
    expect(types).toMatchObject([{ name: 'Leaf', kind: 'prefix', version: '1.1.0' }])
  })

  it('E-6, P-21: stand in the header with all that they lead to', async () => {
    const { exitCode, stdout } = await abiding(['header', file])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('#define LEAF_DEFINITION')
    expect(stdout).toMatch(/const Leaf \*leaf;/)
  })
})
