/**
 * From a file to a checked root module: headers, loading, and the report of what does not fit.
 *
 * @module
 */
export { headerMagic, headerSymbol, headerVersion, ModuleErrorReport, ModuleHeader } from './header.js'
export { loadModule, moduleInfo, type ModuleInfo } from './load-module.js'
export type { LayoutCheck } from './abi-stable/check-layout.js'
export { abiStableLibraryPath } from './abi-stable/library-path.js'
export {
  abiStableModuleInfo,
  loadAbiStableModule,
  type AbiStableModuleInfo,
  type AbiStableOptions,
} from './abi-stable/load-abi-stable-module.js'
export * from './abi-stable/type-layout/index.js'
