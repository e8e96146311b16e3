import type { Address } from '../../layout/index.js'
import { unsafeViewAt } from '../memory.js'
import { setWord } from './call-slots.js'
import { assembleEntryPoints, machineFor } from './machine-code.js'
import { mapCode, mapMemory, pageSize } from './system.js'
import { threadBlock } from './thread-block.js'
import { longestNotice, waitingNotice } from './waiting-notice.js'

/** Where the parts of an entry lie, in bytes. The machine code knows the same places. */
const entryByte = {
  direct: 0,
  block: 8,
  arrival: 16,
  thread: 24,
  stackBytes: 32,
  resultBytes: 36,
  timeout: 40,
  options: 44,
  madeAt: 48,
  inner: 56,
  notice: 64,
  noticeBytes: 72,
} as const

const entrySize = 80

const javascriptOnly = 1
const refusesWhenBusy = 2
const waitsForEnd = 4

/** How many entry points share their code. */
const capacity = 64

/** What an entry point does with calls from other threads than the one that it belongs to. */
export interface ForeignCallPolicy {
  /** Whether they break a rule, which is found out where rules are checked. */
  readonly isJavaScriptOnly: boolean
  /** Whether they are refused while the thread is in native code. */
  readonly refusesWhenBusy: boolean
  /** How long they wait for the thread, in milliseconds. */
  readonly timeout: number
  /**
   * Whether those that the thread has begun with are waited for, however long it stays in native code: it writes to memory
   * of the caller when it comes back. Where that takes as long as if it waited for the caller, the standard error says so.
   */
  readonly waitsForEnd?: boolean | undefined
}

/**
 * Some entry points that native code can call from any thread: their machine code, and behind it an entry of data for
 * each.
 *
 * @internal
 */
export class EntryBlock {
  /** Where the functions of the machine code lie. */
  readonly functions: { readonly replay: Address; readonly rouse: Address; readonly identify: Address }
  readonly #view: DataView
  readonly #entriesAt: Address
  readonly #thunksAt: number
  readonly #thunkSize: number
  readonly #arrival: number
  readonly #nested: number
  #used = 0

  /** @throws Error where there is no machine code for this machine, or the system refuses to have it. */
  constructor() {
    const machine = machineFor(process.platform, process.arch)
    if (machine === undefined) throw new Error('there is no machine code for this machine')
    const page = pageSize()
    // The entries follow on a page of their own: their distance is known when the code has been made once.
    const { bytes } = assembleEntryPoints(machine, capacity, 0, entrySize)
    const codeSize = Math.ceil(bytes.length / page) * page
    const code = assembleEntryPoints(machine, capacity, codeSize, entrySize)
    const dataSize = capacity * (entrySize + longestNotice)
    const start = mapMemory(codeSize + dataSize)
    mapCode(start, code.bytes)
    this.#entriesAt = (start + codeSize) as Address
    this.#view = new DataView(unsafeViewAt(this.#entriesAt, dataSize))
    this.#thunksAt = start + code.thunksAt
    this.#thunkSize = code.thunkSize
    this.#arrival = start + machine.code.arrive
    this.#nested = start + machine.code.nested
    const at = (offset: number): Address => (start + offset) as Address
    const { replay, rouse, identify } = machine.code
    this.functions = { replay: at(replay), rouse: at(rouse), identify: at(identify) }
  }

  /** Whether all entry points are taken. */
  get isFull(): boolean {
    return this.#used === capacity
  }

  /**
   * Makes an entry point.
   *
   * @param thread - What tells the thread whose calls are direct from all others.
   * @param direct - Where these calls lead.
   * @param depth - How many calls to native code are under way, none of which may make these calls.
   * @param bytes - What of a call lies in memory.
   */
  add(
    thread: number,
    direct: number,
    depth: number,
    bytes: { readonly stack: number; readonly result: number },
  ): EntryPoint {
    const index = this.#used++
    const offset = index * entrySize
    const view = this.#view
    const lead = (to: number, depth: number): void => {
      setWord(view, offset + entryByte.inner, to)
      view.setInt32(offset + entryByte.madeAt, depth, true)
      setWord(view, offset + entryByte.direct, depth === 0 ? to : this.#nested)
    }
    lead(direct, depth)
    setWord(view, offset + entryByte.block, threadBlock.address)
    setWord(view, offset + entryByte.arrival, this.#arrival)
    setWord(view, offset + entryByte.thread, thread)
    view.setUint32(offset + entryByte.stackBytes, bytes.stack, true)
    view.setUint32(offset + entryByte.resultBytes, bytes.result, true)
    return {
      address: (this.#thunksAt + index * this.#thunkSize) as Address,
      entry: (this.#entriesAt + offset) as Address,
      redirect: lead,
      setPolicy: (policy, path) => {
        const options =
          (policy.isJavaScriptOnly ? javascriptOnly : 0) |
          (policy.refusesWhenBusy ? refusesWhenBusy : 0) |
          (policy.waitsForEnd === true ? waitsForEnd : 0)
        view.setUint32(offset + entryByte.timeout, policy.timeout, true)
        if (policy.waitsForEnd === true) this.#setNotice(index, waitingNotice(path, policy.timeout))
        view.setUint32(offset + entryByte.options, options, true)
      },
    }
  }

  /** Other threads may read it at any time, so it stays in its place. */
  #setNotice(index: number, text: string): void {
    const noticeAt = capacity * entrySize + index * longestNotice
    const { buffer } = this.#view
    const { written } = new TextEncoder().encodeInto(text, new Uint8Array(buffer, noticeAt, longestNotice))
    const offset = index * entrySize
    setWord(this.#view, offset + entryByte.notice, this.#entriesAt + noticeAt)
    this.#view.setUint32(offset + entryByte.noticeBytes, written, true)
  }

  /** Makes all calls foreign ones from now on. */
  disownAll(): void {
    for (let index = 0; index < this.#used; index++) {
      setWord(this.#view, index * entrySize + entryByte.thread, 0)
    }
  }
}

/** An entry point that tells threads apart. */
export interface EntryPoint {
  /** What native code is given. */
  readonly address: Address
  /** Where the data of the entry point lie, which tell it from others. */
  readonly entry: Address
  /** Says where calls from its own thread lead from now on, and how many calls that are under way may not make them. */
  readonly redirect: (to: number, depth: number) => void
  /** Says what to do with calls from other threads, and for which function the entry point stands. */
  readonly setPolicy: (policy: ForeignCallPolicy, path: string) => void
}
