import { rememberEntryPoint } from '../call/entry-points.js'
import { describeCall } from '../call/index.js'
import { lower } from '../call/lowering.js'
import { nativeChannels, type ArgumentPlace, type ChannelOperation, type ChannelSide } from '../ffi/index.js'
import { MemoryError } from '../errors/index.js'
import { dropValue, takeBytes } from '../layout/drop-value.js'
import { alignUp, type Address, type AnyType, type FunctionType } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { movesValue } from '../layout/moved-value.js'
import { nativeSpace } from '../memory/native-space.js'
import { hostTypeId } from '../vtable/host-identity.js'
import { makeStaticTable } from '../vtable/static-table.js'
import { BoxVTable } from '../vtable/tables/box-vtable.js'
import { channelVTable } from '../vtable/tables/channel-vtable.js'

type Channels = NonNullable<ReturnType<typeof nativeChannels>>
type Described = ReturnType<typeof describeCall>

/** The words of both ends of a new channel. */
export interface NewChannel {
  /** Those of the end that sends. */
  readonly sender: readonly number[]
  /** Those of the end that receives. */
  readonly receiver: readonly number[]
}

/**
 * Makes a channel of this side. What is done with it is machine code, which every thread may call.
 *
 * @param item - The type of what is sent.
 * @param capacity - How many values may wait, a whole number from 0 on; `undefined` for any number.
 * @param path - What is called, for errors.
 * @throws {@link CallError} `ABI-F005` for values that cannot be passed; {@link MemoryError} `ABI-U029` where this machine has no machine code for it; `ABI-U028` where there are 65,536
 * channels, or no memory for so many values.
 *
 * @see Rule T-79 of the specification.
 *
 * @internal
 */
export function makeHostChannel(item: AnyType, capacity: number | undefined, path: string): NewChannel {
  const channels = nativeChannels() ?? refuseMachine(path)
  const { size } = layoutOf(item, nativeSpace.target)
  const boxes = boxTables()
  const table = tableOf(item)
  const parts = { valueSize: size, capacity, senderBox: boxes.sender, receiverBox: boxes.receiver }
  const data = channels.make(parts, dropperOf(item, size)) ?? refuseRoom(capacity, size, path)
  return { sender: [data, boxes.sender, table], receiver: [data, boxes.receiver, table] }
}

/**
 * How many channels of this side there are, with ends here or in native code. For tests that look for leaks.
 *
 * @internal
 */
export function liveHostChannels(): number {
  return nativeChannels()?.live ?? 0
}

/**
 * What this thread knows of an end of a channel of this side that JavaScript holds: as long as it alone can use the end,
 * it does not wait for itself.
 *
 * @see Rule T-82 of the specification.
 *
 * @internal
 */
export class HostEnd {
  readonly #channels: Channels
  readonly #channel: Address
  readonly #side: ChannelSide
  #sharings = 0

  constructor(channels: Channels, channel: Address, side: ChannelSide) {
    this.#channels = channels
    this.#channel = channel
    this.#side = side
    channels.countOwn(channel, side, 1)
  }

