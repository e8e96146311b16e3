// What the file of a plugin says, without the plugin being run: compared with the crate that it was built of, and used to load it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAbiStableModule, type PrefixType } from 'abiding'
import { declareFile, inspectFile, type InspectedPlugin, type InspectedType } from 'abiding/inspect'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { LibraryImage } from '../../../src/inspect/elf/library-image.js'
import { readInspected } from '../../../src/inspect/inspect-file.js'
import { compareLayout } from '../../../src/module/abi-stable/type-layout/compare-declared.js'
import { openLibrary } from '../../../src/ffi/index.js'
import { readLibHeader } from '../../../src/module/abi-stable/read-lib-header.js'
import { decodeTypeLayout, processImage } from '../../../src/module/abi-stable/type-layout/index.js'
import { describeTypes } from '../../../src/inspect/plugin-types.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { requireTool } from '../../support/tools.js'
import { plugins } from './plugins.js'

const hasCargo = requireTool('cargo') && process.platform === 'linux'
const folder = mkdtempSync(join(inject('temporaryFolder'), 'inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Loaded = Readonly<Record<string, unknown>> & { readonly load: (path: string) => Record<string, unknown> }

/** Writes the declarations of a library, and imports them. */
async function declared(path: string, name: string): Promise<Loaded> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.abi.ts`)
  writeFileSync(file, declareFile(path))
  return (await import(/* @vite-ignore */ file)) as Loaded
}

function rootOf(module: Loaded, name: string): PrefixType {
  const roots = Object.values(module).filter(
    (one): one is PrefixType =>
      (one as PrefixType | undefined)?.kind === 'prefix' && (one as PrefixType).name === name,
  )
  expect(roots).toHaveLength(1)
  return roots[0]!
}

describe.runIf(hasCargo).each(plugins)('the plugin $crate', ({ crate, call: [path, values, result] }) => {
  let library = ''
  beforeAll(() => void (library = buildCrate(`abi-stable/${crate}`)), 600_000)

  it('A-46: loads through the declarations that were written of it', async () => {
    const module = await declared(library, crate)
    const { root } = readInspected(library)
    const type = rootOf(module, root!.name)
    expect(compareLayout(type, root!, { strict: true })).toEqual([])
    const loaded = loadAbiStableModule(library, type, { strict: true, layoutCheck: 'require' })
    expect(module.load(library)).toBe(loaded)
    const [name, ...outer] = [...path].reverse()
    const owner = outer
      .reverse()
      .reduce((at, one) => at[one] as Record<string, unknown>, loaded as Record<string, unknown>)
    expect((owner[name!] as (...args: unknown[]) => unknown)(...values)).toEqual(result)
  })

  it('A-42: has the same types in its file as in memory', () => {
    const loaded = openLibrary(library)
    const header = readLibHeader(loaded)
    const reference = decodeTypeLayout(processImage(), header.layout!)
    const { plugin } = inspectFile(library)
    expect(plugin).toMatchObject({ abiVersion: '0.11', name: header.name, version: header.version, root: 0 })
    expect(describeTypes(reference.phantomFields[0]!.type)).toEqual(plugin!.types)
  })
})

describe.runIf(hasCargo)('what is told of a plugin', () => {
  let plugin: InspectedPlugin
  let library = ''
  beforeAll(() => {
    library = buildCrate('abi-stable/everything')
    plugin = inspectFile(library).plugin!
  }, 600_000)

  const typeOf = (name: string): InspectedType =>
    plugin.types.find((type) => type.name === name && type.package === 'everything')!

  it('A-43: is its header and every type', () => {
    expect(plugin).toMatchObject({
      abiVersion: '0.11',
      baseName: 'everything',
      name: 'everything',
      version: '1.4.2',
    })
    expect(plugin.types.length).toBeGreaterThan(300)
    expect(plugin.types.every((type, index) => type.id === index)).toBe(true)
    expect(typeOf('Everything')).toMatchObject({
      id: 0,
      kind: 'prefix',
      prefixFields: 6,
      module: 'everything',
    })
    // Every id leads to a type.
    const ids = plugin.types.flatMap((type) => [
      ...type.parameters,
      ...[...type.fields, ...type.variants.flatMap((one) => one.fields)].flatMap((field) => [
        field.type,
        ...field.functions.flatMap((one) => [
          ...one.parameters.map((parameter) => parameter.type),
          one.returns ?? 0,
        ]),
      ]),
    ])
    expect(Math.max(...ids)).toBeLessThan(plugin.types.length)
    expect(JSON.parse(JSON.stringify(plugin))).toEqual(plugin)
  })

  it('A-43: is the place, the offsets and the signatures of fields', () => {
    const fields = typeOf('Scalars').fields
    expect(fields.map((field) => field.offset)).toEqual(fields.map((_, index) => 16 + 8 * index))
    expect(fields.find((field) => field.name === 'sum')!.spelling).toBe(
      'fn(a: u8, b: u16, c: u32, d: u64, e: i8, f: i16, g: i32) -> i64',
    )
    expect(fields.find((field) => field.name === 'read')!.spelling).toBe('unsafe fn(from: *const u32) -> u32')
    const hidden = typeOf('Everything').fields.find((field) => field.name === 'hidden')!
    expect(hidden).toMatchObject({ isAccessible: false, offset: 104, spelling: 'u8' })
  })

  it('A-43: is how enums lie in memory', () => {
    expect(typeOf('Color')).toMatchObject({ kind: 'enum', repr: 'u8', size: 1 })
    expect(typeOf('Color').variants.map((one) => one.discriminant)).toEqual(['0', '4', '5'])
    expect(typeOf('Event')).toMatchObject({ repr: 'C', size: 40 })
    expect(typeOf('Command').nonExhaustive).toEqual({ size: 40, alignment: 8 })
    const [shape] = typeOf('Shape').variants.slice(1)
    expect(shape!.fields.map((field) => [field.name, field.offset])).toEqual([
      ['width', 4],
      ['height', 8],
    ])
  })

  it('A-47: names that cannot be declared, or that two types have, are told apart', async () => {
    const module = await declared(library, 'names')
    expect(Object.keys(module)).toEqual(
      expect.arrayContaining(['Point', 'Point_2', 'Pair', 'Pair_2', 'Word', 'Word_2']),
    )
    const text = declareFile(library)
    expect(text).toContain('keywords: fn({ words: Keywords }, u32)')
    expect(text).toContain('  default_: u32,\n  constructor_: u32,\n  int_: u32,\n')
    expect(text).toContain('unnamed: fn([{ param_0: u32 }, { param_1: u32 }], u32)')
    expect(text).toContain("{ abiStable: { name: 'Point', parameters: [] } }")
  })

  it('A-48: what a layout does not say is declared in the usual form', () => {
    const text = declareFile(library)
    expect(text).toContain("  version: '1.4.2',\n  package: 'everything',")
    expect(text).toContain('hidden: accessibleIf(false, u8)')
    expect(text).not.toContain('missing')
  })

  it('A-42: a function outside of machine code gives no type layout', () => {
    const nothing = { segmentAt: () => undefined, read: () => undefined }
    const image = new LibraryImage(nothing as never, undefined as never, 62)
    expect(image.resolveGetter(0x1000)).toBeUndefined()
  })
})
