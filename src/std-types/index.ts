/**
 * FFI-safe types for what every interface needs, with the layouts of `abi_stable`. Each is usable on its own.
 *
 * @module
 */
export * from '../plain-types/index.js'
