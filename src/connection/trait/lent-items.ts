import type { Address } from '../../layout/index.js'
import type { MemoryItems } from '../wire/memory-items.js'
import type { Passage } from '../wire/passage.js'
import { WireProblem } from '../wire/wire-problem.js'
import { mostEmptyItems, type WireReader } from '../wire/wire-reader.js'
import type { WireWriter } from '../wire/wire-writer.js'

/** More bytes than these are not looked at: no array of bytes is longer on Node 20. */
const mostBytes = 2 ** 32

/**
 * What the call offers that a writer or reader belongs to.
 *
 * @throws WireProblem `ABI-J023` where it belongs to none.
 *
 * @see Rule X-56 of the specification.
 *
 * @internal
 */
export function passageOf({ passage }: { readonly passage: Passage | undefined }): Passage {
  if (passage !== undefined) return passage
  throw new WireProblem('a reference outside of a call', {
    code: 'ABI-J023',
    rule: 'X-56',
    expected: 'a parameter or a result of a method',
    found: 'a value that is written or read alone',
  })
}

/**
 * Lends values that were checked, and gives their address. Rust wants even that of no bytes to be aligned and not null.
 *
 * @internal
 */
export function lendItems(
  writer: WireWriter,
  { size, alignment, encode }: MemoryItems,
  values: ArrayLike<unknown>,
): Address {
  if (size === 0 || values.length === 0) return alignment as Address
  return passageOf(writer).lend(encode(values), alignment)
}

/**
 * The bytes of values that a peer lent.
 *
 * @param bits - Where they are said to lie.
 * @param count - How many values there are.
 * @throws WireProblem `ABI-W006` where nothing is mapped, `ABI-W003` for more bytes than can be looked at.
 *
 * @internal
 */
export function viewItems(
  reader: WireReader,
  { size }: Pick<MemoryItems, 'size'>,
  bits: bigint,
  count: number,
): Uint8Array {
  const length = size * count
  if (length === 0) return new Uint8Array(0)
  if (length > mostBytes) {
    throw new WireProblem('more bytes than can be looked at', {
      code: 'ABI-W003',
      rule: 'X-58',
      expected: `at most ${mostBytes} bytes`,
      found: `${length}`,
    })
  }
  return passageOf(reader).view(Number(bits) as Address, length)
}

/**
 * The number of values behind a pointer.
 *
 * @param size - Bytes of a value.
 * @throws WireProblem `ABI-W003` for one that is no number of anything.
 *
 * @internal
 */
export function readCount(reader: WireReader, size: number): number {
  const count = Number(reader.u64())
  const most = size === 0 ? mostEmptyItems : Number.MAX_SAFE_INTEGER
  if (count <= most) return count
  throw new WireProblem('more items than there can be', {
    code: 'ABI-W003',
    rule: 'X-58',
    expected: `at most ${most}`,
    found: `${count}`,
  })
}
