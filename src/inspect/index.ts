/**
 * What a library file contains, told without running it: plugins of Rust's `abi_stable`, modules of this toolkit, others.
 *
 * @module
 */
export { declareFile } from './declare-file.js'
export { knownEntryPoints, type EntryPoint } from './entry-points.js'
export { inspectFile } from './inspect-file.js'
export type { InspectedElf, InspectedFile, InspectedModule } from './inspected-file.js'
export type {
  InspectedField,
  InspectedFunction,
  InspectedPlugin,
  InspectedType,
  InspectedVariant,
} from './inspected-plugin.js'
export { askTraits, type AskOptions } from './traits/ask-traits.js'
export { declareTraits } from './traits/declare-traits.js'
export type { InspectedTrait } from './traits/inspected-trait.js'
