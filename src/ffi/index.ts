/**
 * The foreign function interface behind one narrow border: libraries, functions, callbacks and native bytes. Every known
 * way to crash the process through it is guarded here.
 *
 * @module
 */
import './stacks.js'

export { callOffThread, type Return } from './async-calls.js'
export type { ArgumentPlace } from './channels/channel-code.js'
export type { ChannelSide } from './channels/channel-memory.js'
export { nativeChannels, type NativeChannels } from './channels/channels.js'
export type { ChannelOperation } from './channels/operation-block.js'
export { addressOfBytes } from './bytes-address.js'
export { registerCallback, releaseCallback, renewCallbacks, type Callback } from './callbacks.js'
export type { ForeignCallPolicy } from './foreign-calls/entry-block.js'
export {
  guardEntryPoint,
  takeRefusedCalls,
  whenCallsAreRefused,
  type GuardedEntryPoint,
  type RefusalReason,
  type RefusedCall,
} from './foreign-calls/foreign-calls.js'
export { blockWord, threadBlock } from './foreign-calls/thread-block.js'
export { errnoOfThread, type Errno } from './errno.js'
export { functionAt, maximumAggregateBytes, type NativeFunction } from './functions.js'
export { variadicTypeOf } from './koffi-types.js'
export type { AggregateMirror, MirrorRun, NativeSignature, NativeValue } from './koffi-types.js'
export { openLibrary, type Library } from './library.js'
export { allocateNative, freeNative, unsafeViewAt } from './memory.js'
export { messageEntry } from './messages/message-entries.js'
export { cellByte, pageSlots } from './messages/message-code.js'
export { knownPages, makeMessageBorder, type MessageBorder, type MessageCell } from './messages/messages.js'
export { checkPointer, lowestAddress } from './pointers.js'
export { copyOwnMemory } from './process-memory.js'
export type { RegisterKind } from './result-registers/result-code.js'
export { registerResult, type RegisterResult } from './result-registers/result-registers.js'
export { stackArguments, type StackArguments } from './stack-arguments/stack-arguments.js'
export { signalEntry, type Signal, type SignalEntry, type SignalNews } from './signals/signals.js'
export { ByteBlocks } from './vector-table/byte-blocks.js'
export {
  nativeVectorFunctions,
  type BlockFunctions,
  type NativeVectorFunctions,
} from './vector-table/vector-table.js'
