import koffi from 'koffi'
import { isMainThread } from 'node:worker_threads'
import { CallError } from '../errors/index.js'
import type { Address } from '../layout/index.js'
import { checkSignature, type NativeFunction } from './functions.js'
import { prototypeOf, signatureKey, type NativeSignature } from './koffi-types.js'

/** An entry point for native code whose JavaScript side can be exchanged. */
export interface Callback {
  /** The entry point. */
  readonly address: Address
  /** What runs when native code calls. */
  target: NativeFunction
}

/**
 * Entry points that nobody uses any more, by signature, the longest unused first. They are used again instead of given
 * back: native code that still holds an old pointer then reaches JavaScript that refuses, not freed memory.
 */
const unused = new Map<string, Callback[]>()

/** An entry point rests this many releases of its signature before it is used again. */
const quarantine = 64

const registered: bigint[] = []

/**
 * Makes a JavaScript function callable from native code.
 *
 * @param signature - What native code passes and expects.
 * @param target - What runs. Must not throw: native code would go on with a stale result.
 * @param path - What is being exported, for errors.
 * @throws {@link CallError} `ABI-F004` where no entry point is left in this process.
 *
 * @internal
 */
export function registerCallback(signature: NativeSignature, target: NativeFunction, path: string): Callback {
  const resting = unused.get(signatureKey(signature))
  if (resting !== undefined && resting.length > quarantine) return reuse(resting.shift()!, target)
  try {
    return register(signature, target, path)
  } catch (error) {
    const oldest = resting?.shift()
    if (oldest !== undefined) return reuse(oldest, target)
    throw error
  }
}

/**
 * Gives an entry point back. Native code that still calls it reaches the given function.
 *
 * @param signature - The signature that it was registered with.
 * @param callback - The entry point.
 * @param afterwards - What runs from now on.
 *
 * @internal
 */
export function releaseCallback(
  signature: NativeSignature,
  callback: Callback,
  afterwards: NativeFunction,
): void {
  callback.target = afterwards
  const key = signatureKey(signature)
  const resting = unused.get(key)
  if (resting === undefined) unused.set(key, [callback])
  else resting.push(callback)
}

function reuse(callback: Callback, target: NativeFunction): Callback {
  callback.target = target
  return callback
}

function register(signature: NativeSignature, target: NativeFunction, path: string): Callback {
  checkSignature(signature, path)
  const callback = { address: 0 as Address, target }
  let pointer: bigint
  try {
    pointer = koffi.register(
      (...values: unknown[]) => callback.target(...values),
      prototypeOf(signature).pointer,
    )
  } catch (cause) {
    throw new CallError('no entry point for native code is left', {
      code: 'ABI-F004',
      rule: 'K-6',
      path,
      expected: 'fewer than 8192 exported functions in the process',
      found: `${koffi.stats().callbacks} in use`,
      hint: 'dispose of implementations that nobody calls any more',
      cause,
    })
  }
  releaseAtExit(pointer)
  callback.address = Number(pointer) as Address
  return callback
}

/** A worker that ends must give its entry points back: they are shared by the whole process. */
function releaseAtExit(pointer: bigint): void {
  if (isMainThread) return
  if (registered.length === 0) {
    process.once('exit', () => {
      for (const one of registered) koffi.unregister(one)
    })
  }
  registered.push(pointer)
}