  /** From now on others may use the end, too. */
  share(): void {
    if (this.#sharings++ === 0) this.#channels.countOwn(this.#channel, this.#side, -1)
  }

  /** Takes back one {@link HostEnd.share}. */
  unshare(): void {
    if (--this.#sharings === 0) this.#channels.countOwn(this.#channel, this.#side, 1)
  }

  /** Whether a call came back because nobody could have ended its waiting, since this was asked last. */
  takeStuck(): boolean {
    return this.#channels.takeStuck(this.#channel)
  }

  /** Drops what nobody can receive any more. */
  sweep(): void {
    this.#channels.sweepChannel(this.#channel)
  }
}

/**
 * An end of a channel, if this thread made the channel.
 *
 * @param table - Where its table lies.
 *
 * @internal
 */
export function hostEndOf(channel: number, side: ChannelSide, table: number): HostEnd | undefined {
  return tables.has(table) ? new HostEnd(nativeChannels()!, channel as Address, side) : undefined
}

/** The tables of the channels of this thread. */
const tables = new Set<number>()

let boxes: Readonly<Record<ChannelSide, Address>> | undefined

/** The tables of the boxes of both ends, made when they are first needed. */
function boxTables(): Readonly<Record<ChannelSide, Address>> {
  const channels = nativeChannels()!
  const make = (destructor: Address): Address =>
    makeStaticTable(BoxVTable, { type_id: hostTypeId, destructor: functionOf(destructor) })
  return (boxes ??= {
    sender: make(channels.sharedFunction('dropSender')),
    receiver: make(channels.sharedFunction('dropReceiver')),
  })
}

/** The table of the channels of a type. */
const tableOf = memoize((item: AnyType): Address => {
  const channels = nativeChannels()!
  const type = channelVTable(item)
  const { size, alignment } = layoutOf(item, nativeSpace.target)
  const operation = (
    name: string,
    action: ChannelOperation['action'],
    patience: ChannelOperation['patience'],
    reasonAt: number,
    valueAt: number,
  ): object => {
    const signature = type.fields.find((field) => field.name === name)!.type as FunctionType
    // Values that this side could not pass are refused before anything is made.
    lower(signature, 'call', `${type.name}.${name}`)
    const places = placesOf(signature, size)
    return functionOf(channels.addOperation({ action, patience, reasonAt, valueAt, ...places }))
  }
  const shared = (name: Parameters<Channels['sharedFunction']>[0]): object =>
    functionOf(channels.sharedFunction(name))
  const asked = (side: ChannelSide): Readonly<Record<string, unknown>> => ({
    [`clone_${side}`]: shared(side === 'sender' ? 'cloneSender' : 'cloneReceiver'),
    [`${side}_is_empty`]: shared('isEmpty'),
    [`${side}_is_full`]: shared('isFull'),
    [`${side}_len`]: shared('count'),
    [`${side}_capacity`]: shared('capacity'),
  })
  // An error with a value is an enum of its own, which begins where a value would.
  const unsent = [alignment, alignment + alignUp(1, alignment)] as const
  const address = makeStaticTable(type, {
    send: operation('send', 'send', 'endless', 0, alignment),
    try_send: operation('try_send', 'send', 'none', ...unsent),
    send_timeout: operation('send_timeout', 'send', 'timeout', ...unsent),
    ...asked('sender'),
    recv: operation('recv', 'receive', 'endless', 0, alignment),
    try_recv: operation('try_recv', 'receive', 'none', 1, alignment),
    recv_timeout: operation('recv_timeout', 'receive', 'timeout', 1, alignment),
    ...asked('receiver'),
  })
  tables.add(address)
  return address
})

/** Machine code as a function that may be written into a table. */
function functionOf(address: Address): object {
  const code = { address }
  rememberEntryPoint(code, address)
  return code
}

/** Where the arguments of an operation travel. */
function placesOf(
  signature: FunctionType,
  size: number,
): Pick<ChannelOperation, 'self' | 'result' | 'timeout' | 'pieces' | 'isByReference'> {
  const { parameters, resultAddress } = describeCall(signature, nativeSpace.target)
  const named = (name: string): Described['parameters'][number] | undefined =>
    parameters.find((parameter) => parameter.name === name)
  const value = named('value')
  const timeout = named('timeout')
  const isByReference = value?.how === 'reference'
  return {
    self: named('self')!.pieces[0]!.place,
    result: resultAddress,
    timeout: timeout && [placeOfByte(timeout, 0), placeOfByte(timeout, 8)],
    pieces: isByReference ? [{ ...value.pieces[0]!, size }] : (value?.pieces ?? []),
    isByReference,
  }
}

/** Where a byte of a parameter travels with which a word begins. */
function placeOfByte({ pieces }: Described['parameters'][number], byte: number): ArgumentPlace {
  const piece = pieces.find(({ offset, size }) => offset <= byte && byte < offset + size)!
  const { place, offset } = piece
  return place.kind === 'stack' ? { kind: 'stack', offset: place.offset + byte - offset } : place
}

function dropperOf(item: AnyType, size: number): (addresses: readonly number[]) => void {
  return (addresses) => {
    if (!movesValue(item)) return
    const errors: unknown[] = []
    for (const address of addresses) {
      const memory = nativeSpace.memoryAt(address, Math.max(1, size))
      try {
        dropValue(item, takeBytes(memory, address - memory.base!, size), 0)
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}

function refuseMachine(path: string): never {
  throw new MemoryError('this machine has no channels', {
    code: 'ABI-U029',
    rule: 'T-79',
    path,
    expected: 'Linux on x86-64 or AArch64, which lets machine code be mapped',
    found: `${process.platform} on ${process.arch}`,
    hint: 'let native code make the channel',
  })
}

function refuseRoom(capacity: number | undefined, size: number, path: string): never {
  throw new MemoryError('no room for another channel', {
    code: 'ABI-U028',
    rule: 'T-79',
    path,
    expected: 'fewer than 65536 channels, and memory for all values that may wait',
    found: capacity === undefined ? 'more' : `${capacity} values of ${size} bytes`,
  })
}
