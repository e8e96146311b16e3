// Structs of somebody else's, shown and written by the command.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { abiding, copy } from './command.js'

// Beside the copy of the package, so that it imports that one.
const file = join(copy.folder, 'foreign.abi.ts')
writeFileSync(
  file,
  `import { c_int, fn, missing, prefixType, reserved, sizeField, u32, u64, versionField } from 'abiding'

export const Methods = prefixType('io_methods', {
  presence: versionField('iVersion', { 1: 'close', 2: 'sync' }),
  prefix: { iVersion: c_int, close: fn({}, c_int) },
  lastPrefixField: 'close',
  suffix: { spare: reserved(u64), sync: missing.panic(fn({}, c_int)) },
})

export const Options = prefixType('options', {
  presence: sizeField('size'),
  prefix: { size: u32 },
  lastPrefixField: 'size',
  suffix: { flags: u32 },
})
`,
)

describe('structs of others', () => {
  it('R-1, R-3: are drawn from their first field on, with the rungs of their ladder', async () => {
    const { exitCode, stdout, stderr } = await abiding(['show', file])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('prefix type io_methods 2, by its version in iVersion · 32 bytes · aligned to 8')
    expect(stdout).toContain('prefix type options 1.0.0, by its size in size · 8 bytes · aligned to 4')
    const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}/))
    expect(rows).toContainEqual(['index', 'offset', 'size', 'align', 'field', 'since', 'missing', 'type'])
    expect(rows).toContainEqual(['0', '0', '4', '4', 'iVersion', '1', 'never', 'c_int'])
    expect(rows).toContainEqual(['2', '16', '8', '8', 'spare', '2', 'reserved', 'u64'])
    expect(rows).toContainEqual(['3', '24', '8', '8', 'sync', '2', 'panic', 'fn() → c_int'])
    expect(stdout).not.toMatch(/mask|layout/)
  })

  it('R-1: are data with their presence', async () => {
    const { stdout } = await abiding(['show', file, '--json'])
    const { types } = JSON.parse(stdout) as { types: { bytes: { kind: string }[] }[] }
    expect(types).toMatchObject([
      { name: 'io_methods', version: '2', presence: { kind: 'version', field: 'iVersion' } },
      { name: 'options', version: '1.0.0', presence: { kind: 'size', field: 'size' } },
    ])
    expect(types[0]!.bytes.map(({ kind }) => kind)).toEqual(['field', 'padding', 'field', 'field', 'field'])
  })

  it('R-14: stand in the header', async () => {
    const { exitCode, stdout } = await abiding(['header', file])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('#define IO_METHODS_HAS_sync(instance) ((instance)->iVersion >= 2)')
    expect(stdout).toContain('#define OPTIONS_HAS_flags(instance)')
  })
})
