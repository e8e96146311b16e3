import type { Address, Keep } from '../layout/index.js'

/**
 * Keeps equal bytes once.
 *
 * @param keep - Where they are kept.
 * @returns The same, for as long as what keeps them lives.
 *
 * @internal
 */
export function keepOnce(keep: Keep): Keep {
  const kept = new Map<string, Address>()
  return (bytes, alignment) => {
    const key = `${alignment}:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}`
    let address = kept.get(key)
    if (address === undefined) kept.set(key, (address = keep(bytes, alignment)))
    return address
  }
}
