/**
 * FFI-safe types of `abi_stable` that own nothing and need no native code. Each is usable on its own; they run in a browser.
 *
 * @module
 */
export { RDuration } from './r-duration.js'
export { RStr } from './r-str.js'
