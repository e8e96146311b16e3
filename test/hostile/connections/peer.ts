// The peer of test/fixtures/hostile-peer.c: an entry that answers as it is told, and a sender of any message.
import { bindSymbol, fn, openLibrary, u64, usize } from '../../../src/index.js'
import { allocateNative, unsafeViewAt } from '../../../src/ffi/index.js'
import { compileFixture } from '../../support/compile.js'
import { definition } from './subject.js'

const library = openLibrary(compileFixture('hostile-peer.c'))
const addressOf = (name: string): number => library.symbol(name)!

/** The entry that answers as the script says. */
export const hostileEntry = addressOf('hostile_entry')

/** Bytes for the peer: where they lie, and how many it says they are. */
export interface PeerBytes {
  readonly address: number
  readonly length: bigint
}

/** How the entry answers. Times of 0 are silence. */
export interface Script {
  readonly writesVersion: boolean
  readonly schemaVersion: number
  readonly version: number
  readonly definitionTimes: number
  readonly definition: PeerBytes
  readonly creates: boolean
  readonly object: bigint
  readonly error: PeerBytes
  readonly errorTimes: number
  readonly outcomeKind: number
  readonly outcomeTimes: number
  readonly outcome: PeerBytes
  /** Where the outcome is said to lie; 0 for where it does. */
  readonly outcomeAt: number
  /** How often the call before is told its outcome in the course of a call. */
  readonly earlierTimes: number
}

/** What a peer does that keeps to the protocol, but for the outcomes of its calls. */
export function properScript(): Script {
  const silence: PeerBytes = { address: 0, length: 0n }
  return {
    writesVersion: true,
    schemaVersion: 2,
    version: 2,
    definitionTimes: 1,
    definition: rooms.definition.put(definition),
    creates: true,
    object: 0x1000n,
    error: silence,
    errorTimes: 0,
    outcomeKind: 0,
    outcomeTimes: 1,
    outcome: silence,
    outcomeAt: 0,
    earlierTimes: 0,
  }
}

const scriptView = new DataView(unsafeViewAt(addressOf('hostile_script'), 17 * 8))

/** Tells the entry how to answer from now on. */
export function perform(script: Script): void {
  const { definition, error, outcome } = script
  const words = [
    BigInt(script.writesVersion),
    BigInt(script.schemaVersion),
    BigInt(script.version),
    BigInt(script.definitionTimes),
    BigInt(definition.address),
    definition.length,
    BigInt(script.creates),
    script.object,
    BigInt(error.address),
    error.length,
    BigInt(script.errorTimes),
    BigInt(script.outcomeKind),
    BigInt(script.outcomeTimes),
    BigInt(outcome.address),
    outcome.length,
    BigInt(script.outcomeAt),
    BigInt(script.earlierTimes),
  ]
  words.forEach((word, index) => scriptView.setBigUint64(8 * index, word, true))
}

/** Native memory that bytes are put into, again and again. */
class Room {
  #capacity = 0
  #address = 0
  #bytes = new Uint8Array(0)

  /** Puts bytes there. */
  put(bytes: Uint8Array): PeerBytes {
    if (bytes.length > this.#capacity) {
      this.#capacity = Math.max(1 << 16, bytes.length)
      this.#address = allocateNative(this.#capacity)
      this.#bytes = new Uint8Array(unsafeViewAt(this.#address, this.#capacity))
    }
    this.#bytes.set(bytes)
    return { address: this.#address, length: BigInt(bytes.length) }
  }
}

/** Rooms for what the peer says. */
export const rooms = { definition: new Room(), error: new Room(), outcome: new Room(), arguments: new Room() }

/** Tells the last call its outcome although it is over. */
export const tellEarlier = bindSymbol(library, 'hostile_tell_earlier', fn({}))

/** How many objects were dropped. */
export function dropped(): bigint {
  return dropsView.getBigUint64(0, true)
}
const dropsView = new DataView(unsafeViewAt(addressOf('hostile_drops'), 8))

/** Which words of a message are the sender's own addresses. */
export const own = { receiver: 1, definition: 2, error: 4, first: 8, second: 16 } as const

const send = bindSymbol(library, 'hostile_send', fn([{ entry: u64 }, { words: usize }, { own: u64 }]))
const messageAddress = allocateNative(72)
const messageView = new DataView(unsafeViewAt(messageAddress, 72))

/** Sends a message of nine words, some of which are addresses of the sender. */
export function sendWords(entry: number, words: readonly bigint[], ownWords: number): void {
  words.forEach((word, index) => messageView.setBigUint64(8 * index, BigInt.asUintN(64, word), true))
  send(BigInt(entry), messageAddress, BigInt(ownWords))
}

/** What was heard of the last message. */
export interface Heard {
  readonly outcomes: number
  readonly kind: number
  readonly bytes: Uint8Array
}

const heardAddress = addressOf('hostile_heard')
const heardView = new DataView(unsafeViewAt(heardAddress, 24 + 4096))

/** What was heard of the last message. */
export function heard(): Heard {
  const length = Math.min(4096, Number(heardView.getBigUint64(16, true)))
  return {
    outcomes: Number(heardView.getBigUint64(0, true)),
    kind: Number(heardView.getBigUint64(8, true)),
    bytes: new Uint8Array(heardView.buffer, heardView.byteOffset + 24, length).slice(),
  }
}

const answerView = new DataView(unsafeViewAt(addressOf('hostile_answer'), 32))

/** A word of what was written to the sender's own addresses. */
export function answered(word: number): bigint {
  return answerView.getBigUint64(8 * word, true)
}
