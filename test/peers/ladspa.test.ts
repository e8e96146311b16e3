// LADSPA: a struct that was frozen in 2000. Optional functions are null slots, not missing ones.
import { array, bytesOf, hostTarget, layoutOf, native, struct } from 'abiding'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LADSPA_Descriptor, LADSPA_PortRangeHint } from '../../examples/peers/ladspa.abi.js'
import { pluginsOf, portsOf, run, type Plugin } from '../../examples/peers/ladspa.js'
import { beforeGuardPage } from '../support/guard-page.js'
import { requirePackage } from '../support/packages.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { compareWithHeader, headerSignatures, signaturesOf } from './header.js'

/** A hint of ladspa.h: the port has a least value. */
const boundedBelow = 1

const folder = '/usr/lib/ladspa'
const header = '#include <ladspa.h>'

/** A tone of 1 kHz, a fifth as loud as can be. */
const tone = Float32Array.from({ length: 4800 }, (_, index) => 0.2 * Math.sin((index * Math.PI) / 24))

function pluginOf(file: string, label: string): Plugin {
  return pluginsOf(`${folder}/${file}`).find((plugin) => plugin.Label === label)!
}

const hasLadspa = requirePackage('ladspa')

describe.runIf(hasLadspa && requireTool('cc'))('the header of LADSPA', () => {
  it('L-5: lays out the structs as they are declared', () => {
    for (const type of [LADSPA_Descriptor, LADSPA_PortRangeHint]) {
      const layout = layoutOf(type, hostTarget())
      expect(compareWithHeader({ include: header, spelling: type.name }, layout), type.name).toBe('')
      const wrong = { ...layout, fields: layout.fields.map((one) => ({ ...one, offset: one.offset + 1 })) }
      expect(compareWithHeader({ include: header, spelling: type.name }, wrong)).toContain('offsetof')
    }
  })

  it.runIf(requireTool('clang'))('L-12: declares the functions with the same signatures', async () => {
    const imported = await headerSignatures({ headers: ['ladspa.h'], types: ['_LADSPA_Descriptor'] })
    expect(signaturesOf(LADSPA_Descriptor.definition.fields())).toEqual(imported)
    expect(Object.keys(imported)).toHaveLength(8)
  })
})

describe.runIf(hasLadspa)('plugins of LADSPA', () => {
  it('K-1: an amplifier multiplies each sample by its gain', () => {
    const amplifier = pluginOf('amp.so', 'amp_mono')
    expect(portsOf(amplifier)).toEqual([
      { name: 'Gain', isInput: true, isControl: true },
      { name: 'Input', isInput: true, isControl: false },
      { name: 'Output', isInput: false, isControl: false },
    ])
    expect(run(amplifier, { Gain: 2.5 }, Float32Array.of(4, -1, 0.5, 0))).toEqual(
      Float32Array.of(10, -2.5, 1.25, 0),
    )
    expect(run(amplifier, { Gain: 2.5 }, tone)).toEqual(tone.map((sample) => sample * 2.5))
    expect(run(amplifier, { Gain: 0 }, tone).every((sample) => sample === 0)).toBe(true)
  })

  it('L-12: what a plugin need not do is null, in a slot that is there', () => {
    const amplifier = pluginOf('amp.so', 'amp_mono')
    expect(amplifier.activate).toBeNull()
    expect(amplifier.run_adding).toBeNull()
    expect(amplifier.set_run_adding_gain).toBeNull()
    expect(amplifier.deactivate).toBeNull()
    expect(() => run(amplifier, { Gain: 1 }, tone, { to: tone, gain: 1 })).toThrow('cannot add')
    const filter = pluginOf('filter.so', 'lpf')
    expect(filter.activate).toBeTypeOf('function')
    // A low-pass filter lets a tone above its frequency through in part.
    const loudest = Math.max(...run(filter, { 'Cutoff Frequency (Hz)': 100 }, tone))
    expect(loudest).toBeGreaterThan(0.001)
    expect(loudest).toBeLessThan(0.1)
  })

  it('M-3: a descriptor that ends where its memory ends is read, and nothing behind it', () => {
    const amplifier = pluginOf('amp.so', 'amp_mono')
    const { address } = beforeGuardPage(bytesOf(amplifier))
    const copy = native.at(LADSPA_Descriptor, address)
    expect(run(copy, { Gain: 2 }, Float32Array.of(1, -1))).toEqual(Float32Array.of(2, -2))
    const fields = LADSPA_Descriptor.definition.fields()
    const declared = (some: typeof fields) =>
      struct('LADSPA_Descriptor', Object.fromEntries(some.map(({ name, type }) => [name, type])))
    // Whoever knows less of it reads less. Nothing says how long it is, so whoever wants more is refused.
    const older = native.at(declared(fields.slice(0, 7)), address) as unknown as Plugin
    expect(older).toMatchObject({ Label: 'amp_mono', PortCount: 3n })
    const newer = declared([...fields, { ...fields.at(-1)!, name: 'render' }])
    expect(refusal(() => native.at(newer, address))).toMatchObject({ code: 'ABI-M003' })
  })

  it.runIf(requirePackage('swh'))('K-1: an amplifier adds to what is there', () => {
    const amplifier = pluginOf('amp_1181.so', 'amp')
    const settings = { 'Amps gain (dB)': 20 }
    const samples = Float32Array.of(4, -1, 0.5, 0)
    expect(run(amplifier, settings, samples)).toEqual(Float32Array.of(40, -10, 5, 0))
    expect(run(amplifier, settings, samples, { to: Float32Array.of(1, 1, 1, 1), gain: 0.5 })).toEqual(
      Float32Array.of(21, -4, 3.5, 1),
    )
  })

  it.runIf(requirePackage('swh') && requirePackage('cmt'))('M-2: all installed ones can be read', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.so'))
    const plugins = files.flatMap((file) => pluginsOf(`${folder}/${file}`))
    const ports = plugins.flatMap(portsOf)
    expect(plugins.length).toBeGreaterThan(100)
    expect(ports.length).toBeGreaterThan(plugins.length)
    expect(new Set(plugins.map((plugin) => plugin.UniqueID)).size).toBeGreaterThan(100)
    expect(ports.every((port) => port.name !== '')).toBe(true)
    for (const plugin of plugins) {
      const hints = native.at(
        array(LADSPA_PortRangeHint, Number(plugin.PortCount)),
        plugin.PortRangeHints.address,
      )
      // Without this hint, plugins leave the bound as their allocator gave it.
      const bounded = [...hints].filter((hint) => (hint.HintDescriptor & boundedBelow) !== 0)
      expect(bounded.every((hint) => !Number.isNaN(hint.LowerBound))).toBe(true)
      // Whoever adds can be told how loud: both functions are there, or neither is.
      expect(plugin.run_adding === null, plugin.Label).toBe(plugin.set_run_adding_gain === null)
    }
    const silence = plugins.filter((plugin) => plugin.activate === null)
    expect(silence.length).toBeGreaterThan(0)
    expect(silence.length).toBeLessThan(plugins.length)
  })
})
