import { generic, struct, type AnyType, type InputOf, type Type } from '../layout/index.js'
import type { Taken } from '../vtable/index.js'
import { owningCodec, refuseNullData } from '../vtable/owning-codec.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { ErasedBox } from '../vtable/tables/box-vtable.js'
import { channelVTable } from '../vtable/tables/channel-vtable.js'
import { accessorClass } from './accessor-class.js'
import { ReceiverAccessor, SenderAccessor, type ChannelType } from './channel-accessor.js'

/** What both ends of a channel know. */
export interface ChannelEnd {
  /** How many values wait. */
  readonly length: number
  /** How many may wait; `Infinity` where any number may. */
  readonly capacity: number
  /** Whether nothing waits. */
  readonly isEmpty: boolean
  /** Whether no more may wait. */
  readonly isFull: boolean
}

/** A value that was not sent, which belongs to the caller again, and why. */
export interface Unsent<T extends AnyType> {
  /** Why it was not sent. */
  readonly reason: 'Full' | 'Timeout' | 'Disconnected'
  /** The value. */
  readonly value: Taken<T>
}

/** The end of a channel that sends. */
export interface RSender<T extends AnyType> extends ChannelEnd, Disposable {
  /**
   * Sends a value. Waits while the channel is full: for ever, if nobody receives on another thread.
   *
   * @param value - Anything that may be written where the type is declared. It moves into the channel.
   * @throws {@link MemoryError} `ABI-U023` where nobody can receive any more; `ABI-U027` where the channel is one of this
   * side, full, and nobody else could receive. The value is dropped then.
   */
  send(value: InputOf<T>): void
  /**
   * Sends a value where there is room for it.
   *
   * @param value - The value.
   * @returns `undefined` where it was sent.
   */
  trySend(value: InputOf<T>): Unsent<T> | undefined
  /**
   * Sends a value where there is room for it, or comes to be in time.
   *
   * @param value - The value.
   * @param milliseconds - How long to wait, from 0 on.
   * @returns `undefined` where it was sent.
   */
  trySendFor(value: InputOf<T>, milliseconds: number): Unsent<T> | undefined
  /** Makes another sender of the same channel. */
  clone(): RSender<T>
}

/**
 * The end of a channel that receives. `for await (… of receiver)` receives without holding up the thread, until all senders
 * are gone; `for (… of receiver)` does, and waits.
 */
export interface RReceiver<T extends AnyType>
  extends ChannelEnd, Disposable, Iterable<Taken<T>>, AsyncIterable<Taken<T>> {
  /**
   * Waits for a value: for ever, if nobody sends on another thread.
   *
   * @throws {@link MemoryError} `ABI-U023` where nothing waits and nobody can send any more; `ABI-U027` where the channel
   * is one of this side, empty, and nobody else could send.
   */
  receive(): Taken<T>
  /**
   * Waits for a value without holding up the thread. While it waits, disposing of the receiver takes effect within a
   * twentieth of a second.
   *
   * @returns The value; rejected with a {@link MemoryError}, `ABI-U023`, where nothing waits and nobody can send any more.
   *
   * @see Rule T-76 of the specification.
   */
  receiveAsync(): Promise<Taken<T>>
  /**
   * Gives a value where one waits; `undefined` otherwise.
   *
   * @throws {@link MemoryError} `ABI-U023` where nothing waits and nobody can send any more.
   */
  tryReceive(): { readonly value: Taken<T> } | undefined
  /**
   * Waits for a value for some time; gives `undefined` when that is over.
   *
   * @param milliseconds - How long, from 0 on.
   * @throws {@link MemoryError} `ABI-U023` where nothing waits and nobody can send any more.
   */
  tryReceiveFor(milliseconds: number): { readonly value: Taken<T> } | undefined
  /** Makes another receiver of the same channel: each value goes to one of them. */
  clone(): RReceiver<T>
}

/** The type of an end of channels for values of a type. */
export interface ChannelEndType<T extends AnyType = AnyType, End = unknown> extends Type<End, never, End> {
  /** The type of what is sent. */
  readonly item: T
}

/** The accessor of the ends that send. @internal */
export const senderClass = accessorClass(SenderAccessor)
/** The accessor of the ends that receive. @internal */
export const receiverClass = accessorClass(ReceiverAccessor)

/**
 * The end of a channel that sends: `abi_stable`'s `RSender`. Its maker's table does all of it. {@link RChannel} makes both ends.
 *
 * @param item - The type of what is sent.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-74 to T-76 of the specification.
 *
 * @example
 * ```ts no-run
 * import { fn, loadModule, prefixType, RSender, u32 } from 'abiding'
 *
 * const Log = prefixType('Log', {
 *   version: '1.0.0',
 *   prefix: { open: fn({}, RSender(u32)) },
 *   lastPrefixField: 'open',
 * })
 * const root = loadModule('./log.so', Log)
 * using sender = root.open()
 * sender.send(7)
 * ```
 */
export const RSender: <T extends AnyType>(item: T) => ChannelEndType<T, RSender<T>> = generic(
  'RSender',
  <T extends AnyType>(name: string, item: T) =>
    makeType(name, 'RSender', item, senderClass) as unknown as ChannelEndType<T, RSender<T>>,
)

/**
 * The end of a channel that receives: `abi_stable`'s `RReceiver`. Its maker's table does all of it. {@link RChannel} makes both
 * ends.
 *
 * @param item - The type of what is sent.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-74 to T-76 of the specification.
 *
 * @example
 * ```ts no-run
 * import { fn, loadModule, prefixType, RReceiver, u32 } from 'abiding'
 *
 * const Feed = prefixType('Feed', {
 *   version: '1.0.0',
 *   prefix: { open: fn({}, RReceiver(u32)) },
 *   lastPrefixField: 'open',
 * })
 * const root = loadModule('./feed.so', Feed)
 * using receiver = root.open()
 * for await (const value of receiver) console.log(value)
 * ```
 */
export const RReceiver: <T extends AnyType>(item: T) => ChannelEndType<T, RReceiver<T>> = generic(
  'RReceiver',
  <T extends AnyType>(name: string, item: T) =>
    makeType(name, 'RReceiver', item, receiverClass) as unknown as ChannelEndType<T, RReceiver<T>>,
)

function makeType(
  name: string,
  family: string,
  item: AnyType,
  classOf: (type: AnyType) => typeof SenderAccessor | typeof ReceiverAccessor,
): AnyType {
  const representation = struct(name, {
    channel: ErasedBox,
    get vtable(): AnyType {
      return tablePointer(() => channelVTable(item))
    },
  }) as unknown as AnyType
  const type: ChannelType = Object.freeze<ChannelType>({
    ...representation,
    kind: family,
    isMoved: true,
    item,
    makeCodec: (target) =>
      owningCodec(
        type,
        {
          rule: 'T-74',
          make(words, isOwner, location, path) {
            refuseNullData(type, words[0]!, path)
            return new (classOf(type))(type, words, isOwner, location)
          },
          copy: (end: SenderAccessor | ReceiverAccessor) => end.toJSON(),
        },
        target,
      ),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    abiStable: { name: family, parameters: [item] },
  })
  return type
}
