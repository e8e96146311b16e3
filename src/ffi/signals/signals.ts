import { isMainThread } from 'node:worker_threads'
import type { Address } from '../../layout/index.js'
import { Doorbell } from '../foreign-calls/doorbell.js'
import { mapCode, mapMemory, pageSize } from '../foreign-calls/system.js'
import { unsafeViewAt } from '../memory.js'
import { signalCodeFor } from './signal-code.js'

/** Where the words of a block lie, in bytes. The machine code knows the same places. */
const blockByte = {
  forward: 0,
  cells: 8,
  cellBytes: 16,
  doorbell: 20,
  closed: 24,
  rung: 28,
  ringing: 32,
} as const

const raised = 1
const released = 2

/** How many signals can be there at a time. Their memory takes room from the first time that it is touched. */
const most = 2 ** 16

/** Bytes of a cell, and in units of 4 bytes where its generation lies. */
const cellSize = 8
const generationWord = 1

/** What became of a signal since its listener was told last. */
export interface SignalNews {
  /** Whether somebody called it, once or more often. */
  readonly isRaised: boolean
  /** Whether its owner dropped it. Nothing is heard of it afterwards. */
  readonly isReleased: boolean
}

/** An object whose methods take nothing and give nothing, which native code of any thread can call and drop. */
export interface Signal {
  /** The first word of the object. */
  readonly data: bigint
  /** The second word of the object. */
  readonly vtable: bigint
  /** Tells the listener at once what it would learn in the event loop. */
  readonly look: () => void
}

/**
 * An entry for objects that are called and dropped with messages by value, of 72 bytes, which say what they want in their
 * first byte and for whom in the two words behind: 0 is a call, 4 a drop. These two it answers at once, on whichever thread and whatever JavaScript does, with
 * a flag that the event loop finds. All other messages it passes on.
 *
 * @internal
 */
export class SignalEntry {
  /** What native code is given. */
  readonly address: Address
  readonly #doorbell: Doorbell
  readonly #block: Int32Array
  readonly #cells: Int32Array
  readonly #cellsAt: Address
  readonly #listeners = new Map<number, (news: SignalNews) => void>()
  readonly #free: number[] = []
  #used = 0
  #holds = 0

  /**
   * @param forward - Where the other messages go: a function for the same messages.
   * @throws Error where there is no machine code for this machine, or the system refuses to have it.
   */
  constructor(forward: Address) {
    const machine = signalCodeFor(process.platform, process.arch)
    if (machine === undefined) throw new Error('there is no machine code for this machine')
    const page = pageSize()
    const code = new Uint8Array(Buffer.from(machine.code.bytes.join(''), 'hex'))
    machine.complete(new DataView(code.buffer), page)
    this.#cellsAt = mapMemory(most * cellSize)
    this.#cells = new Int32Array(unsafeViewAt(this.#cellsAt, most * cellSize))
    this.address = mapMemory(2 * page)
    mapCode(this.address, code)
    const blockAt = (this.address + page) as Address
    this.#block = new Int32Array(unsafeViewAt(blockAt, 64))
    this.#doorbell = new Doorbell(() => this.#answer())
    const view = new DataView(this.#block.buffer)
    view.setBigUint64(blockByte.forward, BigInt(forward), true)
    view.setBigUint64(blockByte.cells, BigInt(this.#cellsAt), true)
    view.setUint32(blockByte.cellBytes, most * cellSize, true)
    view.setInt32(blockByte.doorbell, this.#doorbell.descriptor, true)
    process.once('exit', () => this.#close())
  }

  /** How many signals were made and not dropped. */
  get live(): number {
    return this.#listeners.size
  }

  /**
   * Makes an object that belongs to whoever gets it.
   *
   * @param listener - Is told in the event loop when it was called or dropped.
   * @returns `undefined` where there are too many.
   */
  make(listener: (news: SignalNews) => void): Signal | undefined {
    const index = this.#free.pop() ?? (this.#used < most ? this.#used++ : undefined)
    if (index === undefined) return undefined
    const at = index * 2
    Atomics.store(this.#cells, at, 0)
    const generation = this.#cells[at + generationWord]!
    this.#listeners.set(index, listener)
    return {
      data: BigInt(this.#cellsAt + index * cellSize),
      vtable: BigInt(generation >>> 0),
      look: () => {
        if (this.#listeners.get(index) === listener) this.#tell(index, listener)
      },
    }
  }

  /** Keeps the process alive until as many calls of {@link SignalEntry.letGo}. */
  hold(): void {
    if (this.#holds++ === 0) this.#doorbell.ref()
  }

  /** Ends a {@link SignalEntry.hold}. */
  letGo(): void {
    if (--this.#holds === 0) this.#doorbell.unref()
  }

  #tell(index: number, listener: (news: SignalNews) => void): void {
    const flags = Atomics.exchange(this.#cells, index * 2, 0)
    if (flags === 0) return
    const isReleased = (flags & released) !== 0
    if (isReleased) {
      this.#cells[index * 2 + generationWord]! += 1
      this.#listeners.delete(index)
      this.#free.push(index)
    }
    listener({ isRaised: (flags & raised) !== 0, isReleased })
  }

  /** Runs in the event loop. */
  #answer(): void {
    // Who comes from now on rings again.
    Atomics.store(this.#block, blockByte.rung / 4, 0)
    for (const [index, listener] of this.#listeners) this.#tell(index, listener)
  }

  #close(): void {
    Atomics.store(this.#block, blockByte.closed / 4, 1)
    while (Atomics.load(this.#block, blockByte.ringing / 4) > 0);
    if (!isMainThread) this.#doorbell.close()
  }
}

/**
 * Makes an entry for signals.
 *
 * @param forward - Where messages go that are neither calls nor drops.
 * @returns `undefined` where the machine or the system has none.
 *
 * @internal
 */
export function signalEntry(forward: Address): SignalEntry | undefined {
  try {
    return new SignalEntry(forward)
  } catch {
    return undefined
  }
}
