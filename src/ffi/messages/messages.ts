import type { Address } from '../../layout/index.js'
import { mapCode, mapMemory } from '../foreign-calls/system.js'
import { functionAt, type NativeFunction } from '../functions.js'
import { unsafeViewAt } from '../memory.js'
import { cellByte, dataByte, messageCodeFor, pageSlots } from './message-code.js'

/** Memory of a message that is sent by value, of what comes of it, and for arguments. */
export interface MessageCell {
  /** Its address: what the receiver is to be given. */
  readonly address: Address
  /** Its bytes. */
  readonly bytes: ArrayBuffer
}

/** How messages by value are sent, and what comes of them received, without JavaScript in between. */
export interface MessageBorder {
  /** Sends the message of a cell: takes the address of an entry and that of the cell. */
  readonly send: NativeFunction
  /** The receiver: takes the address of an outcome and that of a cell. */
  readonly receiver: Address
  /** Another cell; `undefined` where all are taken. */
  readonly takeCell: () => MessageCell | undefined
}

/** How many messages can be under way at a time. Their memory takes room from the first time that it is touched. */
const mostCells = 1024

/**
 * Pages that could be read, by the lowest bits of their numbers: two words of 4 bytes each. The receiver reads no others.
 *
 * @internal
 */
export const knownPages = makePages()

function makePages(): { readonly words: Uint32Array; readonly at: Address | undefined } {
  const size = 8 * pageSlots
  try {
    const at = mapMemory(size)
    const words = new Uint32Array(unsafeViewAt(at, size))
    // Where nothing is known stands what is no page of this slot.
    words.fill(0xffff_ffff, 0, 2)
    return { words, at }
  } catch {
    const words = new Uint32Array(2 * pageSlots)
    words.fill(0xffff_ffff, 0, 2)
    return { words, at: undefined }
  }
}

/**
 * Makes the border for this thread.
 *
 * @param fallback - A receiver that takes whatever this one does not: longer results, and what cannot be right.
 * @returns `undefined` where the machine or the system does not allow it.
 *
 * @internal
 */
export function makeMessageBorder(fallback: number): MessageBorder | undefined {
  const code = messageCodeFor(process.platform, process.arch)
  if (code === undefined || knownPages.at === undefined) return undefined
  try {
    const start = mapMemory(dataByte.end)
    mapCode(start, Buffer.from(code.bytes.join(''), 'hex'))
    const cells = mapMemory(cellByte.end * mostCells)
    const data = new DataView(unsafeViewAt(start, dataByte.end))
    data.setBigUint64(dataByte.cells, BigInt(cells), true)
    data.setBigUint64(dataByte.cellsSize, BigInt(cellByte.end * mostCells), true)
    data.setBigUint64(dataByte.pages, BigInt(knownPages.at), true)
    data.setBigUint64(dataByte.fallback, BigInt(fallback), true)
    let taken = 0
    return {
      send: functionAt(start + code.send, { parameters: ['address', 'address'], returns: 'void' }, 'send'),
      receiver: (start + code.receive) as Address,
      takeCell: () => {
        if (taken === mostCells) return undefined
        const address = (cells + cellByte.end * taken++) as Address
        return { address, bytes: unsafeViewAt(address, cellByte.end) }
      },
    }
  } catch {
    return undefined
  }
}
