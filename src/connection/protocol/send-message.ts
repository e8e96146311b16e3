import { beginCall, enterNative, failCall, leaveNative, needsAttention, rethrow } from '../../call/border.js'
import { mostNested, refuseNesting } from '../../call/nesting.js'
import type { NativeFunction } from '../../ffi/index.js'

/**
 * Calls native code as every call to it is made: what JavaScript throws that it calls meanwhile is thrown here.
 *
 * @param native - What is called.
 * @param path - What it is called in errors.
 * @param values - What it takes.
 *
 * @see Rules K-5 and K-20 of the specification.
 *
 * @internal
 */
export function callNative(native: NativeFunction, path: string, ...values: unknown[]): void {
  const depth = beginCall()
  if (depth >= mostNested) refuseNesting(path)
  try {
    enterNative(depth)
    native(...values)
  } catch (error) {
    failCall(depth, error)
  } finally {
    leaveNative(depth)
  }
  if (needsAttention()) rethrow()
}

/**
 * The same with a single value: a message.
 *
 * @internal
 */
export function sendMessage(native: NativeFunction, path: string, message: unknown): void {
  const depth = beginCall()
  if (depth >= mostNested) refuseNesting(path)
  try {
    enterNative(depth)
    native(message)
  } catch (error) {
    failCall(depth, error)
  } finally {
    leaveNative(depth)
  }
  if (needsAttention()) rethrow()
}

/**
 * The same with two values: an entry, and the cell with a message for it.
 *
 * @internal
 */
export function sendPair(native: NativeFunction, path: string, entry: number, cell: number): void {
  const depth = beginCall()
  if (depth >= mostNested) refuseNesting(path)
  try {
    enterNative(depth)
    native(entry, cell)
  } catch (error) {
    failCall(depth, error)
  } finally {
    leaveNative(depth)
  }
  if (needsAttention()) rethrow()
}
