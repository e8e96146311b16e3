import type { Address } from '../../layout/index.js'
import { setWord } from '../foreign-calls/call-slots.js'
import { assembleEntryPoints, machineFor } from '../foreign-calls/machine-code.js'
import { mapCode, mapMemory, pageSize } from '../foreign-calls/system.js'
import { unsafeViewAt } from '../memory.js'
import { channelCodeFor, type ArgumentPlace, type ChannelCode } from './channel-code.js'

/** Where the parts of an operation lie, in bytes. The machine code knows the same places. */
const operationByte = {
  action: 0,
  patience: 4,
  selfAt: 8,
  resultAt: 12,
  secondsAt: 16,
  nanosecondsAt: 20,
  reasonAt: 24,
  valueAt: 28,
  pieceCount: 32,
  byReference: 36,
  pieces: 40,
  operateAt: 88,
} as const

const pieceBytes = 12
const operationSize = 96

/** How many operations share their code: six for each type of values. */
const capacity = 60

const actions = { send: 0, receive: 1 } as const
const patiences = { none: 0, timeout: 1, endless: 2 } as const

/** What a function of a table does with a channel, and where its arguments and its result lie. */
export interface ChannelOperation {
  /** Whether it puts a value into the channel or takes one out. */
  readonly action: keyof typeof actions
  /** How long it waits. */
  readonly patience: keyof typeof patiences
  /** Where the channel is passed. */
  readonly self: ArgumentPlace
  /** Where the place of the result is passed; `undefined` for a result in registers. */
  readonly result: ArgumentPlace | undefined
  /** Where the seconds and the nanoseconds of the time are passed, for those who wait for some time. */
  readonly timeout: readonly [seconds: ArgumentPlace, nanoseconds: ArgumentPlace] | undefined
  /** Where the value that is sent is passed, up to four pieces. */
  readonly pieces: readonly {
    readonly offset: number
    readonly size: number
    readonly place: ArgumentPlace
  }[]
  /** Whether the only piece is an address, and the value lies there. */
  readonly isByReference: boolean
  /** Bytes from the start of the result to the byte that says why nothing was sent or received; 0 where nobody asks. */
  readonly reasonAt: number
  /** Bytes from the start of the result to a value that was received, or not sent. */
  readonly valueAt: number
}

/**
 * Some functions of tables of channels: their machine code, and behind it the operation that each of them is.
 *
 * @internal
 */
export class OperationBlock {
  readonly #view: DataView
  readonly #start: Address
  readonly #thunksAt: number
  readonly #thunkSize: number
  readonly #code: ChannelCode
  readonly #frameOffset: (place: ArgumentPlace) => number
  #used = 0

  /** @throws Error where there is no machine code for this machine, or the system refuses to have it. */
  constructor() {
    const channels = channelCodeFor(process.platform, process.arch)
    const machine = machineFor(process.platform, process.arch)
    if (channels === undefined || machine === undefined)
      throw new Error('there is no machine code for this machine')
    const entryPoints = { code: channels.code, completeThunk: machine.completeThunk }
    const page = pageSize()
    // The operations follow on a page of their own: their distance is known when the code has been made once.
    const { bytes } = assembleEntryPoints(entryPoints, capacity, 0, operationSize)
    const codeSize = Math.ceil(bytes.length / page) * page
    const code = assembleEntryPoints(entryPoints, capacity, codeSize, operationSize)
    this.#start = mapMemory(codeSize + capacity * operationSize)
    mapCode(this.#start, code.bytes)
    this.#view = new DataView(unsafeViewAt(this.#start + codeSize, capacity * operationSize))
    this.#thunksAt = code.thunksAt
    this.#thunkSize = code.thunkSize
    this.#code = channels.code
    this.#frameOffset = channels.frameOffset
  }

  /** Whether all functions are taken. */
  get isFull(): boolean {
    return this.#used === capacity
  }

  /** Where a function of the machine code lies that all channels share. */
  sharedFunction(name: Exclude<keyof ChannelCode, 'common' | 'thunk' | 'operate'>): Address {
    return (this.#start + this.#code[name]) as Address
  }

  /** Makes a function. */
  add(operation: ChannelOperation): Address {
    const index = this.#used++
    const at = index * operationSize
    const view = this.#view
    const set = (byte: number, value: number): void => view.setInt32(at + byte, value, true)
    const { self, result, timeout, pieces } = operation
    set(operationByte.action, actions[operation.action])
    set(operationByte.patience, patiences[operation.patience])
    set(operationByte.selfAt, this.#frameOffset(self))
    set(operationByte.resultAt, result === undefined ? 0 : this.#frameOffset(result))
    if (timeout !== undefined) {
      set(operationByte.secondsAt, this.#frameOffset(timeout[0]))
      set(operationByte.nanosecondsAt, this.#frameOffset(timeout[1]))
    }
    set(operationByte.reasonAt, operation.reasonAt)
    set(operationByte.valueAt, operation.valueAt)
    set(operationByte.pieceCount, pieces.length)
    set(operationByte.byReference, operation.isByReference ? 1 : 0)
    pieces.forEach(({ place, offset, size }, piece) => {
      const words = [this.#frameOffset(place), offset, size]
      words.forEach((word, part) => set(operationByte.pieces + piece * pieceBytes + 4 * part, word))
    })
    setWord(view, at + operationByte.operateAt, this.#start + this.#code.operate)
    return (this.#start + this.#thunksAt + index * this.#thunkSize) as Address
  }
}
