import { CallError } from '../errors/index.js'
import { checkPointer } from '../ffi/index.js'
import { formatAddress } from '../layout/index.js'
import { isCode } from '../memory/mappings.js'

/**
 * Refuses an address at which no function of native code can be.
 *
 * @param path - What the function is called in errors.
 * @throws {@link CallError} `ABI-C003` where there is no code; {@link MemoryError} for what is no address.
 *
 * @see Rule M-7 of the specification.
 *
 * @internal
 */
export function checkIsCode(address: number, path: string): void {
  checkPointer(address, path)
  if (isCode(address)) return
  throw new CallError('a function pointer that does not point to code', {
    code: 'ABI-C003',
    rule: 'M-7',
    path,
    expected: 'an address in executable memory',
    found: formatAddress(address),
  })
}
