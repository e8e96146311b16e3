import {
  c_int,
  c_ulong,
  constPointer,
  cString,
  doc,
  f32,
  fn,
  nullable,
  pointer,
  struct,
  untyped,
} from 'abiding'

/** What a host may assume of the values of a port. */
export const LADSPA_PortRangeHint = struct('LADSPA_PortRangeHint', {
  HintDescriptor: doc('One bit for each hint.', c_int),
  LowerBound: f32,
  UpperBound: f32,
})

/** One instance of a plugin; what is inside is the plugin's own business. */
const instance = pointer(untyped)

/**
 * A plugin of LADSPA. The struct has been frozen since 2000, so it is a plain struct: what a plugin does not do is a null
 * pointer in a slot that every plugin has.
 */
export const LADSPA_Descriptor = struct('LADSPA_Descriptor', {
  UniqueID: c_ulong,
  Label: cString,
  Properties: c_int,
  Name: cString,
  Maker: cString,
  Copyright: cString,
  PortCount: c_ulong,
  PortDescriptors: doc(
    'For each port one bit each for input, output, control and audio.',
    constPointer(c_int),
  ),
  PortNames: constPointer(cString),
  PortRangeHints: constPointer(LADSPA_PortRangeHint),
  ImplementationData: nullable(pointer(untyped)),
  get instantiate() {
    return fn(
      [{ descriptor: constPointer(LADSPA_Descriptor) }, { sample_rate: c_ulong }],
      nullable(pointer(untyped)),
    )
  },
  connect_port: fn([{ instance }, { port: c_ulong }, { data: pointer(f32) }]),
  activate: nullable(fn([{ instance }])),
  run: fn([{ instance }, { sample_count: c_ulong }]),
  run_adding: nullable(fn([{ instance }, { sample_count: c_ulong }])),
  set_run_adding_gain: nullable(fn([{ instance }, { gain: f32 }])),
  deactivate: nullable(fn([{ instance }])),
  cleanup: fn([{ instance }]),
})

/** `ladspa_descriptor`: the plugins of a library in turn, null behind the last. */
export const ladspa_descriptor = fn({ index: c_ulong }, nullable(constPointer(LADSPA_Descriptor)))
