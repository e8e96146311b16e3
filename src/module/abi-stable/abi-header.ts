import { array, struct, u32, u8 } from '../../layout/index.js'

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
