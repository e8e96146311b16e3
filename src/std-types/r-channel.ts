import { ValueError } from '../errors/index.js'
import type { AnyType } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { describeValue } from '../layout/names.js'
import { receiverClass, RReceiver, RSender, senderClass } from './channel.js'
import { makeHostChannel } from './host-channel.js'

/** Both ends of a new channel. Each belongs to the caller. */
export interface ChannelEnds<T extends AnyType> {
  /** The end that sends. */
  readonly sender: RSender<T>
  /** The end that receives. */
  readonly receiver: RReceiver<T>
}

/** Makes channels for values of a type. */
export interface ChannelMaker<T extends AnyType> {
  /** The type of what is sent. */
  readonly item: T
  /**
   * Makes a channel in which a number of values may wait; whoever sends one more waits.
   *
   * @param capacity - How many, a whole number from 0 on. With 0 a value is handed over from who sends to who receives,
   * and each waits for the other.
   * @returns Both ends.
   * @throws {@link ValueError} `ABI-V001` for what is no number, `ABI-V002` for one that is no such number;
   * {@link MemoryError} `ABI-U028` where there is no memory for so many values, or there are 65,536 channels; `ABI-U029` where
   * the machine is none on which channels can be made.
   */
  readonly bounded: (capacity: number) => ChannelEnds<T>
  /**
   * Makes a channel in which any number of values may wait, as far as there is memory.
   *
   * @returns Both ends.
   * @throws {@link MemoryError} `ABI-U028` where there are 65,536 channels or no memory is left; `ABI-U029` where the machine
   * is none on which channels can be made.
   */
  readonly unbounded: () => ChannelEnds<T>
}

/**
 * Makes channels of this side: an `RSender` and an `RReceiver` that native code may use, clone and drop on any thread, as
 * those that `abi_stable` makes. What is done with them is machine code, which does not wait for JavaScript; only what nobody
 * received is dropped in the event loop of the thread that made the channel.
 *
 * @param item - The type of what is sent.
 * @returns The same maker for the same type.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-79 to T-83 of the specification.
 *
 * @example
 * ```ts
 * import { RChannel, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const { sender, receiver } = RChannel(u32).bounded(2)
 * sender.send(7)
 * sender.send(8)
 * assert.deepEqual(sender.trySend(9), { reason: 'Full', value: 9 })
 * sender[Symbol.dispose]()
 * assert.deepEqual([...receiver], [7, 8])
 * receiver[Symbol.dispose]()
 * ```
 */
export const RChannel = memoize((item: AnyType): ChannelMaker<AnyType> => {
  // A type that is none is refused here.
  const types = { sender: RSender(item), receiver: RReceiver(item) }
  const name = types.sender.name.replace(/^RSender/, 'RChannel')
  const make = (capacity: number | undefined, path: string): ChannelEnds<AnyType> => {
    const { sender, receiver } = makeHostChannel(item, capacity, path)
    const Sender = senderClass(types.sender)
    const Receiver = receiverClass(types.receiver)
    return {
      sender: new Sender(types.sender, sender, true, undefined) as unknown as RSender<AnyType>,
      receiver: new Receiver(types.receiver, receiver, true, undefined) as unknown as RReceiver<AnyType>,
    }
  }
  return Object.freeze<ChannelMaker<AnyType>>({
    item,
    bounded(capacity) {
      const path = `${name}.bounded`
      checkCapacity(capacity, path)
      return make(capacity, path)
    },
    unbounded: () => make(undefined, `${name}.unbounded`),
  })
}) as <T extends AnyType>(item: T) => ChannelMaker<T>

function checkCapacity(capacity: unknown, path: string): void {
  if (Number.isSafeInteger(capacity) && (capacity as number) >= 0) return
  throw new ValueError('no number of values', {
    code: typeof capacity === 'number' ? 'ABI-V002' : 'ABI-V001',
    rule: 'T-79',
    path: `${path} → param capacity`,
    expected: 'a whole number from 0 to 2^53 - 1',
    found: describeValue(capacity),
  })
}
