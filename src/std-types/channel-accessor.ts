import { MemoryError } from '../errors/index.js'
import { dropValue } from '../layout/drop-value.js'
import type { ChannelSide } from '../ffi/index.js'
import type { AnyType, Memory, MemoryLocation } from '../layout/index.js'
import { durationFromMilliseconds, type Result } from '../plain-types/index.js'
import { recordMove, recordMoves } from '../ownership/moves.js'
import { boundTable } from '../vtable/bound-table.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { passed, rawOf, type RawValue } from '../vtable/raw-value.js'
import { addressOfTable } from '../vtable/table-pointer.js'
import { BoxVTable } from '../vtable/tables/box-vtable.js'
import { channelVTable } from '../vtable/tables/channel-vtable.js'
import { hostEndOf, type HostEnd } from './host-channel.js'
import { takeRaw } from './take-raw.js'

/** A type whose values are ends of channels. */
export interface ChannelType extends AnyType {
  /** The type of what is sent. */
  readonly item: AnyType
}

interface BoxFunctions {
  readonly destructor: (data: number, callReferentDrop: 'Yes', deallocate: 'Yes') => void
}

type Unsent = { readonly tag: 'Full' | 'Timeout' | 'Disconnected'; readonly value: RawValue }
type Timed<Gives> = ((end: number, timeout: object) => Gives) & {
  readonly async: (end: number, timeout: object) => Promise<Gives>
}

interface ChannelFunctions {
  readonly send: (end: number, ...value: readonly RawValue[]) => Result<undefined, RawValue>
  readonly try_send: (end: number, ...value: readonly RawValue[]) => Result<undefined, Unsent>
  readonly send_timeout: (end: number, ...valueAndTimeout: readonly unknown[]) => Result<undefined, Unsent>
  readonly recv: (end: number) => Result<RawValue, undefined>
  readonly try_recv: (end: number) => Result<RawValue, 'Empty' | 'Disconnected'>
  readonly recv_timeout: Timed<Result<RawValue, 'Timeout' | 'Disconnected'>>
  readonly [shared: string]: unknown
}

type Shared = (end: number) => unknown

/** How long a receiver waits at a time, in milliseconds, before it looks whether it is still wanted. */
const patience = 50

/**
 * The accessor of an end of a channel.
 *
 * @see Rules T-74 to T-76 of the specification.
 *
 * @internal
 */
export abstract class ChannelAccessor extends OwningAccessor {
  declare readonly $type: ChannelType
  readonly #tables: readonly [number, number]
  protected readonly $functions: ChannelFunctions
  readonly #end: ChannelSide
  /** What is known of it where it is an end of a channel of this side, and is owned. */
  protected readonly $host: HostEnd | undefined
  #wasLent = false

  constructor(
    end: ChannelSide,
    type: ChannelType,
    words: readonly number[],
    isOwner: boolean,
    location: MemoryLocation | undefined,
  ) {
    const [data, box, table] = words as [number, number, number]
    const functions = boundTable<ChannelFunctions>(channelVTable(type.item), table)
    const boxFunctions = isOwner ? boundTable<BoxFunctions>(BoxVTable, box) : undefined
    const host = isOwner ? hostEndOf(data, end, table) : undefined
    super('channel', data, boxFunctions && releaseOf(boxFunctions, data, host), location)
    this.#end = end
    this.$host = host
    this.#tables = [box, table]
    this.$functions = functions
  }

  $words(): readonly number[] {
    return [this.$data, ...this.#tables]
  }

  $asOwner(): ChannelAccessor {
    return this.#like(this.$words())
  }

  #like(words: readonly number[]): ChannelAccessor {
    return new (this.constructor as ChannelClass)(this.$type, words, true, undefined)
  }

  override $moveOut(where: string): void {
    super.$moveOut(where)
    const { $host } = this
    if ($host === undefined) return
    $host.share()
    recordMove({ giveBack: () => $host.unshare() })
  }

