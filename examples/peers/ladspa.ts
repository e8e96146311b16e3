import {
  addressOf,
  array,
  bindSymbol,
  c_int,
  cString,
  f32,
  native,
  NativeArena,
  openLibrary,
  type ViewOf,
} from 'abiding'
import { ladspa_descriptor, LADSPA_Descriptor } from './ladspa.abi.js'

/** A plugin, where it lies in its library. */
export type Plugin = ViewOf<typeof LADSPA_Descriptor>

/** A place where samples or a setting go in or come out. */
export interface Port {
  readonly name: string
  readonly isInput: boolean
  /** A single value; otherwise samples. */
  readonly isControl: boolean
}

// The bits of a port descriptor.
const isInput = 1
const isControl = 4

/** All plugins of a library. */
export function pluginsOf(path: string): Plugin[] {
  const descriptorAt = bindSymbol(openLibrary(path), 'ladspa_descriptor', ladspa_descriptor)
  const plugins: Plugin[] = []
  for (let index = 0n; ; index++) {
    const descriptor = descriptorAt(index)
    if (descriptor === null) return plugins
    plugins.push(native.at(LADSPA_Descriptor, descriptor.address))
  }
}

/** The ports of a plugin in order. */
export function portsOf(plugin: Plugin): Port[] {
  const count = Number(plugin.PortCount)
  const kinds = [...native.at(array(c_int, count), plugin.PortDescriptors.address)]
  const names = [...native.at(array(cString, count), plugin.PortNames.address)]
  return kinds.map((kind, index) => ({
    name: names[index]!,
    isInput: (kind & isInput) !== 0,
    isControl: (kind & isControl) !== 0,
  }))
}

/**
 * Runs a plugin with one input and one output over samples.
 *
 * @param settings - Values of the control inputs, by the names of their ports.
 * @param adding - Adds to these samples, scaled by `gain`, instead of beginning with silence. Not every plugin can.
 */
export function run(
  plugin: Plugin,
  settings: Readonly<Record<string, number>>,
  samples: Float32Array,
  adding?: { readonly to: Float32Array; readonly gain: number },
): Float32Array {
  using arena = new NativeArena()
  const samplesType = array(f32, samples.length)
  const input = arena.allocate(samplesType, samples)
  const output = arena.allocate(samplesType, adding?.to ?? new Float32Array(samples.length))
  const instance = plugin.instantiate(plugin, 48_000n)
  if (instance === null) throw new Error(`${plugin.Label} cannot be instantiated`)
  try {
    for (const [index, port] of portsOf(plugin).entries()) {
      const setting = arena.allocate(array(f32, 1), [settings[port.name] ?? 0])
      const place = port.isControl ? setting : port.isInput ? input : output
      plugin.connect_port(instance, BigInt(index), addressOf(place))
    }
    // A null slot is something that this plugin need not do.
    plugin.activate?.(instance)
    const count = BigInt(samples.length)
    if (adding === undefined) plugin.run(instance, count)
    else if (plugin.run_adding === null) throw new Error(`${plugin.Label} cannot add`)
    else {
      plugin.set_run_adding_gain?.(instance, adding.gain)
      plugin.run_adding(instance, count)
    }
    plugin.deactivate?.(instance)
  } finally {
    plugin.cleanup(instance)
  }
  return Float32Array.from(output)
}
