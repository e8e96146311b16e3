import { functionAt } from '../ffi/index.js'
import { mayGenerateCode } from '../layout/accessor/code-generation.js'
import { type AnyType, type BoundFunction, type FunctionType } from '../layout/index.js'
import { asyncBound, type AsyncCallable } from './async-call.js'
import { checkIsCode } from './check-code.js'
import { composeBound } from './composed-call.js'
import { rememberEntryPoint } from './entry-points.js'
import { generateBound } from './generated-call.js'
import type { LoweredSignature } from './lowered.js'
import { lower } from './lowering.js'
import { withResultInMemory } from './result-registers.js'
import { withArgumentsInMemory } from './stack-arguments.js'
import { refuseOffThread } from './threads/off-thread.js'
import { variadicBound } from './variadic-call.js'

export { composeBound, generateBound }

/**
 * Makes a JavaScript function of native code at an address.
 *
 * Its arguments are checked before native code sees them: their number, their types and their ranges. What a JavaScript
 * function throws that native code calls meanwhile is thrown again here.
 *
 * @param address - Entry point. Whoever passes it vouches that the code there has this signature.
 * @param type - The signature.
 * @param path - What the function is called in errors; its name is the last part.
 * @throws {@link CallError} `ABI-C003` where there is no code, `ABI-F005` for a signature that cannot be called;
 * {@link MemoryError} for what is no address.
 *
 * @see Rules K-1 to K-5 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Double = fn({ value: u32 }, u32)
 * using exported = exportFunction(Double, (value) => value * 2)
 * const double = bindFunction(exported.address, Double, 'double')
 * assert.equal(double(21), 42)
 * ```
 */
export function bindFunction<P, R extends AnyType, O>(
  address: number,
  type: FunctionType<P, R, O>,
  path: string = type.name,
): BoundFunction<P, R, O> {
  checkIsCode(address, path)
  const signature = lower(type, 'call', path)
  const bound = makeBound(address, type, signature, path)
  Object.defineProperty(bound, 'name', { value: path.split('.').at(-1), configurable: true })
  defineAsync(bound, () =>
    refuseOffThread(
      type.thread,
      path,
      asyncBound(signature, functionAt(address, signature.native, path), path),
    ),
  )
  rememberEntryPoint(bound, address)
  return bound as unknown as BoundFunction<P, R, O>
}

function makeBound(
  address: number,
  type: FunctionType,
  declared: LoweredSignature,
  path: string,
): (...values: unknown[]) => unknown {
  if (declared.native.variadic === true)
    return variadicBound(declared, functionAt(address, declared.native, path), path)
  const offStack = withArgumentsInMemory(address, type, path)
  const { entry, signature } = withResultInMemory(offStack?.entry ?? address, offStack?.signature ?? declared)
  const native = functionAt(entry, signature.native, path)
  return mayGenerateCode() ? generateBound(signature, native, path) : composeBound(signature, native, path)
}

/** Few functions are called off the thread, so what does it is made when it is asked for. */
function defineAsync(bound: object, make: () => AsyncCallable): void {
  let made: AsyncCallable | undefined
  Object.defineProperty(bound, 'async', { get: () => (made ??= make()), configurable: true })
}
