import { unsafeViewAt } from '../memory.js'
import { mapMemory } from './system.js'
import { blockWord, threadBlock } from './thread-block.js'

/** What has become of a slot. The machine code knows the same numbers. */
export const slotState = {
  free: 0,
  claimed: 1,
  pending: 2,
  running: 3,
  done: 4,
  refused: 5,
  abandoned: 6,
} as const

/** How many calls of other threads can wait for one JavaScript thread at a time. */
const count = 256

/** Bytes of a slot; in units of 4 bytes, where its words lie. */
const slotSize = 256
const slotWord = { state: 0, reason: 1, order: 2, depth: 3, entry: 4, area: 6 } as const

/**
 * Bytes that a call can have in memory: arguments on the stack, and a result.
 *
 * @internal
 */
export const areaSize = 8192

/** A call that was given up, as its slot says. */
export interface GivenUpCall {
  /** Why, as the machine code numbers the reasons. */
  readonly reason: number
  /** The address of the entry that was called. */
  readonly entry: number
}

/**
 * The places in which calls from other threads wait until the event loop of this thread comes to them.
 *
 * @internal
 */
export class CallSlots {
  readonly #address = mapMemory(count * (slotSize + areaSize))
  readonly #words = new Int32Array(unsafeViewAt(this.#address, count * slotSize))

  constructor() {
    const areas = this.#address + count * slotSize
    const view = new DataView(this.#words.buffer)
    for (let slot = 0; slot < count; slot++) {
      setWord(view, slot * slotSize + slotWord.area * 4, areas + slot * areaSize)
    }
    setWord(new DataView(threadBlock.words.buffer), blockWord.slots * 4, this.#address)
    threadBlock.words[blockWord.slotCount] = count
  }

  /** The addresses of the slots with calls that wait, the longest waiting first. */
  pending(): number[] {
    const words = this.#words
    const found = this.#slotsWhere((state) => state === slotState.pending)
    const orderOf = (slot: number): number => words[slot + slotWord.order]!
    return found.sort((a, b) => (orderOf(a) - orderOf(b)) | 0).map((slot) => this.#address + slot * 4)
  }

  /** The addresses of the slots that somebody waits for. */
  awaited(): number[] {
    return this.#slotsWhere((state) => state === slotState.pending || state === slotState.running).map(
      (slot) => this.#address + slot * 4,
    )
  }

  /**
   * Takes the news of calls that were given up. Their slots are free again, or will be when JavaScript is through with
   * the call.
   *
   * @param onlyDuringCalls - Whether to leave what was given up while JavaScript was in no native call.
   */
  takeGivenUp(onlyDuringCalls: boolean): GivenUpCall[] {
    const words = this.#words
    const view = new DataView(words.buffer)
    const taken: GivenUpCall[] = []
    const slots = this.#slotsWhere((state) => state === slotState.refused || state === slotState.abandoned)
    for (const slot of slots) {
      const reason = words[slot + slotWord.reason]!
      if (reason !== 0) {
        if (onlyDuringCalls && words[slot + slotWord.depth] === 0) continue
        taken.push({ reason, entry: getWord(view, (slot + slotWord.entry) * 4) })
        words[slot + slotWord.reason] = 0
      }
      if (words[slot] === slotState.refused) Atomics.store(words, slot, slotState.free)
    }
    return taken
  }

  #slotsWhere(test: (state: number) => boolean): number[] {
    const found: number[] = []
    for (let slot = 0; slot < this.#words.length; slot += slotSize / 4) {
      if (test(Atomics.load(this.#words, slot + slotWord.state))) found.push(slot)
    }
    return found
  }
}

/**
 * Writes an address as 8 bytes.
 *
 * @internal
 */
export function setWord(view: DataView, offset: number, value: number): void {
  view.setBigUint64(offset, BigInt(value), true)
}

function getWord(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true))
}
