import { MemoryError } from '../errors/index.js'
import { dropValue } from '../layout/drop-value.js'
import type { AnyType, MemoryLocation } from '../layout/index.js'
import { durationFromMilliseconds, type Result } from '../plain-types/index.js'
import { recordMoves } from '../ownership/moves.js'
import { boundTable } from '../vtable/bound-table.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { passed, rawOf, type RawValue } from '../vtable/raw-value.js'
import { addressOfTable } from '../vtable/table-pointer.js'
import { BoxVTable } from '../vtable/tables/box-vtable.js'
import { channelVTable } from '../vtable/tables/channel-vtable.js'
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
  protected abstract readonly $end: 'sender' | 'receiver'

  constructor(
    type: ChannelType,
    words: readonly number[],
    isOwner: boolean,
    location: MemoryLocation | undefined,
  ) {
    const [data, box, table] = words as [number, number, number]
    const functions = boundTable<ChannelFunctions>(channelVTable(type.item), table)
    const release = isOwner ? releaseOf(boundTable<BoxFunctions>(BoxVTable, box), data) : undefined
    super('channel', data, release, location)
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

  clone(): ChannelAccessor {
    return this.$using('clone', () => {
      const { data, vtable } = this.#shared(`clone_${this.$end}`) as { data: number; vtable: object }
      return this.#like([data, addressOfTable(vtable), this.#tables[1]])
    })
  }

  get length(): number {
    return this.$using('length', () => this.#shared(`${this.$end}_len`)) as number
  }

  get capacity(): number {
    return (this.$using('capacity', () => this.#shared(`${this.$end}_capacity`)) ?? Infinity) as number
  }

  get isEmpty(): boolean {
    return this.$using('isEmpty', () => this.#shared(`${this.$end}_is_empty`)) as boolean
  }

  get isFull(): boolean {
    return this.$using('isFull', () => this.#shared(`${this.$end}_is_full`)) as boolean
  }

  #shared(name: string): unknown {
    return (this.$functions[name] as Shared)(this.$data)
  }

  /** Says that the end is in use meanwhile. */
  protected $using<Gives>(name: string, use: (path: string) => Gives): Gives {
    const path = `${this.$type.name}.${name}`
    this.$use.beginUse(path)
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
  protected readonly $end = 'sender'

  send(value: unknown): void {
    this.#moving('send', value, (raw, path) => {
      const sent = this.$functions.send(this.$data, ...passed(this.$type.item, raw))
      if (sent.isOk) return
      dropValue(this.$type.item, sent.err, 0)
      refuseDisconnected(path)
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
  protected readonly $end = 'receiver'

  receive(): unknown {
    return this.$using('receive', (path) => {
      const got = this.$functions.recv(this.$data)
      return got.isOk ? takeRaw(this.$type.item, got.ok) : refuseDisconnected(path)
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

  *[Symbol.iterator](): Generator<unknown, undefined> {
    for (;;) {
      const got = this.$using('next', () => this.$functions.recv(this.$data))
      if (!got.isOk) return undefined
      yield takeRaw(this.$type.item, got.ok)
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined> {
    const timeout = durationFromMilliseconds(patience)
    const path = `${this.$type.name}.next`
    for (;;) {
      this.$use.beginUse(path)
      let got: Result<RawValue, 'Timeout' | 'Disconnected'>
      try {
        got = await this.$functions.recv_timeout.async(this.$data, timeout)
      } finally {
        this.$use.endUse()
      }
      if (got.isOk) yield takeRaw(this.$type.item, got.ok)
      else if (got.err === 'Disconnected') return undefined
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

/** Made where `this` is not in sight, so that it cannot keep the end alive. */
function releaseOf({ destructor }: BoxFunctions, data: number): () => void {
  return () => destructor(data, 'Yes', 'Yes')
}