  /** Whoever gets its address may use the end from then on. */
  override get $memory(): Memory {
    const memory = super.$memory
    if (!this.#wasLent) this.$host?.share()
    this.#wasLent = true
    return memory
  }

  clone(): ChannelAccessor {
    return this.$using('clone', () => {
      const { data, vtable } = this.#shared(`clone_${this.#end}`) as { data: number; vtable: object }
      return this.#like([data, addressOfTable(vtable), this.#tables[1]])
    })
  }

  get length(): number {
    return this.$using('length', () => this.#shared(`${this.#end}_len`)) as number
  }

  get capacity(): number {
    return (this.$using('capacity', () => this.#shared(`${this.#end}_capacity`)) ?? Infinity) as number
  }

  get isEmpty(): boolean {
    return this.$using('isEmpty', () => this.#shared(`${this.#end}_is_empty`)) as boolean
  }

  get isFull(): boolean {
    return this.$using('isFull', () => this.#shared(`${this.#end}_is_full`)) as boolean
  }

  #shared(name: string): unknown {
    return (this.$functions[name] as Shared)(this.$data)
  }

  /** Refuses to go on where the other end is gone, or where nobody could have ended the waiting. */
  protected $refuse(path: string): never {
    if (this.$host?.takeStuck() === true) refuseStuck(path, this.#end)
    refuseDisconnected(path)
  }

  /** Says that the end is in use meanwhile. */
  protected $using<Gives>(name: string, use: (path: string) => Gives): Gives {
    const path = `${this.$type.name}.${name}`
    this.$use.beginUse(path)
    // What another call left is not about this one.
    this.$host?.takeStuck()
    try {
      return use(path)
    } finally {
      this.$use.endUse()
    }
  }
}

type ChannelClass = new (
  type: ChannelType,
  words: readonly number[],
  isOwner: boolean,
  location: MemoryLocation | undefined,
) => ChannelAccessor

/** The end that sends. @internal */
export class SenderAccessor extends ChannelAccessor {
  constructor(...parts: ConstructorParameters<ChannelClass>) {
    super('sender', ...parts)
  }

  send(value: unknown): void {
    this.#moving('send', value, (raw, path) => {
      const sent = this.$functions.send(this.$data, ...passed(this.$type.item, raw))
      if (sent.isOk) return
      dropValue(this.$type.item, sent.err, 0)
      this.$refuse(path)
    })
  }

  trySend(value: unknown): unknown {
    return this.#moving('trySend', value, (raw) =>
      this.#unsent(this.$functions.try_send(this.$data, ...passed(this.$type.item, raw))),
    )
  }

  trySendFor(value: unknown, milliseconds: number): unknown {
    const timeout = durationFromMilliseconds(milliseconds)
    return this.#moving('trySendFor', value, (raw) =>
      this.#unsent(this.$functions.send_timeout(this.$data, ...passed(this.$type.item, raw), timeout)),
    )
  }

  #unsent(sent: Result<undefined, Unsent>): unknown {
    if (sent.isOk) return undefined
    return { reason: sent.err.tag, value: takeRaw(this.$type.item, sent.err.value) }
  }

  #moving<Gives>(name: string, value: unknown, send: (raw: RawValue, path: string) => Gives): Gives {
    return this.$using(name, (path) => {
      const record = recordMoves()
      try {
        const raw = rawOf(this.$type.item, value, `${path} → param value`)
        record.commit()
        return send(raw, path)
      } finally {
        record.undo()
      }
    })
  }
}

/** The end that receives. @internal */
export class ReceiverAccessor extends ChannelAccessor {
  constructor(...parts: ConstructorParameters<ChannelClass>) {
    super('receiver', ...parts)
  }

  receive(): unknown {
    return this.$using('receive', (path) => {
      const got = this.$functions.recv(this.$data)
      return got.isOk ? takeRaw(this.$type.item, got.ok) : this.$refuse(path)
    })
  }

  tryReceive(): unknown {
    return this.$using('tryReceive', (path) => this.#got(this.$functions.try_recv(this.$data), path))
  }

  tryReceiveFor(milliseconds: number): unknown {
    const timeout = durationFromMilliseconds(milliseconds)
    return this.$using('tryReceiveFor', (path) =>
      this.#got(this.$functions.recv_timeout(this.$data, timeout), path),
    )
  }

  async receiveAsync(): Promise<unknown> {
    const path = `${this.$type.name}.receiveAsync`
    const got = await this.#next(path)
    return got.isOk ? takeRaw(this.$type.item, got.ok) : refuseDisconnected(path)
  }

  *[Symbol.iterator](): Generator<unknown, undefined> {
    for (;;) {
      const got = this.$using('next', (path) => {
        const next = this.$functions.recv(this.$data)
        if (!next.isOk && this.$host?.takeStuck() === true) refuseStuck(path, 'receiver')
        return next
      })
      if (!got.isOk) return undefined
      yield takeRaw(this.$type.item, got.ok)
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined> {
    for (;;) {
      const got = await this.#next(`${this.$type.name}.next`)
      if (!got.isOk) return undefined
      yield takeRaw(this.$type.item, got.ok)
    }
  }

  /** Waits off the thread for a value, or for the end of all senders. */
  async #next(path: string): Promise<Result<RawValue, 'Timeout' | 'Disconnected'>> {
    const timeout = durationFromMilliseconds(patience)
    for (;;) {
      this.$use.beginUse(path)
      // Another thread receives meanwhile.
      this.$host?.share()
      try {
        const got = await this.$functions.recv_timeout.async(this.$data, timeout)
        if (got.isOk || got.err === 'Disconnected') return got
      } finally {
        this.$host?.unshare()
        this.$use.endUse()
      }
    }
  }

  #got(got: Result<RawValue, string>, path: string): { readonly value: unknown } | undefined {
    if (got.isOk) return { value: takeRaw(this.$type.item, got.ok) }
    return got.err === 'Disconnected' ? refuseDisconnected(path) : undefined
  }
}

function refuseDisconnected(path: string): never {
  throw new MemoryError('the other end of the channel is gone', {
    code: 'ABI-U023',
    rule: 'T-75',
    path,
    expected: 'a channel with both ends',
    found: 'one whose other end was dropped',
  })
}

function refuseStuck(path: string, end: ChannelSide): never {
  const other = end === 'sender' ? 'receivers' : 'senders'
  throw new MemoryError('a wait that nobody could end', {
    code: 'ABI-U027',
    rule: 'T-82',
    path,
    expected: end === 'sender' ? 'room in the channel' : 'a value in the channel',
    found: `a channel all of whose ${other} are held by the thread that would wait`,
    hint: end === 'sender' ? 'use trySend()' : 'use tryReceive(), receiveAsync() or for await',
  })
}

/** Made where `this` is not in sight, so that it cannot keep the end alive. */
function releaseOf({ destructor }: BoxFunctions, data: number, host: HostEnd | undefined): () => void {
  return () => {
    host?.share()
    destructor(data, 'Yes', 'Yes')
    host?.sweep()
  }
}
