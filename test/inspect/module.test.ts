// Modules of the toolkit, as files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  accessibleIf,
  fn,
  prefixType,
  reserved,
  RStr,
  since,
  u32,
  u64,
  type AnyType,
  type PrefixType,
} from 'abiding'
import { declareFile, inspectFile } from 'abiding/inspect'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { schemaDeclarations } from '../../src/inspect/declare/schema-declarations.js'
import { everyKind } from '../fixtures/every-kind.js'
import { buildGauge, Gauge } from '../support/gauge.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const folder = mkdtempSync(join(inject('temporaryFolder'), 'inspected-modules-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Declared = Readonly<Record<string, unknown>> & {
  readonly load: (path: string) => Record<string, unknown>
}

async function declared(path: string, name: string): Promise<Declared> {
  const file = join(folder, `${name}.abi.ts`)
  writeFileSync(file, declareFile(path))
  return (await import(/* @vite-ignore */ file)) as Declared
}

describe.runIf(requireTool('cc') && process.platform === 'linux')('a module in its file', () => {
  it('A-43: tells its header and its schema', () => {
    const { module, plugin, entryPoints } = inspectFile(buildGauge('inspected'))
    expect(module).toEqual({ name: 'Gauge', version: '1.1.0', schema: Gauge.schema() })
    expect(plugin).toBeNull()
    expect(entryPoints).toContainEqual({ symbol: 'abiding_module', interface: 'abiding module' })
  })

  it('A-46: loads through the declarations that were written of it', async () => {
    const path = buildGauge('inspected')
    const module = await declared(path, 'gauge')
    expect((module['Gauge'] as PrefixType).schema()).toEqual(Gauge.schema())
    const loaded = module.load(path)
    expect((loaded['twice'] as (value: number) => number)(21)).toBe(42)
  })

  it.each([
    ['ABI-H002', { MAGIC: '"no module"' }],
    ['ABI-H003', { FORMAT: 9 }],
    ['ABI-H004', { POINTER_BYTES: 4 }],
    ['ABI-H005', { SIZE: 5 }],
    ['ABI-S001', { SCHEMA: '"{}"' }],
  ])('A-43: refuses a header with %s, as loading it does', (code, defines) => {
    expect(refusal(() => inspectFile(buildGauge(`inspected-${code}`, defines))).code).toBe(code)
  })
})

describe('the declarations of a schema', () => {
  it('A-46: have that schema, whatever types it mentions', async () => {
    const sound = everyKind.filter(isField)
    expect(sound.length).toBeGreaterThan(15)
    const fields = Object.fromEntries(sound.map((type, index) => [`field_${index}`, type]))
    const { field_0, ...rest } = fields
    const Every = prefixType('Every', {
      version: '1.2.0',
      prefix: { field_0: field_0! },
      lastPrefixField: 'field_0',
      suffix: {
        ...rest,
        conditional: accessibleIf(false, u32),
        kept: reserved(u64),
        newer: since('1.2.0', fn([{ left: u32 }, { right: RStr }], u32)),
      },
    })
    const file = join(folder, 'every.abi.ts')
    writeFileSync(file, schemaDeclarations('every.so', Every.schema()))
    const module = (await import(/* @vite-ignore */ file)) as Declared
    expect((module['Every'] as PrefixType).schema()).toEqual(Every.schema())
  })
})

/** Whether a prefix type may have a field of the type. */
function isField(type: AnyType): boolean {
  try {
    prefixType('Probe', { version: '1.0.0', prefix: { field: type }, lastPrefixField: 'field' }).schema()
    return true
  } catch {
    return false
  }
}
