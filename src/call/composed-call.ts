import { errnoOfThread, type NativeFunction } from '../ffi/index.js'
import { scratchMemory } from '../memory/scratch.js'
import { recordMoves } from '../ownership/index.js'
import { beginCall, enterNative, failCall, leaveNative, needsAttention, rethrow } from './border.js'
import { argumentsPreparer, CallState, passedParameters, refuseCount } from './call-arguments.js'
import { resultReader, resultShaper } from './call-result.js'
import type { CalledSignature } from './lowered.js'
import { passerOf } from './stack-arguments.js'
import { mostNested, refuseNesting } from './nesting.js'

type Callable = (...values: unknown[]) => unknown

/**
 * The wrapper of a native function, made of closures.
 *
 * @internal
 */
export function composeBound(signature: CalledSignature, native: NativeFunction, path: string): Callable {
  const prepare = argumentsPreparer(signature, path)
  const call = composeCall(signature, native, path)
  const count = passedParameters(signature).length
  return (...values) => {
    if (values.length !== count) refuseCount(signature, path, values.length)
    return call((state) => prepare(values, state))
  }
}

/**
 * What every call does around the preparation of its arguments.
 *
 * @param path - What the function is called in errors.
 *
 * @internal
 */
export function composeCall(
  signature: CalledSignature,
  native: NativeFunction,
  path: string,
): (prepare: (state: CallState) => unknown[]) => unknown {
  const read = resultReader(signature.returns, path)
  const shape = resultShaper(signature)
  const errno = signature.givesErrno ? errnoOfThread() : undefined
  const scratch = scratchMemory()
  const pass = passerOf(native, signature.stack)
  return (prepare) => {
    const mark = scratch.mark
    const moves = signature.moves ? recordMoves() : undefined
    const state = new CallState(scratch)
    let raw: unknown
    let outs: unknown[] = []
    let error = 0
    const depth = beginCall()
    try {
      if (depth >= mostNested) refuseNesting(path)
      const values = prepare(state)
      moves?.commit()
      errno?.clear()
      enterNative(depth)
      raw = pass(values)
      error = errno?.read() ?? 0
      raw = state.resultOf(raw)
      outs = state.take()
    } catch (problem) {
      moves?.undo()
      failCall(depth, problem)
    } finally {
      leaveNative(depth)
      state.end()
      scratch.release(mark)
    }
    if (needsAttention()) rethrow()
    return shape(read(raw), outs, error)
  }
}
