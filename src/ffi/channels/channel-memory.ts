import type { Address } from '../../layout/index.js'
import { setWord } from '../foreign-calls/call-slots.js'
import { mapMemory, pageSize, unmapMemory } from '../foreign-calls/system.js'
import { unsafeViewAt } from '../memory.js'

/** Where the words of a channel lie, in bytes. The machine code knows the same places. */
const channelByte = {
  mutex: 0,
  senders: 4,
  receivers: 8,
  ownSenders: 28,
  ownReceivers: 32,
  stuck: 36,
  thread: 40,
  ring: 48,
  slots: 56,
  limit: 64,
  head: 72,
  length: 80,
  valueSize: 88,
  bell: 96,
  senderBox: 104,
  receiverBox: 112,
} as const

/** Bytes of a channel. */
const channelSize = 128

/** How many channels there can be at a time. Their memory takes room from the first time that it is touched. */
const most = 2 ** 16

/** So many places have values that take no bytes where any number of them may wait. */
const boundless = 2 ** 52

const endless = 2n ** 64n - 1n

/** An end of a channel. */
export type ChannelSide = 'sender' | 'receiver'

const countBytes = { sender: channelByte.senders, receiver: channelByte.receivers } as const
const ownBytes = { sender: channelByte.ownSenders, receiver: channelByte.ownReceivers } as const

/** What a channel is made of. */
export interface ChannelParts {
  /** What tells the thread that it belongs to. */
  readonly thread: number
  /** Where the bell of that thread lies. */
  readonly bell: number
  /** Bytes of a value. */
  readonly valueSize: number
  /** How many values may wait; `undefined` for any number. */
  readonly capacity: number | undefined
  /** Where the table of the boxes of senders lies. */
  readonly senderBox: number
  /** Where the table of the boxes of receivers lies. */
  readonly receiverBox: number
}

/**
 * The channels of this thread, in memory that is never given back: other threads may look at a channel for a moment after
 * its last end is gone.
 *
 * @internal
 */
export class ChannelMemory {
  readonly #start = mapMemory(most * channelSize)
  readonly #view = new DataView(unsafeViewAt(this.#start, most * channelSize))
  readonly #words = new Int32Array(this.#view.buffer)
  readonly #free: number[] = []
  readonly #live = new Set<Address>()
  #used = 0

  /** The channels that were made and not freed. */
  get live(): ReadonlySet<Address> {
    return this.#live
  }

  /**
   * Makes a channel with one end of each side.
   *
   * @returns `undefined` where there are too many, or the system has no memory for so many values.
   */
  make({ thread, bell, valueSize, capacity, senderBox, receiverBox }: ChannelParts): Address | undefined {
    const index = this.#free.pop() ?? (this.#used < most ? this.#used++ : undefined)
    if (index === undefined) return undefined
    const slots = firstSlots(valueSize, capacity)
    const ring = mapRing(slots * valueSize)
    if (ring === undefined) {
      this.#free.push(index)
      return undefined
    }
    const at = index * channelSize
    new Uint8Array(this.#view.buffer, at, channelSize).fill(0)
    const set = (byte: number, value: number): void => setWord(this.#view, at + byte, value)
    this.#view.setUint32(at + channelByte.senders, 1, true)
    this.#view.setUint32(at + channelByte.receivers, 1, true)
    set(channelByte.thread, thread)
    set(channelByte.ring, ring)
    set(channelByte.slots, slots)
    this.#view.setBigUint64(at + channelByte.limit, capacity === undefined ? endless : BigInt(capacity), true)
    set(channelByte.valueSize, valueSize)
    set(channelByte.bell, bell)
    set(channelByte.senderBox, senderBox)
    set(channelByte.receiverBox, receiverBox)
    const channel = (this.#start + at) as Address
    this.#live.add(channel)
    return channel
  }

  /** Says that this thread holds one more end of a side, or with -1 one less. */
  countOwn(channel: number, side: ChannelSide, by: 1 | -1): void {
    this.#words[(this.#offset(channel) + ownBytes[side]) / 4]! += by
  }

  /** Whether a call of this thread came back because nobody could have ended its waiting, since this was asked last. */
  takeStuck(channel: number): boolean {
    const word = (this.#offset(channel) + channelByte.stuck) / 4
    const isStuck = this.#words[word] !== 0
    this.#words[word] = 0
    return isStuck
  }

  /** How many ends there are of a side. 0 stays 0. */
  ends(channel: number, side: ChannelSide): number {
    return Atomics.load(this.#words, (this.#offset(channel) + countBytes[side]) / 4)
  }

  /** Whether a thread works on the channel at the moment. */
  isLocked(channel: number): boolean {
    return Atomics.load(this.#words, this.#offset(channel) / 4) !== 0
  }

  /**
   * Takes all values out of a channel without receivers.
   *
   * @returns Where they lie until the channel is freed, in the order in which they were sent.
   */
  takeAll(channel: number): number[] {
    const at = this.#offset(channel)
    const [ring, slots, head, length, size] = (['ring', 'slots', 'head', 'length', 'valueSize'] as const).map(
      (name) => Number(this.#view.getBigUint64(at + channelByte[name], true)),
    ) as [number, number, number, number, number]
    setWord(this.#view, at + channelByte.length, 0)
    return Array.from({ length }, (_, index) => ring + ((head + index) % slots) * size)
  }

  /** Frees a channel without ends and values. */
  free(channel: Address): void {
    const at = this.#offset(channel)
    const word = (byte: number): number => Number(this.#view.getBigUint64(at + byte, true))
    const byteLength = word(channelByte.slots) * word(channelByte.valueSize)
    if (byteLength > 0) unmapMemory(word(channelByte.ring), byteLength)
    this.#live.delete(channel)
    this.#free.push(at / channelSize)
  }

  /** No thread counts as the one of these channels any more. */
  disownAll(): void {
    for (const channel of this.#live) setWord(this.#view, this.#offset(channel) + channelByte.thread, 0)
  }

  #offset(channel: number): number {
    return channel - this.#start
  }
}

/** How many values there is room for at first. */
function firstSlots(valueSize: number, capacity: number | undefined): number {
  if (capacity !== undefined && capacity > 0) return capacity
  return valueSize === 0 ? boundless : Math.max(1, Math.floor(pageSize() / valueSize))
}

function mapRing(byteLength: number): number | undefined {
  if (byteLength === 0) return 0
  try {
    return mapMemory(byteLength)
  } catch {
    return undefined
  }
}
