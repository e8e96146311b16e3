/**
 * FFI-safe types for what every interface needs, with the layouts of `abi_stable`. Each is usable on its own.
 *
 * @module
 */
export * from '../plain-types/index.js'
export { RBox } from './r-box.js'
export {
  RBoxError,
  SendRBoxError,
  UnsyncRBoxError,
  type BoxedError,
  type BoxedErrorType,
} from './r-box-error.js'
export { RArc, type RArcType } from './r-arc.js'
export {
  RCowSlice,
  RCowStr,
  RCowVal,
  type CowInput,
  type CowView,
  type RCowSliceType,
  type RCowStrType,
  type RCowType,
  type RCowValType,
} from './r-cow.js'
export { RString, type RStringType } from './r-string.js'
export { RVec, type RVecInput, type RVecType, type RVecValue } from './r-vec.js'
export type { VectorOptions } from './vector-options.js'
export { RIoError, type IoError, type IoErrorInput } from './r-io-error.js'
export {
  nonExhaustive,
  type EnumLike,
  type NonExhaustive,
  type NonExhaustiveType,
  type Storage,
  type UnknownForm,
} from './non-exhaustive.js'
export { RHashMap, type RHashMapEntry, type RHashMapInput, type RHashMapType } from './r-hash-map.js'
export { RReceiver, RSender, type ChannelEnd, type ChannelEndType, type Unsent } from './channel.js'
export { RChannel, type ChannelEnds, type ChannelMaker } from './r-channel.js'
export type { LockGuard } from './lock-guard.js'
export { MovePtr, type MovePtrType } from './move-ptr.js'
export { RMutex, type RMutexType } from './r-mutex.js'
export { ROnce, type OnceState, type ROnceType } from './r-once.js'
export { RRwLock, type RRwLockType } from './r-rw-lock.js'
export { RSmallBox, type RSmallBoxType } from './r-small-box.js'
export { JsonText } from './raw-value-json.js'
export { RawValueBox } from './raw-value-box.js'
export { RawValueRef } from './raw-value-ref.js'
