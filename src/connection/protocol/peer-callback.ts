import { functionAt, type NativeFunction, type NativeSignature } from '../../ffi/index.js'
import { isCode } from '../../memory/mappings.js'
import { protocolError } from './protocol-error.js'
import { callNative } from './send-message.js'

const known = new Map<number, NativeFunction>()

/**
 * Calls a callback that a peer named in a message.
 *
 * @param address - What the peer said.
 * @param signature - What it takes: one for each address.
 * @param path - Which callback it is, for errors.
 * @param values - What it is given.
 * @throws CallError `ABI-J003` where there is no code.
 *
 * @see Rule X-7 of the specification.
 *
 * @internal
 */
export function callPeer(
  address: number,
  signature: NativeSignature,
  path: string,
  ...values: unknown[]
): void {
  let native = known.get(address)
  if (native === undefined) {
    if (!(address >= 0x10000) || address >= 2 ** 48 || !isCode(address))
      throw protocolError(path, 'a callback', address === 0 ? 'null' : `0x${address.toString(16)}`)
    known.set(address, (native = functionAt(address, signature, path)))
  }
  callNative(native, path, ...values)
}
