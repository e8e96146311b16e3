import type { Address } from '../../layout/index.js'
import { mapCode, mapMemory } from '../foreign-calls/system.js'
import { allocateNative, unsafeViewAt } from '../memory.js'
import { acceptSize, messageCodeFor, slotByte, slotsAt } from './message-code.js'

/** How many entries are mapped at once. */
const entriesPerBlock = 64

/** What a peer is told whose call nobody answered. */
const text = 'JavaScript did not come to the call, or not to its end'

/** Entries that nobody uses yet. */
interface Block {
  readonly start: number
  readonly slots: DataView
  used: number
}

let block: Block | undefined
let textAt: Address | undefined
let isUnavailable = false

/**
 * An entry that takes messages by value, and passes on the address of the message and that of a flag of 8 bytes, in which the
 * function puts a one before it tells the sender what came of it. A call for which nobody did is answered with a panic.
 *
 * @param target - The function: it takes the two addresses.
 * @returns `undefined` where the machine or the system does not allow it.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function messageEntry(target: number): Address | undefined {
  if (isUnavailable) return undefined
  try {
    if (block === undefined || block.used === entriesPerBlock) block = mapBlock()
    const offset = acceptSize * block.used++
    const write = (at: number, value: number): void =>
      block!.slots.setBigUint64(offset + at, BigInt(value), true)
    write(slotByte.target, target)
    write(slotByte.text, keepText())
    write(slotByte.textLength, text.length)
    return (block.start + offset) as Address
  } catch {
    isUnavailable = true
    return undefined
  }
}

function mapBlock(): Block {
  const code = messageCodeFor(process.platform, process.arch)
  if (code === undefined) throw new Error('there is no machine code for this machine')
  const length = acceptSize * entriesPerBlock
  const start = mapMemory(slotsAt + length)
  mapCode(start, Buffer.from(code.accept.repeat(entriesPerBlock), 'hex'))
  return { start, slots: new DataView(unsafeViewAt(start + slotsAt, length)), used: 0 }
}

function keepText(): Address {
  if (textAt === undefined) {
    textAt = allocateNative(text.length)
    new Uint8Array(unsafeViewAt(textAt, text.length)).set(new TextEncoder().encode(text))
  }
  return textAt
}
