import { CallError } from '../../errors/index.js'

/**
 * The error of a peer that does not keep to the protocol.
 *
 * @param path - What was asked of it.
 * @param expected - What the protocol says.
 * @param found - What it did.
 *
 * @see Rule X-7 of the specification.
 *
 * @internal
 */
export function protocolError(path: string, expected: string, found: string): CallError {
  return new CallError('a peer that does not keep to the protocol', {
    code: 'ABI-J003',
    rule: 'X-7',
    path,
    expected,
    found,
  })
}
