import { hostTarget } from '../layout/index.js'
import { staticMemory } from './static-table.js'

/** A type id, as it is written into memory. */
interface TypeId {
  readonly executable_identity: number
  readonly type_id: readonly number[]
}

let identity: TypeId | undefined

/**
 * The type id of everything that this side makes: no library has it, so none takes our memory for its own.
 *
 * @see Rule B-8 of the specification.
 *
 * @internal
 */
export function hostTypeId(): TypeId {
  return (identity ??= {
    executable_identity: staticMemory(hostTarget().pointerSize).base!,
    type_id: [...new TextEncoder().encode('abiding of host.')],
  })
}

/**
 * The same as the 24 bytes that it has in memory, on machines of 64 bits that begin with the lowest byte.
 *
 * @internal
 */
export function hostTypeIdBytes(): Uint8Array {
  const { executable_identity, type_id } = hostTypeId()
  const bytes = new Uint8Array(8 + type_id.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(executable_identity), true)
  bytes.set(type_id, 8)
  return bytes
}
