/**
 * Declarations made of C headers, through an installed clang.
 *
 * @module
 */
export { importHeader, type ImportedHeader, type ImportOptions } from './import-header.js'
export type { LeftOut } from './imported.js'
