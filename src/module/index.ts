/**
 * From a file to a checked root module: headers, loading, and the report of what does not fit.
 *
 * @module
 */
export { headerMagic, headerSymbol, headerVersion, ModuleErrorReport, ModuleHeader } from './header.js'
export { loadModule, moduleInfo, type ModuleInfo } from './load-module.js'
