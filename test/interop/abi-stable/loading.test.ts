// Plugins that were built with the real crate, loaded as a host in Rust would load them.
import {
  copyFileSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import {
  abiStableLibraryPath,
  abiStableModuleInfo,
  fn,
  hasField,
  i32,
  IncompatibleModuleError,
  liveObjects,
  loadAbiStableModule,
  openLibrary,
  prefixType,
  RStr,
  safeRead,
  u32,
  u64,
} from 'abiding'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { pluginMagic } from '../../../src/module/abi-stable/lib-header.js'
import { pluginSymbol } from '../../../src/module/abi-stable/mangled-name.js'
import type { PrefixState } from '../../../src/prefix/prefix-class.js'
import { LoadingMod } from '../../fixtures/declarations/loading.abi.js'
import type { ThreadOutcome } from '../../fixtures/programs/load-plugin-in-threads.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { runProgram } from '../../support/child.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'

const hasCargo = requireTool('cargo')
const folder = mkdtempSync(join(tmpdir(), 'abiding-plugins-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => void delete process.env['LOADING_PLUGIN'])

const built = new Map<string, string>()

/** Builds a crate once. */
function build(crate: string): string {
  let file = built.get(crate)
  if (file === undefined) built.set(crate, (file = buildCrate(crate)))
  return file
}

/** Milliseconds that a process may take on a busy machine. */
const patience = 100_000

let copies = 0

/** A plugin that nobody has loaded yet, changed or not. */
function fresh(crate = 'plugin', change?: (bytes: Buffer) => void): string {
  const copy = join(folder, `${crate}-${copies++}.so`)
  copyFileSync(build(`abi-stable/${crate}`), copy)
  if (change !== undefined) {
    const bytes = readFileSync(copy)
    change(bytes)
    writeFileSync(copy, bytes)
  }
  return copy
}

/** Where the header lies in the file: its magic is there once. */
function headerIn(bytes: Buffer): number {
  const start = bytes.indexOf(pluginMagic)
  expect(bytes.indexOf(pluginMagic, start + 1)).toBe(-1)
  return start
}

const load = (path: string) => loadAbiStableModule(path, LoadingMod)
const rootOf = (module: object): number => {
  const { $memory, $offset } = module as PrefixState
  return $memory.base! + $offset
}

describe.runIf(hasCargo)('a plugin', () => {
  it('A-1 to A-7: is loaded, checked and called', () => {
    const before = liveObjects().length
    const path = fresh()
    const plugin = load(path)
    expect(plugin.label).toBe('1.1.0')
    expect(plugin.add(40, 2)).toBe(42)
    {
      using greeting = plugin.greet!('wörld')
      expect(greeting.toString()).toBe('hello, wörld!')
    }
    expect(abiStableModuleInfo(plugin)).toEqual({
      path,
      baseName: 'plugin',
      name: 'loading plugin',
      version: '1.1.0',
      hasLayout: true,
    })
    expect(liveObjects().slice(before)).toEqual([])
  })

  it('A-12: lies where its base name says', () => {
    const path = build('abi-stable/plugin')
    expect(abiStableLibraryPath(dirname(path), 'plugin')).toBe(path)
  })

  it('A-1: is not any library', () => {
    expect(refusal(() => load(build('prefix-types')))).toMatchObject({ code: 'ABI-A001', rule: 'A-1' })
  })

  it('A-1, H-1: is a whole file', () => {
    const path = fresh()
    writeFileSync(path, readFileSync(path).subarray(0, 100_000))
    expect(refusal(() => load(path))).toMatchObject({ code: 'ABI-F002' })
    expect(refusal(() => load(join(folder, 'missing.so')))).toMatchObject({ code: 'ABI-F001' })
  })

  it.each<[name: string, change: (header: number, bytes: Buffer) => void, expected: object]>([
    ['another magic', (header, bytes) => bytes.write('x', header + 5), { code: 'ABI-A002', rule: 'A-2' }],
    [
      'an older minor version',
      (header, bytes) => bytes.writeUInt32LE(10, header + 36),
      { code: 'ABI-A002', expected: 'abi_stable 0.11', found: 'abi_stable 0.10' },
    ],
    [
      'another major version',
      (header, bytes) => bytes.writeUInt32LE(1, header + 32),
      { code: 'ABI-A002', found: 'abi_stable 1.11' },
    ],
    [
      'a name that is too long',
      (header, bytes) => bytes.writeUInt32LE(5000, header + 64),
      { code: 'ABI-A003', found: '5000 bytes' },
    ],
    [
      'a version that is cut short',
      (header, bytes) => bytes.writeUInt32LE(1, header + 80),
      { code: 'ABI-A005', found: '"1"' },
    ],
    [
      'an impossible tag',
      (header, bytes) => bytes.writeUInt8(7, header + 88),
      { code: 'ABI-A003', rule: 'A-3' },
    ],
  ])('A-2, A-3, A-5: with %s is refused', (_name, change, expected) => {
    const path = fresh('plugin', (bytes) => change(headerIn(bytes), bytes))
    expect(refusal(() => load(path))).toMatchObject({ path, ...expected })
  })

  it('A-5: of another major version is refused', () => {
    const Next = prefixType('LoadingMod', {
      version: '2.0.0',
      package: 'loading-plugin',
      prefix: { label: RStr, add: fn([{ left: u32 }, { right: u32 }], u32) },
      lastPrefixField: 'add',
    })
    expect(refusal(() => loadAbiStableModule(fresh(), Next))).toMatchObject({
      code: 'ABI-A006',
      rule: 'A-5',
      expected: 'version 2.*',
      found: 'version 1.1.0',
    })
  })

  it('A-7: whose root function gives an error is refused with its text, and loaded once it gives none', () => {
    const before = liveObjects().length
    const path = fresh()
    process.env['LOADING_PLUGIN'] = 'error'
    expect(refusal(() => load(path))).toMatchObject({
      code: 'ABI-A007',
      rule: 'A-7',
      path,
      found: 'invalid digit found in string',
    })
    process.env['LOADING_PLUGIN'] = 'message'
    expect(refusal(() => load(path))).toMatchObject({ code: 'ABI-A007', found: 'the licence has expired' })
    delete process.env['LOADING_PLUGIN']
    expect(load(path).attempts!()).toBe(3)
    expect(liveObjects().slice(before)).toEqual([])
  })

  it('A-7: whose root function panics is refused', { timeout: 2 * patience }, async () => {
    process.env['LOADING_PLUGIN'] = 'panic'
    const { status, output, stderr } = await runProgram('load-plugin.ts', [fresh()], [], patience)
    expect(status).toBe(0)
    expect(output).toMatchObject({ name: 'ModulePanicError', code: 'ABI-A008' })
    expect(stderr).toContain('the root function gives up')
  })

  it('A-13: whose function panics ends the process', { timeout: 2 * patience }, async () => {
    const { signal, stderr, output } = await runProgram(
      'load-plugin.ts',
      [fresh(), 'the disk is full'],
      [],
      patience,
    )
    expect(signal).toBe('SIGABRT')
    expect(stderr).toContain('the disk is full')
    expect(output).toBe('')
  })
})

describe.runIf(hasCargo)('loading a plugin again', () => {
  it('A-8, A-11: gives the same object for the same declaration, and another over the same root for another', () => {
    const path = fresh()
    const plugin = load(path)
    expect(load(path)).toBe(plugin)
    const older = loadAbiStableModule(path, LoadingMod.upTo('1.0.0'))
    expect(older).not.toBe(plugin)
    expect(rootOf(older as object)).toBe(rootOf(plugin))
    expect(plugin.attempts!()).toBe(1)
  })

  it('A-8: finds the root module where hosts in Rust would find it', () => {
    const path = fresh()
    const header = openLibrary(path).symbol(pluginSymbol)!
    const remembered = (): number =>
      Number(new DataView(safeRead(header + 120, 8).buffer).getBigUint64(0, true))
    expect(remembered()).toBe(0)
    process.env['LOADING_PLUGIN'] = 'error'
    expect(refusal(() => load(path)).code).toBe('ABI-A007')
    expect(remembered()).toBe(0)
    delete process.env['LOADING_PLUGIN']
    const root = rootOf(load(path))
    expect(remembered()).toBe(root)
  })

  it('A-11: under other names of the file gives the same module', () => {
    const path = fresh()
    const names = ['link', 'hard'].map((name) => join(folder, `${name}-${basename(path)}`)) as [
      string,
      string,
    ]
    symlinkSync(path, names[0])
    linkSync(path, names[1])
    const plugin = load(path)
    expect(load(names[0])).toBe(plugin)
    expect(rootOf(load(names[1]))).toBe(rootOf(plugin))
    expect(plugin.attempts!()).toBe(1)
  })

  it('A-11: many plugins of one interface are modules of their own', () => {
    const plugins = [fresh(), fresh(), fresh()].map(load)
    expect(new Set(plugins.map(rootOf)).size).toBe(3)
    expect(plugins.map((plugin) => plugin.attempts!())).toEqual([1, 1, 1])
    expect(new Set(plugins.map((plugin) => abiStableModuleInfo(plugin).path)).size).toBe(3)
  })

  it('A-8: in several threads at once calls its root function once', { timeout: 2 * patience }, async () => {
    process.env['LOADING_PLUGIN'] = 'slow'
    const { status, stderr, output } = await runProgram(
      'load-plugin-in-threads.ts',
      [fresh(), '3'],
      [],
      patience,
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { outcomes, afterwards } = output as { outcomes: ThreadOutcome[]; afterwards: ThreadOutcome }
    expect(afterwards).toMatchObject({ sum: 42, attempts: 1 })
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => afterwards))
  })
})

describe.runIf(hasCargo)('a plugin of another version', () => {
  it('A-9: that is older is loaded without the fields that it lacks', () => {
    const plugin = load(fresh('plugin-older'))
    expect(plugin.label).toBe('1.0.0')
    expect(plugin.add(1, 2)).toBe(3)
    expect(hasField(plugin, 'greet')).toBe(false)
    expect(plugin.greet).toBeUndefined()
  })

  it('A-9: that is older is refused where that is asked for', () => {
    const refused = refusal(() => loadAbiStableModule(fresh('plugin-older'), LoadingMod, { strict: true }))
    expect(refused).toBeInstanceOf(IncompatibleModuleError)
    expect(loadAbiStableModule(fresh(), LoadingMod, { strict: true }).label).toBe('1.1.0')
  })

  it('A-9: that is newer is loaded, strictly or not', () => {
    const path = fresh('plugin-newer')
    const plugin = loadAbiStableModule(path, LoadingMod, { strict: true })
    expect(plugin.label).toBe('1.2.0')
    using greeting = plugin.greet!('you')
    expect(greeting.toString()).toBe('welcome, you!')
  })
})

describe.runIf(hasCargo)('a plugin whose layout does not fit', () => {
  const declare = (prefix: object, suffix: object = {}, more: object = {}): typeof LoadingMod =>
    prefixType('LoadingMod', {
      version: '1.1.0',
      package: 'loading-plugin',
      prefix,
      lastPrefixField: Object.keys(prefix).at(-1)!,
      suffix,
      ...more,
    } as never) as never
  const add = fn([{ left: u32 }, { right: u32 }], u32)
  const whole = { label: RStr, add }

  it.each<[name: string, type: typeof LoadingMod, paths: readonly string[]]>([
    ['a field of another name', declare({ name: RStr, add }), ['LoadingMod.name']],
    ['a field of another type', declare({ label: u32, add }), ['LoadingMod.label']],
    [
      'a parameter of another name',
      declare({ label: RStr, add: fn([{ left: u32 }, { other: u32 }], u32) }),
      ['LoadingMod.add → param other'],
    ],
    [
      'a parameter and a result of other types',
      declare({ label: RStr, add: fn([{ left: u64 }, { right: u32 }], i32) }),
      ['LoadingMod.add → param left', 'LoadingMod.add → result'],
    ],
    ['a parameter too many', declare({ label: RStr, add: fn({ left: u32 }, u32) }), ['LoadingMod.add']],
    ['another end of the prefix', declare({ label: RStr }, { add }), ['LoadingMod']],
    ['another package', declare(whole, {}, { package: 'another-plugin' }), ['LoadingMod']],
    ['a suffix of another type', declare(whole, { attempts: u32 }), ['LoadingMod.attempts']],
  ])('A-6: %s is refused, whatever its root function would do', (_name, type, paths) => {
    process.env['LOADING_PLUGIN'] = 'error'
    const path = fresh()
    const refused = refusal(() => loadAbiStableModule(path, type)) as IncompatibleModuleError
    expect(refused).toBeInstanceOf(IncompatibleModuleError)
    expect(refused).toMatchObject({ code: 'ABI-S002', path })
    expect(refused.incompatibilities.map((one) => one.path)).toEqual(paths)
  })

  it('A-6: all differences are told', () => {
    const type = declare(
      { name: RStr, add: fn([{ left: u32 }, { right: u64 }], u32) },
      { attempts: fn({}, i32), greet: fn({ name: RStr }, RStr) },
    )
    const refused = refusal(() => loadAbiStableModule(fresh(), type)) as IncompatibleModuleError
    expect(refused.incompatibilities.length).toBeGreaterThanOrEqual(4)
    for (const field of ['name', 'add', 'attempts', 'greet'])
      expect(refused.message).toContain(`LoadingMod.${field}`)
  })

  it('A-6: is loaded where the layout is not looked at, and checked again where it is', () => {
    const path = fresh()
    const wrong = declare({ title: RStr, add })
    expect(loadAbiStableModule(path, wrong, { layoutCheck: 'skip' })).toMatchObject({ title: '1.1.0' })
    expect(refusal(() => loadAbiStableModule(path, wrong))).toMatchObject({ code: 'ABI-S002' })
    expect(load(path).add(1, 1)).toBe(2)
  })
})

describe.runIf(hasCargo)('a plugin without the layout of its root module', () => {
  it('A-6: is taken at its word, unless a layout is required', () => {
    const path = fresh('plugin-unchecked')
    expect(refusal(() => loadAbiStableModule(path, LoadingMod, { layoutCheck: 'require' }))).toMatchObject({
      code: 'ABI-A009',
      rule: 'A-6',
    })
    const plugin = load(path)
    expect(plugin.label).toBe('unchecked')
    expect(abiStableModuleInfo(plugin).hasLayout).toBe(false)
    expect(loadAbiStableModule(fresh(), LoadingMod, { layoutCheck: 'require' }).label).toBe('1.1.0')
  })
})
