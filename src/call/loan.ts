import { registerCallback, releaseCallback, type Callback, type NativeFunction } from '../ffi/index.js'
import type { Address, FunctionType } from '../layout/index.js'
import { OwnCallMemory } from './call-memory.js'
import { entryPointOf } from './entry-points.js'
import { lower } from './lowering.js'
import { receiveCalls, refuseCalls } from './received-call.js'
import { readForeignCallPolicy } from './threads/thread-policy.js'

/**
 * A JavaScript function that native code can call for as long as a call to which it was passed.
 *
 * @see Rule K-19 of the specification.
 *
 * @internal
 */
export class Loan {
  readonly #callback: Callback
  readonly #type: FunctionType
  readonly #path: string
  /** What the function gives back, such as text, lives as long as the call too. */
  readonly #memory = new OwnCallMemory()

  /**
   * Exports the function.
   *
   * @param implementation - The function.
   * @param type - Its signature.
   * @param path - The parameter that it was passed for.
   * @param onError - Takes what it throws; the border does where this is left out.
   */
  constructor(
    implementation: NativeFunction,
    type: FunctionType,
    path: string,
    onError?: (error: unknown) => void,
  ) {
    this.#type = type
    this.#path = path
    const signature = lower(type, 'receive', path)
    const target = receiveCalls(signature, implementation, path, this.#memory.keep, onError)
    this.#callback = registerCallback(signature.native, target, path)
    this.#callback.guard?.assign(path, readForeignCallPolicy({}, type, path))
  }

  /** The entry point. */
  get address(): Address {
    return this.#callback.address
  }

  /** Takes the function back: native code that kept it gets a zero from now on. */
  release(): void {
    const signature = lower(this.#type, 'receive', this.#path)
    releaseCallback(signature.native, this.#callback, refuseCalls(signature, this.#path))
    this.#memory.release()
  }
}

/**
 * Whether a value is a function of JavaScript that has no entry point yet.
 *
 * @throws {@link MemoryError} `ABI-M004` for an exported function that was disposed of.
 *
 * @internal
 */
export function isLendable(value: unknown): value is NativeFunction {
  return typeof value === 'function' && entryPointOf(value) === undefined
}

/**
 * Exports a function of JavaScript for the time of a call.
 *
 * @returns `undefined` for anything else, which is passed as ever.
 *
 * @internal
 */
export function lend(
  value: unknown,
  type: FunctionType,
  path: string,
  onError?: (error: unknown) => void,
): Loan | undefined {
  return isLendable(value) ? new Loan(value, type, path, onError) : undefined
}
