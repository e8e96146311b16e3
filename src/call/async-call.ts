import { CallError } from '../errors/index.js'
import { callOffThread, errnoOfThread, type NativeFunction } from '../ffi/index.js'
import { recordMoves } from '../ownership/index.js'
import { argumentsPreparer, CallState, passedParameters, refuseCount } from './call-arguments.js'
import { OwnCallMemory } from './call-memory.js'
import { resultReader, resultShaper } from './call-result.js'
import type { LoweredSignature } from './lowered.js'

/** Makes a call off the JavaScript thread. */
export type AsyncCallable = (...values: unknown[]) => Promise<unknown>

/**
 * The form of a bound function that calls off the JavaScript thread.
 *
 * @see Rule K-15 of the specification.
 *
 * @internal
 */
export function asyncBound(signature: LoweredSignature, native: NativeFunction, path: string): AsyncCallable {
  if (signature.native.variadic === true) return () => Promise.reject(variadicOffThread(path))
  const prepare = argumentsPreparer(signature, path)
  const read = resultReader(signature.returns, path)
  const shape = resultShaper(signature)
  const count = passedParameters(signature).length
  const errno = signature.givesErrno ? errnoOfThread() : undefined
  return (...values) =>
    new Promise((resolve, reject) => {
      if (values.length !== count) refuseCount(signature, path, values.length)
      const memory = new OwnCallMemory()
      let failure: { readonly error: unknown } | undefined
      const state = new CallState(memory, (error) => {
        failure ??= { error }
      })
      const end = (): void => {
        state.end()
        memory.release()
      }
      const moves = signature.moves ? recordMoves() : undefined
      try {
        const prepared = prepare(values, state)
        moves?.commit()
        callOffThread(native, prepared, (problem, raw) => {
          // Before anything else that could change it.
          const number = errno?.read() ?? 0
          try {
            // The arguments live until here: what they point to must not be collected before.
            if (values.length !== count) throw new TypeError('the arguments changed their number')
            // The FFI has nothing to say that was not checked before.
            if (problem !== null) throw problem as Error
            const result = state.resultOf(raw)
            const outs = state.take()
            if (failure !== undefined) throw failure.error
            resolve(shape(read(result), outs, number))
          } catch (error) {
            // Whatever a function threw, as a call would.
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
            reject(failure === undefined ? error : failure.error)
          } finally {
            end()
          }
        })
      } catch (error) {
        moves?.undo()
        end()
        throw error
      }
    })
}

/** The FFI has no means for it. */
function variadicOffThread(path: string): CallError {
  return new CallError('a variadic function cannot be called off the JavaScript thread', {
    code: 'ABI-C007',
    rule: 'K-15',
    path,
    hint: 'declare the signature that the call has without variadic, where the calling convention allows it',
  })
}
