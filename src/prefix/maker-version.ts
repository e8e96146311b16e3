import { hostTarget } from '../layout/index.js'
import { safeRead } from '../memory/safe-read.js'

/** Where the layout data of a Rust module lie, in bytes from the start of what leads to them. */
const place = { layoutOfInstance: 8, layoutOfType: 16, packageAndVersion: 32 } as const

/** No package and version are longer than this, in bytes. */
const longest = 256

/** What abi_stable writes: the package, a semicolon, the version. */
const packageAndVersion = /^[\w-]+;(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/

/**
 * The version of the package of whoever made an instance, as far as the layout data say so which Rust modules write behind the mask. It
 * is good for messages alone: nobody vouches for it, and an instance means the same without it.
 *
 * @param address - Where the instance lies.
 * @returns `undefined` where there are no such data.
 *
 * @see Rule P-9 of the specification.
 *
 * @internal
 */
export function makerVersionAt(address: number): string | undefined {
  if (hostTarget().pointerSize !== 8) return undefined
  try {
    const layout = wordAt(address + place.layoutOfInstance)
    if (layout === 0) return undefined
    const type = wordAt(layout + place.layoutOfType)
    const text = wordAt(type + place.packageAndVersion)
    const byteLength = wordAt(type + place.packageAndVersion + 8)
    if (byteLength > longest) return undefined
    return packageAndVersion.exec(Buffer.from(safeRead(text, byteLength)).toString('latin1'))?.[1]
  } catch {
    // A message is no place to fail: what cannot be read says nothing.
    return undefined
  }
}

/** Words beyond all addresses are refused by whoever reads there. */
function wordAt(address: number): number {
  const { buffer } = safeRead(address, 8)
  return Number(new DataView(buffer).getBigUint64(0, hostTarget().byteOrder === 'little'))
}
