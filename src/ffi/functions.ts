import koffi from 'koffi'
import { CallError } from '../errors/index.js'
import { formatAddress } from '../layout/index.js'
import { prototypeOf, signatureKey, type NativeSignature, type NativeValue } from './koffi-types.js'
import { checkPointer } from './pointers.js'

/** A function in the terms of the FFI: scalars as numbers, bigints and booleans, aggregates as runs of typed arrays. */
export type NativeFunction = (...values: unknown[]) => unknown

/** The FFI takes no more than this. */
const maximumParameters = 64

/**
 * Bytes of all structs by value in one signature. The FFI copies them to a stack of fixed size without looking whether
 * they fit; with this limit JavaScript runs out of its own stack first, however deep calls and callbacks are nested.
 *
 * @see Rule K-3 of the specification.
 *
 * @internal
 */
export const maximumAggregateBytes = 4096

// Decoding a function pointer costs microseconds: it is done once for a pointer and a signature.
const known = new Map<string, NativeFunction>()

/**
 * The raw function at an address. Nothing is checked when it is called.
 *
 * @param address - Entry point.
 * @param signature - What it takes and gives.
 * @param path - What is being bound, for errors.
 * @throws {@link CallError} `ABI-C002` for null, `ABI-F005` for a signature that cannot be called.
 *
 * @internal
 */
export function functionAt(address: number, signature: NativeSignature, path: string): NativeFunction {
  checkPointer(address, path)
  const key = `${address}:${signatureKey(signature)}`
  let native = known.get(key)
  if (native === undefined) {
    checkSignature(signature, path)
    native = decode(address, signature, path)
    known.set(key, native)
  }
  return native
}

function decode(address: number, signature: NativeSignature, path: string): NativeFunction {
  try {
    return koffi.decode(BigInt(address), prototypeOf(signature).prototype) as NativeFunction
  } catch (cause) {
    throw new CallError(`no function can be made of ${formatAddress(address)}`, {
      code: 'ABI-F005',
      path,
      cause,
    })
  }
}

/**
 * Refuses signatures that the FFI cannot call.
 *
 * @internal
 */
export function checkSignature(signature: NativeSignature, path: string): void {
  if (signature.parameters.length > maximumParameters) {
    throw new CallError('too many parameters', {
      code: 'ABI-F005',
      rule: 'K-2',
      path,
      expected: `at most ${maximumParameters} values, structs in registers counted by their parts`,
      found: String(signature.parameters.length),
    })
  }
  const bytes = [...signature.parameters, signature.returns].reduce(
    (sum, value) => sum + aggregateBytes(value),
    0,
  )
  if (bytes > maximumAggregateBytes) {
    throw new CallError('too much is passed by value', {
      code: 'ABI-F005',
      rule: 'K-3',
      path,
      expected: `at most ${maximumAggregateBytes} bytes of structs by value`,
      found: `${bytes} bytes`,
      hint: 'pass pointers to the large ones',
    })
  }
}

function aggregateBytes(value: NativeValue | 'void'): number {
  return typeof value === 'string' ? 0 : value.size
}
