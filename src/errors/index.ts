/**
 * The errors that the library throws: one hierarchy with stable codes, paths, expectations and hints.
 *
 * @module
 */
export { AbidingError, type ErrorDetails } from './abiding-error.js'
export { errorCatalogue, type ErrorCode } from './catalogue.js'
export {
  CallError,
  CommandError,
  DeclarationError,
  ExpectationError,
  LibraryError,
  MemoryError,
  ModuleError,
  ThreadError,
  ValueError,
} from './kinds.js'
export { ContradictingModuleError } from './contradicting-module-error.js'
export { IncompatibleModuleError, type Incompatibility } from './incompatible-module-error.js'
export { ModulePanicError } from './module-panic-error.js'
export { NativeError, NativeIoError } from './native-error.js'
export { PeerPanicError } from './peer-panic-error.js'
export { MissingFieldError, type MissingField } from './missing-field-error.js'
