import { CallError, ValueError } from '../errors/index.js'
import {
  registerCallback,
  releaseCallback,
  type Callback,
  type ForeignCallPolicy,
  type NativeFunction,
} from '../ffi/index.js'
import type {
  Address,
  AnyType,
  FunctionReference,
  FunctionType,
  Implementation,
  Keep,
} from '../layout/index.js'
import { Owner } from '../ownership/index.js'
import { rememberEntryPoint } from './entry-points.js'
import type { LoweredSignature } from './lowered.js'
import { lower } from './lowering.js'
import { prepareType } from './prepare-type.js'
import { receiveCalls, refuseCalls } from './received-call.js'
import { readForeignCallPolicy, type ForeignCallOptions } from './threads/thread-policy.js'

let live = 0

/**
 * How many functions are exported at the moment, for tests that look for leaks.
 *
 * @example
 * ```ts
 * import { exportFunction, fn, liveExports } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const before = liveExports()
 * const exported = exportFunction(fn({}), () => {})
 * assert.equal(liveExports(), before + 1)
 * exported[Symbol.dispose]()
 * assert.equal(liveExports(), before)
 * ```
 */
export function liveExports(): number {
  return live
}

/**
 * A JavaScript function that native code can call. Made by {@link exportFunction}.
 */
export class ExportedFunction extends Owner implements FunctionReference {
  /** The entry point. */
  readonly address: Address
  /**
   * What becomes of calls from other threads: `guarded` where they follow the thread rule and the timeout; `queued` where
   * this machine or its system allows no code that would tell threads apart, so that such a call waits until JavaScript
   * comes back to its event loop, for ever if need be.
   */
  readonly foreignCalls: 'guarded' | 'queued'

  /** @internal */
  constructor(
    type: FunctionType,
    signature: LoweredSignature,
    target: NativeFunction,
    path: string,
    policy: ForeignCallPolicy,
  ) {
    const callback = registerCallback(signature.native, target, path)
    callback.guard?.assign(path, policy)
    super({ kind: 'exported function', type: type.name, path }, releaseOf(signature, callback, path))
    live += 1
    this.address = callback.address
    this.foreignCalls = callback.guard === undefined ? 'queued' : 'guarded'
    rememberEntryPoint(this, this.address)
  }

  /**
   * Takes the function back. Native code that still calls it gets a zero, and the call from JavaScript that led there
   * throws. Doing it twice is harmless.
   */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
  }
}

/** Made where `this` is not in sight, so that it cannot keep the exported function alive. */
function releaseOf(signature: LoweredSignature, callback: Callback, path: string): () => void {
  return () => {
    live -= 1
    releaseCallback(signature.native, callback, refuseCalls(signature, path))
  }
}

/** What an exported function is called, what its results need that live on, and what other threads may do. */
export interface ExportOptions extends ForeignCallOptions {
  /** What the function is called in errors. */
  readonly path?: string
  /** Keeps bytes in native memory for as long as native code may use what the function gives back. */
  readonly keep?: Keep
}

/**
 * Makes a JavaScript function callable from native code.
 *
 * No exception crosses native frames: where the function throws, or gives back what does not fit, native code gets a
 * zero, and the call from JavaScript that led there throws the exception again.
 *
 * A call from another thread waits until JavaScript comes back to its event loop, for as long as the timeout says.
 *
 * @param type - The signature.
 * @param implementation - The function.
 * @param options - Its name in errors, memory for what it gives back, and what becomes of calls from other threads.
 * @returns The entry point. It belongs to the caller, who disposes of it when no native code can call it any more.
 * @throws {@link CallError} `ABI-F004` where the process has no entry point left, `ABI-F005` for a signature that cannot
 * be called; {@link ValueError} `ABI-V001` where the implementation is no function, `ABI-V001` and `ABI-V002` for options
 * that are none.
 *
 * @see Rules K-5, K-6 and N-1 to N-7 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Half = fn({ value: u32 }, u32)
 * using exported = exportFunction(Half, (value) => {
 *   if (value % 2 === 1) throw new RangeError('odd')
 *   return value / 2
 * })
 * const half = bindFunction(exported.address, Half, 'half')
 * assert.equal(half(8), 4)
 * assert.throws(() => half(7), RangeError)
 * ```
 */
export function exportFunction<P, R extends AnyType, O>(
  type: FunctionType<P, R, O>,
  implementation: Implementation<P, R>,
  options: ExportOptions = {},
): ExportedFunction {
  const path = options.path ?? type.name
  if (typeof implementation !== 'function') {
    throw new ValueError('not a function', {
      code: 'ABI-V001',
      path,
      expected: type.name,
      found: typeof implementation,
    })
  }
  if (type.isVariadic) {
    throw new CallError('a variadic function cannot be implemented', {
      code: 'ABI-F005',
      rule: 'K-18',
      path,
      expected: 'a signature whose arguments are all declared',
      found: type.name,
      hint: 'nobody would know what was passed: declare the arguments, or a pointer to them',
    })
  }
  const policy = readForeignCallPolicy(options, type, path)
  const signature = lower(type, 'receive', path)
  prepareType(type.returns)
  for (const { out } of type.parameters) if (out !== undefined) prepareType(out.pointee)
  return new ExportedFunction(
    type,
    signature,
    receiveCalls(signature, implementation as NativeFunction, path, options.keep),
    path,
    policy,
  )
}
