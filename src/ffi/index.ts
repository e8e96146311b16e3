/**
 * The foreign function interface behind one narrow border: libraries, functions, callbacks and native bytes. Every known
 * way to crash the process through it is guarded here.
 *
 * @module
 */
export { registerCallback, releaseCallback, type Callback } from './callbacks.js'
export { functionAt, maximumAggregateBytes, type NativeFunction } from './functions.js'
export type { AggregateMirror, MirrorRun, NativeSignature, NativeValue } from './koffi-types.js'
export { openLibrary, type Library } from './library.js'
export { allocateNative, freeNative, unsafeViewAt } from './memory.js'
export { checkPointer } from './pointers.js'
