// What becomes of a plugin whose header is right: its constructor, its lock, the module that it remembers, versions and strictness.
import {
  abiStableModuleInfo,
  hasField,
  IncompatibleModuleError,
  layoutOf,
  liveObjects,
  loadAbiStableModule,
  ModulePanicError,
  prefixType,
  RBoxError,
  RStr,
  fn,
  since,
  sizeField,
  u32,
  usize,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { NativeMemory } from '../../../src/memory/native-memory.js'
import { nativeSpace } from '../../../src/memory/native-space.js'
import { construct } from '../../../src/module/abi-stable/construct-plugin.js'
import { LibHeader } from '../../../src/module/abi-stable/lib-header.js'
import { loadFromLibrary } from '../../../src/module/abi-stable/load-abi-stable-module.js'
import { Lamp, makeHeader, makeLamp, type HeaderParts } from '../../support/abi-stable-header.js'
import { refusal } from '../../support/refusal.js'

type Outcome = ReturnType<NonNullable<HeaderParts['construct']>>

const pointerAt = 120
const root = makeLamp()

/** A plugin whose constructor gives one outcome after the other. */
function giving(...outcomes: (() => Outcome)[]) {
  let calls = 0
  const header = makeHeader({ construct: () => outcomes[Math.min(calls++, outcomes.length - 1)]!() })
  return { ...header, load: () => loadFromLibrary(header.library, Lamp), calls: () => calls }
}
const ok = (): Outcome => ({ tag: 'ROk', root })
const panic = (): Outcome => ({ tag: 'RErr', failure: { tag: 'Unwound' } })
const error = (text: string) => (): Outcome => ({
  tag: 'RErr',
  failure: { tag: 'Returned', error: RBoxError.from(text) },
})

describe('the constructor of a plugin', () => {
  it('A-7: gives the root module', () => {
    const { load, calls } = giving(ok)
    expect(load().watts(7)).toBe(70)
    expect(calls()).toBe(1)
  })

  it('A-7: that gives an error is told with its text, which is disposed of', () => {
    const before = liveObjects().length
    const { load, library } = giving(error('no lamp in röom 7'))
    expect(refusal(load)).toMatchObject({
      code: 'ABI-A007',
      rule: 'A-7',
      path: library.path,
      expected: 'a root module of lamp 1.1.0',
      found: 'no lamp in röom 7',
    })
    expect(liveObjects().slice(before)).toEqual([])
  })

  it.each([true, false])('A-7: is called alike through a wrapper and without one: %s', (isDirect) => {
    const before = liveObjects().length
    const { address, library } = giving(ok, error('no lamp'), panic)
    const header = new NativeMemory(address, layoutOf(LibHeader).size, { space: nativeSpace })
    const call = (): number =>
      construct({ path: library.path, name: 'lamp', version: '1.1.0' }, header, isDirect)
    // Where results are written to is the first argument on x86-64 alone.
    if (isDirect && process.arch !== 'x64') return
    expect(call()).toBe(root)
    expect(refusal(call)).toMatchObject({ code: 'ABI-A007', found: 'no lamp' })
    expect(refusal(call)).toMatchObject({ code: 'ABI-A008' })
    expect(liveObjects().slice(before)).toEqual([])
  })

  it('A-7: that panicked is told', () => {
    const { load, library } = giving(panic)
    const refused = refusal(load)
    expect(refused).toBeInstanceOf(ModulePanicError)
    expect(refused).toMatchObject({ code: 'ABI-A008', rule: 'A-7', path: library.path })
  })

  it('A-7: is called again after it failed, and not after it succeeded', () => {
    const { load, calls, bytes } = giving(error('not yet'), panic, ok)
    expect(refusal(load).code).toBe('ABI-A007')
    expect(refusal(load).code).toBe('ABI-A008')
    expect(bytes.getBigUint64(pointerAt, true)).toBe(0n)
    expect(load().label).toBe('new')
    expect(bytes.getBigUint64(pointerAt, true)).toBe(BigInt(root))
    load()
    expect(calls()).toBe(3)
  })

  it.each<[number, object]>([
    [0, { code: 'ABI-M001' }],
    [8, { code: 'ABI-M001' }],
    [0x10000, { code: 'ABI-M003' }],
    [root + 4, { code: 'ABI-P005', rule: 'P-6' }],
    [2 ** 50, { code: 'ABI-M002' }],
  ])('A-7: that gives a root which cannot be, at %i, is refused', (address, expected) => {
    const { load } = giving(() => ({ tag: 'ROk', root: address }))
    expect(refusal(load)).toMatchObject(expected)
  })

  it.each<[number | bigint, object]>([
    [0n, { code: 'ABI-C002' }],
    [0x10000n, { code: 'ABI-C003' }],
    [BigInt(root), { code: 'ABI-C003' }],
    [1n << 50n, { code: 'ABI-M002' }],
    [1n << 63n, { code: 'ABI-V005' }],
  ])('A-7: at %i, which is no code, is refused, and the lock is given back', (address, expected) => {
    const { load, bytes, locked } = giving(ok)
    bytes.setBigUint64(144, BigInt(address), true)
    expect(refusal(load)).toMatchObject(expected)
    expect(locked).toEqual({ taken: 1, returned: 1 })
  })
})

describe('the function by which hosts in Rust hand over what is global', () => {
  it.each([0n, 0x10000n, (1n << 64n) - 1n])('A-10: is not called, and may be anything, as %i', (address) => {
    const { load, bytes } = giving(ok)
    bytes.setBigUint64(112, address, true)
    expect(load().watts(3)).toBe(30)
  })
})

describe('the root module that a plugin remembers', () => {
  it('A-8: is taken without a call of the constructor', () => {
    const { load, bytes, calls, locked } = giving(panic)
    bytes.setBigUint64(pointerAt, BigInt(root), true)
    expect(load().watts(1)).toBe(10)
    expect(calls()).toBe(0)
    expect(locked).toEqual({ taken: 0, returned: 0 })
  })

  it.each<[bigint, object]>([
    [8n, { code: 'ABI-M001' }],
    [9n, { code: 'ABI-P005' }],
    [0x10000n, { code: 'ABI-M003' }],
    [1n << 50n, { code: 'ABI-M002' }],
    [(1n << 64n) - 1n, { code: 'ABI-M002' }],
  ])('A-8: and that cannot be, at %i, is refused', (address, expected) => {
    const { load, bytes, calls } = giving(ok)
    bytes.setBigUint64(pointerAt, address, true)
    expect(refusal(load)).toMatchObject(expected)
    expect(calls()).toBe(0)
  })

  it('A-8: is made under the lock of the plugin', () => {
    const during: object[] = []
    const header = makeHeader({
      construct: () => {
        during.push({ ...header.locked })
        return ok()
      },
    })
    loadFromLibrary(header.library, Lamp)
    expect(during).toEqual([{ taken: 1, returned: 0 }])
    expect(header.locked).toEqual({ taken: 1, returned: 1 })
  })

  it('A-8: and that another host made meanwhile is taken', () => {
    let calls = 0
    const header = makeHeader({
      lock: () => {
        header.bytes.setBigUint64(pointerAt, BigInt(root), true)
        return true
      },
      construct: () => {
        calls++
        return ok()
      },
    })
    expect(loadFromLibrary(header.library, Lamp).watts(2)).toBe(20)
    expect(calls).toBe(0)
    expect(header.locked).toEqual({ taken: 1, returned: 1 })
  })

  it('A-8: the lock is given back where the constructor fails', () => {
    const { load, locked } = giving(error('broken'))
    expect(refusal(load).code).toBe('ABI-A007')
    expect(locked).toEqual({ taken: 1, returned: 1 })
  })

  it('A-8: a lock that nobody gives back is refused', () => {
    const header = makeHeader({ lock: () => false })
    expect(refusal(() => loadFromLibrary(header.library, Lamp))).toMatchObject({
      code: 'ABI-H008',
      rule: 'A-8',
    })
    expect(header.locked.returned).toBe(0)
  })

  it.each<[bigint, object]>([
    [0n, { code: 'ABI-M001' }],
    [0x10000n, { code: 'ABI-M003' }],
    [BigInt(root) + 4n, { code: 'ABI-P005' }],
    [BigInt(root), { code: 'ABI-S002' }],
    [1n << 63n, { code: 'ABI-V005' }],
  ])('A-8: a lock whose table cannot be, at %i, is refused', (address, expected) => {
    const { load, bytes, calls } = giving(ok)
    bytes.setBigUint64(136, address, true)
    expect(refusal(load)).toMatchObject(expected)
    expect(calls()).toBe(0)
  })
})

describe('a plugin of another version', () => {
  const older = (): Outcome => ({ tag: 'ROk', root: makeLamp('1.0.0') })
  const olderHeader = () => makeHeader({ version: '1.0.3', construct: older })

  it('A-5, A-9: that is older is loaded, and its missing fields have policies', () => {
    const { library } = olderHeader()
    const lamp = loadFromLibrary(library, Lamp)
    expect(lamp.label).toBe('old')
    expect(hasField(lamp, 'dim')).toBe(false)
    expect(lamp.dim).toBeUndefined()
  })

  it('A-9: that is older is refused where that is asked for, with all fields that it lacks', () => {
    const { library } = olderHeader()
    const refused = refusal(() => loadFromLibrary(library, Lamp, { strict: true }))
    expect(refused).toBeInstanceOf(IncompatibleModuleError)
    expect((refused as IncompatibleModuleError).incompatibilities).toMatchObject([
      { path: 'LampMod.dim', rule: 'A-9', expected: 'a field that exists since 1.1.0', found: 'nothing' },
    ])
    expect(loadFromLibrary(library, Lamp.upTo('1.0.0') as never, { strict: true })).toBeDefined()
  })

  it.each(['2.0.0', '0.9.0'])('A-5: %s is refused before its constructor runs', (version) => {
    let calls = 0
    const { library } = makeHeader({
      version,
      construct: () => {
        calls++
        return ok()
      },
    })
    expect(refusal(() => loadFromLibrary(library, Lamp))).toMatchObject({
      code: 'ABI-A006',
      rule: 'A-5',
      expected: 'version 1.*',
      found: `version ${version}`,
    })
    expect(calls).toBe(0)
  })
})

describe('what a plugin is loaded as', () => {
  const { library } = makeHeader()
  const load = (type: unknown, options?: object) => () =>
    loadFromLibrary(library, type as typeof Lamp, options)

  it('A-6: without a layout, a plugin is taken at its word unless a layout is required', () => {
    expect(load(Lamp)()).toBeDefined()
    expect(load(Lamp, { layoutCheck: 'skip' })()).toBeDefined()
    expect(refusal(load(Lamp, { layoutCheck: 'require' }))).toMatchObject({
      code: 'ABI-A009',
      rule: 'A-6',
      expected: 'the layout of LampMod',
    })
  })

  it('A-6: is a prefix type with a mask', () => {
    for (const type of [undefined, null, 5, {}, RStr, class {}])
      expect(refusal(() => loadAbiStableModule('x.so', type as never))).toMatchObject({
        code: 'ABI-S002',
        rule: 'A-6',
      })
    const Sized = prefixType('Sized', {
      presence: sizeField('size'),
      prefix: { size: usize },
      lastPrefixField: 'size',
    })
    expect(refusal(() => loadAbiStableModule('x.so', Sized))).toMatchObject({
      code: 'ABI-S002',
      found: 'a prefix type whose field size says that',
    })
  })

  it.each([{ strict: 1 }, { strict: null }, { layoutCheck: 'never' }, { layoutCheck: true }])(
    'A-6: %j are no options',
    (options) => {
      expect(refusal(() => loadAbiStableModule('x.so', Lamp, options as object))).toMatchObject({
        code: 'ABI-V001',
        rule: 'A-6',
        path: `loadAbiStableModule → ${Object.keys(options)[0]}`,
      })
    },
  )

  it('A-11: what was not loaded is not known', () => {
    for (const module of [{}, root, undefined, () => 0])
      expect(refusal(() => abiStableModuleInfo(module as object))).toMatchObject({
        code: 'ABI-A001',
        rule: 'A-11',
      })
  })

  it('A-5: the declaration itself may be older or newer', () => {
    const Later = prefixType('LampMod', {
      version: '1.7.0',
      package: 'lamp',
      prefix: { label: RStr, watts: fn({ room: u32 }, u32) },
      lastPrefixField: 'watts',
      suffix: {
        dim: fn([{ room: u32 }, { percent: u32 }], u32),
        blink: since('1.7.0', fn({ times: u32 }, u32)),
      },
    })
    expect(loadFromLibrary(library, Later).blink).toBeUndefined()
    expect(loadFromLibrary(library, Later).dim?.(10, 50)).toBe(50)
  })
})
