import { array, struct, u32, u8, usize } from '../../layout/index.js'

/** The first bytes of the header of every plugin. */
export const pluginMagic = 'abi stable library for Rust     '

/** The version of `abi_stable` whose plugins can be loaded: while the major version is 0, the minor one must be equal. */
export const abiVersion = { major: 0, minor: 11 } as const

/**
 * The part of the header that is the same in every version of `abi_stable`.
 *
 * @see Rule A-2 of the specification.
 *
 * @internal
 */
export const AbiHeader = struct('AbiHeader', {
  magic_string: array(u8, 32),
  abi_major: u32,
  abi_minor: u32,
})

/** A text of a plugin. */
const TextWords = struct('TextWords', { address: usize, length: usize })

/**
 * The header of a plugin up to what is read of it before its code runs. Pointers are numbers here: those of a file lead into the
 * file, and those of a library into memory that nobody vouches for.
 *
 * @see Rule A-2 of the specification.
 *
 * @internal
 */
export const HeaderWords = struct('HeaderWords', {
  header: AbiHeader,
  base_name: TextWords,
  name: TextWords,
  version_strings: TextWords,
  layout_tag: u8,
  layout: usize,
  c_abi_testing_fns: usize,
})

/** The tag of a header without a layout; that of one with a layout is 0. */
export const withoutLayout = 1
