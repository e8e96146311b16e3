/**
 * What is generated from declarations: headers for module authors.
 *
 * @module
 */
export { emitCHeader, type CHeaderOptions } from './c-header.js'
