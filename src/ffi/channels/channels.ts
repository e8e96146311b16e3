import { isMainThread } from 'node:worker_threads'
import type { Address } from '../../layout/index.js'
import { Doorbell } from '../foreign-calls/doorbell.js'
import { functionAt } from '../functions.js'
import { allocateNative, unsafeViewAt } from '../memory.js'
import { ChannelMemory, type ChannelParts, type ChannelSide } from './channel-memory.js'
import { OperationBlock, type ChannelOperation } from './operation-block.js'

/** Where the words of a bell lie, in units of 4 bytes. The machine code knows the same places. */
const bellWord = { closed: 0, rung: 1, ringing: 2, descriptor: 3 } as const
const bellSize = 16

/** Drops the values that wait in a channel without receivers. */
export type DropValues = (addresses: readonly number[]) => void

/**
 * The channels of this thread. Every thread may use them: what is done with them is machine code.
 *
 * @see Rules T-79 to T-83 of the specification.
 *
 * @internal
 */
export class NativeChannels {
  readonly #memory = new ChannelMemory()
  readonly #blocks = [new OperationBlock()]
  readonly #bellAt = allocateNative(bellSize)
  readonly #bell = new Int32Array(unsafeViewAt(this.#bellAt, bellSize))
  readonly #doorbell = new Doorbell(() => this.sweep())
  readonly #drops = new Map<Address, DropValues>()
  readonly #thread: number

  /** @throws Error where there is no machine code for this machine, or the system refuses to have it. */
  constructor() {
    const identify = this.#blocks[0]!.sharedFunction('identify')
    this.#thread = functionAt(identify, { parameters: [], returns: 'address' }, 'channels')() as number
    this.#bell[bellWord.descriptor] = this.#doorbell.descriptor
    process.once('exit', () => this.#close())
  }

  /** How many channels there are. */
  get live(): number {
    return this.#memory.live.size
  }

  /** Where a function lies that is the same for all types of values. */
  sharedFunction(name: Parameters<OperationBlock['sharedFunction']>[0]): Address {
    return this.#blocks[0]!.sharedFunction(name)
  }

  /** Makes a function. It lives as long as the process. */
  addOperation(operation: ChannelOperation): Address {
    if (this.#blocks.at(-1)!.isFull) this.#blocks.push(new OperationBlock())
    return this.#blocks.at(-1)!.add(operation)
  }

  /**
   * Makes a channel with one end of each side.
   *
   * @param parts - What it is made of.
   * @param drop - Drops what nobody received.
   * @returns `undefined` where there are too many, or the system has no memory for so many values.
   */
  make(parts: Omit<ChannelParts, 'thread' | 'bell'>, drop: DropValues): Address | undefined {
    const channel = this.#memory.make({ ...parts, thread: this.#thread, bell: this.#bellAt })
    if (channel !== undefined) this.#drops.set(channel, drop)
    return channel
  }

  /** Says that this thread holds one more end of a side that nobody else uses, or with -1 one less. */
  countOwn(channel: number, side: ChannelSide, by: 1 | -1): void {
    this.#memory.countOwn(channel, side, by)
  }

  /** Whether a call of this thread came back because nobody could have ended its waiting, since this was asked last. */
  takeStuck(channel: number): boolean {
    return this.#memory.takeStuck(channel)
  }

  /**
   * Drops what waits in a channel if its receivers are gone, and frees it if it has no ends.
   *
   * @throws What dropping a value threw. All others are dropped.
   */
  sweepChannel(channel: Address): void {
    const drop = this.#drops.get(channel)
    if (drop === undefined || this.#memory.ends(channel, 'receiver') > 0) return
    // Whoever dropped the last end may still hold the lock, and rings when it is free.
    const isOver = this.#memory.ends(channel, 'sender') === 0 && !this.#memory.isLocked(channel)
    if (isOver) this.#drops.delete(channel)
    const addresses = this.#memory.takeAll(channel)
    try {
      drop(addresses)
    } finally {
      if (isOver) this.#memory.free(channel)
    }
  }

  /**
   * Does this for all channels, where an end was dropped since it was done last.
   *
   * @throws What dropping a value threw. All others are dropped.
   */
  sweep(): void {
    const errors: unknown[] = []
    while (Atomics.exchange(this.#bell, bellWord.rung, 0) !== 0) {
      for (const channel of [...this.#memory.live]) {
        try {
          this.sweepChannel(channel)
        } catch (error) {
          errors.push(error)
        }
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  /** From now on nobody is told of anything: the event loop does not come back. */
  #close(): void {
    Atomics.store(this.#bell, bellWord.closed, 1)
    // The thread may get a successor with the same place in memory.
    if (!isMainThread) this.#memory.disownAll()
    while (Atomics.load(this.#bell, bellWord.ringing) > 0);
    if (!isMainThread) this.#doorbell.close()
  }
}

let channels: NativeChannels | undefined
let isUnavailable = false

/**
 * The channels of this thread.
 *
 * @returns `undefined` where the machine or the system has no machine code for them.
 *
 * @internal
 */
export function nativeChannels(): NativeChannels | undefined {
  if (channels !== undefined || isUnavailable) return channels
  try {
    return (channels = new NativeChannels())
  } catch {
    isUnavailable = true
    return undefined
  }
}
