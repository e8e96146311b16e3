// Crates of this folder as libraries: their plugins, their hosts, and what they count and record.
import {
  addressOf,
  array,
  bindFunction,
  bool,
  bytesOf,
  fn,
  isize,
  NativeArena,
  pointer,
  u32,
  u8,
  usize,
  type Address,
  type AnyType,
  type BoundFunction,
  type FunctionType,
} from 'abiding'
import { openLibrary, type Library } from '../../../src/ffi/index.js'
import { buildCrate } from '../../support/cargo-crate.js'

const room = 2 ** 16
const roomOf = (arena: NativeArena) => arena.allocate(array(u8, room))
type Room = ReturnType<typeof roomOf>
const Bytes = pointer(u8)
const OpenType = fn([{ entry: usize }, { out: Bytes }, { capacity: usize }], isize)
const LoadType = fn([{ path: Bytes }, { length: usize }, { out: Bytes }, { capacity: usize }], isize)
const ByRefType = fn([{ host: usize }, { name: Bytes }, { length: usize }, { argument: usize }], bool)
const CloseType = fn([{ host: usize }])
const NumberedCallType = fn(
  [
    ...[{ host: usize }, { method: u32 }, { data: Bytes }, { length: usize }],
    ...[{ out: Bytes }, { capacity: usize }],
  ] as const,
  isize,
)
const NamedCallType = fn(
  [
    ...[{ host: usize }, { name: Bytes }, { nameLength: usize }, { data: Bytes }, { length: usize }],
    ...[{ out: Bytes }, { capacity: usize }],
  ] as const,
  isize,
)

/** What a host in Rust gives: the bytes of a result, or the text of its error or panic. */
export type RustAnswer = { readonly bytes: Uint8Array } | { readonly failure: string }

/** A connection that Rust made. */
export interface RustConnection {
  /** Calls a method, by its number or its name, with its arguments as bytes. */
  call(method: number | string, ...data: readonly Uint8Array[]): RustAnswer
  /** Calls a method, by its number, on another thread than that of JavaScript. */
  callOffThread(method: number, ...data: readonly Uint8Array[]): Promise<RustAnswer>
  /** Whether an argument is passed by pointer. */
  isPassableByRef(method: string, argument: number): boolean
  close(): void
}

/** A library of a crate. */
export class RustPeer {
  readonly path: string
  readonly #library: Library
  readonly #arena = new NativeArena()
  readonly #data = roomOf(this.#arena)
  readonly #name = roomOf(this.#arena)
  readonly #out = roomOf(this.#arena)

  /** @param crate - Its folder beside this file. */
  constructor(crate: string) {
    this.path = buildCrate(`savefile/${crate}`)
    this.#library = openLibrary(this.path)
  }

  /** The address of what the library exports. */
  symbol(name: string): Address {
    const address = this.#library.symbol(name)
    if (address === undefined) throw new Error(`${this.path} exports no ${name}`)
    return address
  }

  /** The entry of a plugin. */
  entry(trait: string): Address {
    return this.symbol(`abi_entry_${trait}`)
  }

  /** How many objects of the library live. */
  get liveObjects(): number {
    return this.#bind('live_objects', fn({}, isize))()
  }

  /** An entry that records what passes to another one, which is the peer of this number from now on. */
  recordedEntry(number: number, target: Address): Address {
    const type = fn([{ number: usize }, { target: usize }], usize)
    return this.#bind('recorded_entry', type)(number, target) as Address
  }

  /** What recording entries saw since the last time, line by line. */
  takeRecord(): string[] {
    const take = this.#bind('take_record', fn([{ out: Bytes }, { capacity: usize }], isize))
    const { bytes } = this.#answer(take(addressOf(this.#out), room)) as { readonly bytes: Uint8Array }
    return new TextDecoder().decode(bytes).split('\n').slice(0, -1)
  }

  /**
   * Lets Rust connect to an entry, or to a plugin by its path.
   *
   * @param prefix - What the names of the functions for the trait begin with.
   * @throws Error with the text of Rust's error.
   */
  connect(prefix: string, peer: Address | string): RustConnection {
    const count =
      typeof peer === 'string'
        ? this.#bind(`${prefix}_load`, LoadType)(...this.#fill(this.#data, peer), addressOf(this.#out), room)
        : this.#bind(`${prefix}_open`, OpenType)(peer, addressOf(this.#out), room)
    const opened = this.#answer(count)
    if ('failure' in opened) throw new Error(opened.failure)
    const host = Number(new DataView(opened.bytes.buffer).getBigUint64(0, true))
    return {
      call: (method, ...data) => this.#call(prefix, host, method, Buffer.concat(data)),
      callOffThread: async (method, ...data) => {
        const passed = this.#fill(this.#data, Buffer.concat(data))
        const call = this.#bind(`${prefix}_call`, NumberedCallType)
        return this.#answer(await call.async(host, method, ...passed, addressOf(this.#out), room))
      },
      isPassableByRef: (method, argument) =>
        this.#bind(`${prefix}_by_ref`, ByRefType)(host, ...this.#fill(this.#name, method), argument),
      close: () => {
        this.#bind(`${prefix}_close`, CloseType)(host)
      },
    }
  }

  #call(prefix: string, host: number, method: number | string, data: Uint8Array): RustAnswer {
    const passed = this.#fill(this.#data, data)
    const answered = [addressOf(this.#out), room] as const
    if (typeof method === 'number') {
      return this.#answer(
        this.#bind(`${prefix}_call`, NumberedCallType)(host, method, ...passed, ...answered),
      )
    }
    const name = this.#fill(this.#name, method)
    return this.#answer(this.#bind(`${prefix}_call`, NamedCallType)(host, ...name, ...passed, ...answered))
  }

  #answer(count: number): RustAnswer {
    const bytes = bytesOf(this.#out).slice(0, count < 0 ? -1 - count : count)
    return count < 0 ? { failure: new TextDecoder().decode(bytes) } : { bytes }
  }

  #fill(memory: Room, data: Uint8Array | string): [address: Address, length: number] {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    bytesOf(memory).set(bytes)
    return [addressOf(memory), bytes.length]
  }

  readonly #bound = new Map<string, unknown>()

  #bind<P, R extends AnyType>(symbol: string, type: FunctionType<P, R>) {
    let bound = this.#bound.get(symbol)
    if (bound === undefined) {
      bound = bindFunction(this.symbol(symbol), type, symbol)
      this.#bound.set(symbol, bound)
    }
    return bound as BoundFunction<P, R>
  }
}
