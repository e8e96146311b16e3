/**
 * The layouts of declared types as classes of typed-struct. Needs `typed-struct`, which is an optional peer dependency.
 *
 * @module
 */
export type { TypedStruct } from './build-struct.js'
export { toTypedStruct, type TypedStructOptions } from './to-typed-struct.js'
