/**
 * Types whose values travel between peers as bytes, with versions, in the format of the crate `savefile`.
 *
 * @module
 */
export * from './wire/index.js'
