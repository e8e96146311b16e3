import koffi from 'koffi'
import { isMainThread } from 'node:worker_threads'
import { CallError } from '../errors/index.js'
import type { Address } from '../layout/index.js'
import { guardEntryPoint, type GuardedEntryPoint } from './foreign-calls/foreign-calls.js'
import { blockWord, threadBlock } from './foreign-calls/thread-block.js'
import { checkSignature, type NativeFunction } from './functions.js'
import { prototypeOf, signatureKey, type NativeSignature } from './koffi-types.js'

/** An entry point for native code whose JavaScript side can be exchanged. */
export interface Callback {
  /** The entry point. */
  readonly address: Address
  /** What runs when native code calls. */
  target: NativeFunction
  /** What guards it against calls from other threads, where this machine can have that. */
  readonly guard: GuardedEntryPoint | undefined
}

/**
 * Entry points that nobody uses any more, by signature, the longest unused first. They are used again instead of given
 * back: native code that still holds an old pointer then reaches JavaScript that refuses, not freed memory.
 */
const unused = new Map<string, Callback[]>()

/** An entry point rests this many releases of its signature before it is used again. */
const quarantine = 64

/** What the FFI was told of an entry point. */
interface Registration {
  readonly signature: NativeSignature
  target: NativeFunction
  pointer: bigint
  /** How many calls from JavaScript were under way then. */
  depth: number
  guard: GuardedEntryPoint | undefined
}

const registered: Registration[] = []

/** Entry points that were made while native code was being called. */
let nested: Registration[] = []

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
  const depth = threadBlock.words[blockWord.depth]!
  const current: Registration = { signature, target, pointer: 0n, depth, guard: undefined }
  try {
    current.pointer = tellFfi(current)
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
  releaseAtExit(current)
  if (depth > 0) {
    nested.push(current)
    threadBlock.words[blockWord.attention] = 1
  }
  const direct = Number(current.pointer) as Address
  current.guard = guardEntryPoint(direct, signature, depth)
  return Object.assign(current, { address: current.guard?.address ?? direct, guard: current.guard })
}

function tellFfi(current: Registration): bigint {
  const { signature } = current
  return koffi.register(forward(current, signature.parameters.length), prototypeOf(signature).pointer)
}

/**
 * Makes the entry points anew that were made in the course of a call that is over. Until then their guards refuse calls
 * from the code of that call. The FFI notes for each where its stack
 * began at that moment. Native code that calls one from further up the stack would run JavaScript on the stack of native
 * code, which ends the process or a call.
 *
 * @returns Whether there are still others, of calls that are not over.
 *
 * @internal
 */
export function renewCallbacks(): boolean {
  if (nested.length === 0) return false
  const depth = threadBlock.words[blockWord.depth]!
  for (const one of nested) {
    if (one.depth <= depth) continue
    // The FFI gives out first what was given back last: the entry point stays where it was.
    koffi.unregister(one.pointer)
    one.pointer = tellFfi(one)
    one.guard?.redirect(Number(one.pointer), depth)
    one.depth = depth
  }
  nested = nested.filter((one) => one.depth > 0)
  return nested.length > 0
}

/** Calls whatever is the target now. An array of the values would cost as much as the rest of the way. */
function forward(current: { readonly target: NativeFunction }, count: number): NativeFunction {
  switch (count) {
    case 0:
      return () => current.target()
    case 1:
      return (a) => current.target(a)
    case 2:
      return (a, b) => current.target(a, b)
    case 3:
      return (a, b, c) => current.target(a, b, c)
    case 4:
      return (a, b, c, d) => current.target(a, b, c, d)
    default:
      return (...values) => current.target(...values)
  }
}

/** A worker that ends must give its entry points back: they are shared by the whole process. */
function releaseAtExit(one: Registration): void {
  if (isMainThread) return
  if (registered.length === 0) {
    process.once('exit', () => {
      for (const { pointer } of registered) koffi.unregister(pointer)
    })
  }
  registered.push(one)
}

/**
 * How many entry points the process has given out, those of all threads and those that rest included.
 *
 * @internal
 */
export function registeredCallbacks(): number {
  return koffi.stats().callbacks
}
