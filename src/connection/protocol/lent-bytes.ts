import { OwnCallMemory } from '../../call/call-memory.js'
import { addressOfBytes, allocateNative, unsafeViewAt } from '../../ffi/index.js'
import { alignUp, type Address } from '../../layout/index.js'

/** More bytes than these are lent where they lie. */
const mostCopied = 512

/** Room for copies. Those that find none get memory of their own. */
const roomSize = 4096

/** Room for the copies of a call. */
interface Room {
  readonly address: Address
  readonly bytes: Uint8Array
}

/** The rooms of calls that are over, for those to come. */
const spareRooms: Room[] = []

function makeRoom(): Room {
  const address = allocateNative(roomSize)
  return { address, bytes: new Uint8Array(unsafeViewAt(address, roomSize)) }
}

/** Where nothing lies, and nothing is looked for. Rust wants it to be no null. */
const emptyAddress = 0x1000 as Address

/**
 * The bytes that calls lend to peers: copies of a few, and many where they lie. Lending a million bytes costs what lending a
 * thousand does.
 *
 * @see Rule X-59 of the specification.
 *
 * @internal
 */
export class LentBytes {
  /**
   * Whether all are copied: those of a call on another thread, for JavaScript goes on meanwhile and may give away the buffer
   * in which they lie.
   */
  copiesAll = false
  readonly #memory = new OwnCallMemory()
  #room: Room | undefined
  #used = 0
  /** What is lent where it lies, so that it stays there. */
  #held: Uint8Array[] = []

  /** Gives an address at which native code finds the bytes until they are released. */
  lend(bytes: Uint8Array, alignment: number): Address {
    const { length } = bytes
    if (length === 0) return emptyAddress
    if (length > mostCopied && !this.copiesAll) {
      this.#held.push(bytes)
      return addressOfBytes(bytes)
    }
    const offset = alignUp(this.#used, alignment)
    if (offset + length > roomSize) return this.#copyElsewhere(bytes, alignment)
    const room = (this.#room ??= spareRooms.pop() ?? makeRoom())
    room.bytes.set(bytes, offset)
    this.#used = offset + length
    return (room.address + offset) as Address
  }

  #copyElsewhere(bytes: Uint8Array, alignment: number): Address {
    const { memory, offset } = this.#memory.allocate(bytes.length, alignment)
    new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, bytes.length).set(bytes)
    return (memory.base! + offset) as Address
  }

  /** Takes everything back. Doing it twice is harmless. */
  release(): void {
    this.#used = 0
    if (this.#room !== undefined) spareRooms.push(this.#room)
    this.#room = undefined
    if (this.#held.length > 0) this.#held = []
    if (this.#memory.isUsed) this.#memory.release()
  }
}
