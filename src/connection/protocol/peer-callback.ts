import { border } from '../../call/border.js'
import { mostNested, refuseNesting } from '../../call/nesting.js'
import { functionAt, type NativeFunction, type NativeSignature } from '../../ffi/index.js'
import { isCode } from '../../memory/mappings.js'
import { protocolError } from './protocol-error.js'
import { callNative } from './send-message.js'
import { sayAnswered } from './unanswered-message.js'

const known = new Map<number, NativeFunction>()

/**
 * Whether a peer named a function.
 *
 * @param address - What the peer said.
 *
 * @see Rule X-7 of the specification.
 *
 * @internal
 */
export function isCallback(address: number): boolean {
  return known.has(address) || (address >= 0x10000 && address < 2 ** 48 && isCode(address))
}

/**
 * Calls a callback that a peer named in the message that is being answered.
 *
 * @param address - What the peer said.
 * @param signature - What it takes: one for each address.
 * @param path - Which callback it is, for errors.
 * @param values - What it is given.
 * @throws CallError `ABI-J003` where there is no code, `ABI-C005` where calls are nested too deeply: machine code then tells
 * the peer.
 *
 * @see Rules of the specification.
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
    if (!isCallback(address))
      throw protocolError(path, 'a callback', address === 0 ? 'null' : `0x${address.toString(16)}`)
    known.set(address, (native = functionAt(address, signature, path)))
  }
  if (border.depth >= mostNested) refuseNesting(path)
  sayAnswered()
  callNative(native, path, ...values)
}
