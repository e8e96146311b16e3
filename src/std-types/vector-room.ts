import { MemoryError } from '../errors/index.js'
import { u8 } from '../layout/index.js'
import { hostVectors } from '../vtable/host-vectors.js'

/** The largest request that is made without asking whether it can be met. */
const usualBytes = 2 ** 24

/**
 * No program has more memory than this.
 *
 * @internal
 */
export const mostBytes = 2 ** 47

/**
 * Refuses to ask for more memory than there is: tables end the process where they get none.
 *
 * @param byteLength - How much is about to be asked for.
 * @param path - What asks, for the error.
 * @throws {@link MemoryError} `ABI-M007` where the system does not have it.
 *
 * @see Rule T-5 of the specification.
 *
 * @internal
 */
export function checkRoom(byteLength: number, path: string): void {
  if (byteLength <= usualBytes) return
  const { allocate, release } = hostVectors(u8)
  const buffer = byteLength <= mostBytes ? allocate(byteLength) : 0
  if (buffer === 0) refuseRoom(byteLength, path)
  release(buffer)
}

/**
 * The error for room that nobody can give.
 *
 * @internal
 */
export function refuseRoom(byteLength: number, path: string): never {
  throw new MemoryError('no memory could be had', {
    code: 'ABI-M007',
    rule: 'T-5',
    path,
    expected: `${byteLength} bytes`,
    found: 'less',
  })
}
