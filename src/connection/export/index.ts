export { ExportedTrait, exportTrait, type WaitingOptions } from './export-trait.js'
export { traitShim } from './c-shim.js'
