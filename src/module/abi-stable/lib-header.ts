import {
  array,
  constPointer,
  doc,
  fn,
  struct,
  taggedUnion,
  u64,
  u8,
  untyped,
  usize,
} from '../../layout/index.js'
import { AbiHeader } from './abi-header.js'
import { CAbiTestingFns } from './c-abi-testing-fns.js'
import { RootModuleResult } from './root-module-result.js'

export { AbiHeader, abiVersion, HeaderWords, pluginMagic, withoutLayout } from './abi-header.js'

/** Text that the plugin owns for ever: an `RStr`, whose bytes nobody vouches for yet. */
const StaticText = struct('StaticText', { data: constPointer(u8), length: usize })

/** Whether the plugin carries the layout of its root module. */
const IsLayoutChecked = taggedUnion('IsLayoutChecked', u8, { Yes: { layout: constPointer(untyped) }, No: {} })

/** What is known of a plugin before its code runs. */
const RootModuleConsts = struct('RootModuleConsts', {
  base_name: StaticText,
  name: StaticText,
  version_strings: StaticText,
  layout: IsLayoutChecked,
  c_abi_testing_fns: constPointer(CAbiTestingFns),
})

/**
 * The root module once it is constructed, and the lock under which that is done.
 *
 * @see Rule A-8 of the specification.
 *
 * @internal
 */
export const LateStaticRef = struct('LateStaticRef', {
  pointer: doc('Null until the root module is constructed.', u64),
  raw_mutex: array(u8, 8),
  mutex_vtable: constPointer(untyped),
})

/**
 * What a plugin exports: 152 bytes of data.
 *
 * @see Rule A-2 of the specification.
 *
 * @internal
 */
export const LibHeader = struct('LibHeader', {
  header: AbiHeader,
  root_mod_consts: RootModuleConsts,
  init_globals_with: fn({ globals: constPointer(untyped) }),
  module: LateStaticRef,
  construct: fn({}, RootModuleResult),
})
