import { MemoryError } from '../errors/index.js'
import { formatAddress, type Address } from '../layout/index.js'

/**
 * The first 64 KiB are never mapped: an address there is null plus a field offset.
 *
 * @internal
 */
export const lowestAddress = 0x10000 as Address
/** User space ends here on x86-64 and with the usual 48 bits on AArch64. */
const highest = 2 ** 48

/**
 * Refuses what cannot be an address of this process.
 *
 * @param address - Anything.
 * @param path - What is being reached, for errors.
 * @throws {@link MemoryError} `ABI-M001` for null and its neighbourhood, `ABI-M002` for anything else that is no address.
 *
 * @see Rule M-1 of the specification.
 *
 * @internal
 */
export function checkPointer(address: unknown, path: string | undefined): asserts address is number {
  if (
    typeof address === 'number' &&
    address >= lowestAddress &&
    address < highest &&
    Number.isInteger(address)
  )
    return
  const isNull =
    address === null ||
    (typeof address === 'number' && Number.isInteger(address) && address >= 0 && address < lowestAddress)
  throw new MemoryError(isNull ? 'a null address' : 'not an address', {
    code: isNull ? 'ABI-M001' : 'ABI-M002',
    rule: 'M-1',
    path,
    expected: `a whole number from ${formatAddress(lowestAddress)} to ${formatAddress(highest - 1)}`,
    found:
      typeof address === 'number' && Number.isInteger(address) ? formatAddress(address) : describe(address),
  })
}

function describe(value: unknown): string {
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'bigint') return `the bigint ${value}n`
  return value === null || value === undefined ? String(value) : typeof value
}
