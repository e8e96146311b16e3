/**
 * FFI-safe types of `abi_stable` that own nothing and need no native code. Each is usable on its own; they run in a browser.
 *
 * @module
 */
export { durationFromMilliseconds, durationToMilliseconds, RDuration, type Duration } from './r-duration.js'
export { ROption, type OptionalValue, type ROptionType } from './r-option.js'
export { RResult, type Result, type ResultInput, type RResultType } from './r-result.js'
export { RStr } from './r-str.js'
export { Tuple1, Tuple2, Tuple3, Tuple4, type TupleType } from './tuples.js'
export { unwrap } from './unwrap.js'
export {
  constructed,
  Constructor,
  ConstructorOrValue,
  type ConstructorOrValueType,
  type ValueOrConstructor,
} from './constructor.js'
export { orderingFromNumber, orderingToNumber, RCmpOrdering, type Ordering } from './r-cmp-ordering.js'
export { ioErrorCode, ioErrorKind, RIoErrorKind, type IoErrorKind } from './r-io-error-kind.js'
export { RSeekFrom } from './r-seek-from.js'
export { MaybeCmp, UTypeId } from './u-type-id.js'
export {
  isCompatibleVersion,
  isLooselyCompatibleVersion,
  parseVersionNumber,
  VersionNumber,
  VersionStrings,
  type Version,
} from './version-strings.js'
export type { BorrowedInput, BorrowedPointerType, Holder } from './borrowed-pointer.js'
export { RMut } from './r-mut.js'
export { RRef } from './r-ref.js'
export { StaticRef } from './static-ref.js'
export { NulStr } from './nul-str.js'
export {
  RSlice,
  RSliceMut,
  type RSliceInput,
  type RSliceMutInput,
  type RSliceType,
  type WithElements,
} from './r-slice.js'
