/**
 * Traits that two sides of a connection share, each in a version of its own, and the values that travel between them: the
 * protocol and the format of the crates `savefile-abi` and `savefile`.
 *
 * @module
 */
export * from './compatibility/index.js'
export * from './connect/index.js'
export * from './dynamic/index.js'
export * from './export/index.js'
export * from './negotiation/index.js'
export * from './objects/index.js'
export * from './trait/index.js'
export * from './wire/index.js'
