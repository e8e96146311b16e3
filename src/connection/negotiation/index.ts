export { IncompatibleTraitError } from './incompatible-trait-error.js'
export type { Problem } from './problem.js'
