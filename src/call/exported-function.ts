import { MemoryError, ValueError } from '../errors/index.js'
import { registerCallback, releaseCallback, type Callback, type NativeFunction } from '../ffi/index.js'
import { codecOf } from '../layout/layout.js'
import {
  hostTarget,
  type Address,
  type AnyType,
  type FunctionReference,
  type FunctionType,
  type Implementation,
  type Keep,
} from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import { holdBack } from './border.js'
import { forgetEntryPoint, rememberEntryPoint } from './entry-points.js'
import { lower, type Lowered, type LoweredSignature } from './lowering.js'
import { fromMirror, toMirror, valueMemory } from './mirror.js'

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
export class ExportedFunction implements FunctionReference, Disposable {
  /** The entry point. */
  readonly address: Address
  readonly #signature: LoweredSignature
  readonly #callback: Callback
  readonly #path: string
  #isDisposed = false

  /** @internal */
  constructor(signature: LoweredSignature, target: NativeFunction, path: string) {
    this.#signature = signature
    this.#path = path
    this.#callback = registerCallback(signature.native, target, path)
    this.address = this.#callback.address
    rememberEntryPoint(this, this.address)
    live += 1
  }

  /**
   * Takes the function back. Native code that still calls it gets a zero, and the call from JavaScript that led there
   * throws. Doing it twice is harmless.
   */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    live -= 1
    forgetEntryPoint(this)
    const refuse = (): never => {
      throw new MemoryError('native code called a function that was disposed of', {
        code: 'ABI-M004',
        rule: 'K-6',
        path: this.#path,
        hint: 'dispose of an exported function only when no native code keeps its address',
      })
    }
    releaseCallback(
      this.#signature.native,
      this.#callback,
      guard(this.#signature, refuse, this.#path, undefined),
    )
  }
}

/** What the values need that an exported function gives back and that live on, such as strings. */
export interface ExportOptions {
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
 * @param type - The signature.
 * @param implementation - The function.
 * @param options - Its name in errors, and memory for what it gives back.
 * @returns The entry point. It belongs to the caller, who disposes of it when no native code can call it any more.
 * @throws {@link CallError} `ABI-F004` where the process has no entry point left, `ABI-F005` for a signature that cannot
 * be called; {@link ValueError} `ABI-V001` where the implementation is no function.
 *
 * @see Rules K-5 and K-6 of the specification.
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
export function exportFunction<P, R extends AnyType>(
  type: FunctionType<P, R>,
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
  const signature = lower(type, 'receive', path)
  return new ExportedFunction(
    signature,
    guard(signature, implementation as NativeFunction, path, options.keep),
    path,
  )
}

/** Wraps a function so that it takes and gives what the FFI does, and never throws. */
function guard(
  signature: LoweredSignature,
  implementation: NativeFunction,
  path: string,
  keep: Keep | undefined,
): NativeFunction {
  const receive = signature.parameters.map(({ name, lowered }) =>
    receiver(lowered, `${path} → param ${name}`),
  )
  const giveBack = giver(signature.returns, `${path} → returns`, keep)
  const zero = zeroOf(signature.returns)
  return (...values) => {
    try {
      return giveBack(implementation(...values.map((value, index) => receive[index]!(value))))
    } catch (error) {
      holdBack(error)
      return zero
    }
  }
}

function receiver(lowered: Lowered, path: string): (raw: unknown) => unknown {
  if (lowered.kind === 'scalar') return (raw) => lowered.passing.fromNative(raw, path, nativeSpace)
  if (lowered.kind !== 'mirror') throw new TypeError(`${lowered.kind} cannot be received`)
  const codec = codecOf(lowered.type, hostTarget())
  return (raw) => codec.get(fromMirror(lowered.mirror, raw), 0)
}

function giver(lowered: Lowered, path: string, keep: Keep | undefined): (value: unknown) => unknown {
  if (lowered.kind === 'nothing') return () => undefined
  if (lowered.kind === 'scalar') return (value) => lowered.passing.toNative(value, path, nativeSpace, keep)
  if (lowered.kind !== 'mirror') throw new TypeError(`${lowered.kind} cannot be given back`)
  const codec = codecOf(lowered.type, hostTarget())
  return (value) => {
    const memory = valueMemory(new ArrayBuffer(codec.size), keep)
    codec.set(memory, 0, value, path)
    return toMirror(lowered.mirror, memory, 0)
  }
}

function zeroOf(lowered: Lowered): unknown {
  if (lowered.kind === 'nothing') return undefined
  if (lowered.kind === 'scalar') return lowered.passing.scalar === 'bool' ? false : 0
  if (lowered.kind !== 'mirror') throw new TypeError(`${lowered.kind} has no zero`)
  return toMirror(lowered.mirror, valueMemory(new ArrayBuffer(lowered.mirror.size)), 0)
}
