import { functionAt, type NativeSignature } from '../ffi/index.js'
import type { ScalarName } from '../layout/index.js'
import { beginCall, enterNative, leaveNative, needsAttention, rethrow } from './border.js'
import { checkIsCode } from './check-code.js'

/** What one register holds, as the FFI takes and gives it. */
export type RegisterValue = number | bigint | boolean

/** A signature whose values travel in one register each. */
export interface RegisterSignature extends NativeSignature {
  readonly parameters: readonly ScalarName[]
  readonly returns: ScalarName | 'void'
}

/**
 * Makes a function of native code whose signature is known in the terms of the FFI: nothing is lowered and no wrapper is made,
 * which pays where a function is called once. Its arguments are not checked.
 *
 * @param address - Entry point. Whoever passes it vouches that the code there has this signature.
 * @param signature - What the registers hold.
 * @param path - What the function is called in errors.
 * @throws {@link CallError} `ABI-C003` where there is no code; {@link MemoryError} for what is no address.
 *
 * @see Rules K-2 and K-5 of the specification.
 *
 * @internal
 */
export function registerFunction(
  address: number,
  signature: RegisterSignature,
  path: string,
): (...values: readonly RegisterValue[]) => RegisterValue {
  checkIsCode(address, path)
  const native = functionAt(address, signature, path)
  return (...values) => {
    const depth = beginCall()
    let result: unknown
    try {
      enterNative(depth)
      result = native(...values)
    } finally {
      leaveNative(depth)
    }
    if (needsAttention()) rethrow()
    return result as RegisterValue
  }
}
