import type { Address } from '../../layout/index.js'
import type { PackagedObject, Passage } from '../wire/passage.js'
import { WireProblem } from '../wire/wire-problem.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { WireWriter } from '../wire/wire-writer.js'

/**
 * Bytes of an object on its way: its two words and its entry.
 *
 * @internal
 */
export const packagedSize = 24

/**
 * Writes an object on its way.
 *
 * @see Rule X-21 of the specification.
 *
 * @internal
 */
export function writePackaged(writer: WireWriter, { data, vtable, entry }: PackagedObject): void {
  writer.u64(data)
  writer.u64(vtable)
  writer.u64(BigInt(entry))
}

/**
 * Reads an object on its way. Whether its entry can be called, the passage finds out.
 *
 * @throws WireProblem `ABI-J015` for an entry that no function can have.
 *
 * @see Rule X-21 of the specification.
 *
 * @internal
 */
export function readPackaged(reader: WireReader): PackagedObject {
  const data = reader.u64()
  const vtable = reader.u64()
  const entry = reader.u64()
  if (entry >= lowest && entry <= highest) return { data, vtable, entry: Number(entry) as Address }
  throw new WireProblem('an object of a peer that nobody answers for', {
    code: 'ABI-J015',
    rule: 'X-21',
    expected: 'the address of a function',
    found: `0x${entry.toString(16)}`,
  })
}

/** Nothing is mapped below. */
const lowest = 0x1000n
const highest = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * The passage of a call.
 *
 * @throws WireProblem `ABI-J016` where there is none, because the bytes belong to no call.
 *
 * @internal
 */
export function passageOf({ passage }: { readonly passage: Passage | undefined }): Passage {
  if (passage !== undefined) return passage
  throw new WireProblem('an object outside of a call', {
    code: 'ABI-J016',
    rule: 'X-21',
    expected: 'a parameter or a result of a call to native code',
    found: 'bytes that belong to no call',
  })
}
