import { MemoryError } from '../errors/index.js'
import { formatAddress } from '../layout/index.js'
import type { Layout } from '../layout/index.js'

/** No program has memory behind this address. */
const endOfMemory = 2 ** 48

/**
 * Refuses the words of elements that cannot lie anywhere.
 *
 * @param address - Where the first one lies.
 * @param length - How many there are.
 * @param layout - Size and alignment of an element.
 * @param path - What is read, for the error.
 * @throws {@link MemoryError} `ABI-U001` for a null or misaligned address, and for more elements than memory can hold.
 *
 * @see Rule T-4 of the specification.
 *
 * @internal
 */
export function checkElements(
  address: number,
  length: number,
  { size, alignment }: Layout,
  path: string,
): void {
  if (address === 0) refuse('no null, even where there are no elements', 'null', path)
  if (address % alignment !== 0) refuse(`a multiple of ${alignment}`, formatAddress(address), path)
  if (address + length * size > endOfMemory)
    refuse('elements that lie in memory', `${length} elements of ${size} bytes`, path)
}

function refuse(expected: string, found: string, path: string): never {
  throw new MemoryError('elements that cannot be there', {
    code: 'ABI-U001',
    rule: 'T-4',
    path,
    expected,
    found,
  })
}
