import { holdBack } from '../../call/border.js'
import { mostNested, refuseNesting } from '../../call/nesting.js'
import {
  allocateNative,
  cellByte,
  makeMessageBorder,
  registerCallback,
  unsafeViewAt,
  type MessageBorder,
  type NativeFunction,
} from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { nativeSpace } from '../../memory/native-space.js'
import { toError } from '../wire/wire-problem.js'
import { WireReader } from '../wire/wire-reader.js'
import { WireWriter } from '../wire/wire-writer.js'
import { CallPassage } from './call-passage.js'
import {
  messageSize,
  messageWord,
  outcomeKind,
  receiverSignature,
  request,
  type MessageValue,
} from './message.js'
import { isMapped, peerBytes, refuseMemory } from './peer-memory.js'
import { protocolError } from './protocol-error.js'
import { sendMessage, sendPair } from './send-message.js'

/** Results of up to so many bytes have a reader that is there. */
const shortResult = 256

/** Bytes of the outcome of a call: what sort it is, and where its bytes lie. */
const outcomeSize = 24

/** Tokens of frames without a cell are no addresses: the lowest that one could be, and the distance of two. */
const firstToken = 0x10000
const tokenStep = 16

/** Where the parts of a frame lie that come back, in words of 4 bytes. */
const word = {
  stackTop: cellByte.stackTop / 4,
  count: cellByte.count / 4,
  kind: cellByte.kind / 4,
  length: cellByte.length / 4,
} as const

const roomSize = cellByte.arguments - cellByte.room
const argumentSize = cellByte.end - cellByte.arguments

const frames = new Map<number, CallFrame>()

/**
 * What a call to a peer needs: its message, room for arguments and results, and what came of it. Calls that are under way
 * at once, within each other or on other threads, have one each.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class CallFrame {
  /** The message in words of 4 bytes. */
  readonly words: Uint32Array
  /** The message as the FFI passes it. */
  readonly message: MessageValue
  /** Where machine code finds all of this; 0 where there is none. */
  readonly cell: number
  /** Writes the arguments. */
  readonly writer = new WireWriter(0)
  /** What the arguments and the result may need. */
  readonly passage = new CallPassage()
  /** What an implementation of this side threw last in the course of the call. */
  thrown: unknown
  readonly #state: Uint32Array
  readonly #room: Uint8Array
  readonly #arguments: Uint8Array
  readonly #argumentsView: DataView
  readonly #argumentsAt: Address
  readonly #readers: (WireReader | undefined)[] = []
  #isOpen = false
  #long: Uint8Array | undefined
  #problem: unknown

  constructor() {
    const { address, bytes, isCell } = takeMemory()
    this.cell = isCell ? address : 0
    this.#state = new Uint32Array(bytes, 0, cellByte.message / 4)
    const message = new BigUint64Array(bytes, cellByte.message, messageSize / 8)
    this.words = new Uint32Array(bytes, cellByte.message, messageSize / 4)
    this.message = { run0: message }
    this.#room = new Uint8Array(bytes, cellByte.room, roomSize)
    this.#arguments = new Uint8Array(bytes, cellByte.arguments, argumentSize)
    this.#argumentsView = new DataView(bytes, cellByte.arguments, argumentSize)
    this.#argumentsAt = (address + cellByte.arguments) as Address
    this.words[messageWord.request] = request.call
    const token = isCell ? address : firstToken + tokenStep * frames.size
    this.#point(messageWord.receiver, (isCell ? messageBorder()!.receiver : undefined) ?? receiverAddress())
    this.#point(messageWord.token, token)
    this.writer.passage = this.passage
    frames.set(token, this)
  }

  /** Begins a call: no arguments were written yet, nothing came back. */
  begin(): void {
    const { writer } = this
    writer.clear()
    if (writer.bytes !== this.#arguments) {
      writer.bytes = this.#arguments
      writer.view = this.#argumentsView
    }
    this.#isOpen = true
    this.#state[word.count] = 0
  }

  /** Says where the arguments lie. */
  address(): void {
    const { bytes, length } = this.writer
    const isHere = bytes === this.#arguments
    this.#point(
      messageWord.arguments,
      isHere ? this.#argumentsAt : this.passage.lend(bytes.subarray(0, length)),
    )
    this.words[messageWord.argumentsLength] = length
  }

  /** Ends a call. */
  end(): void {
    this.#isOpen = false
    // What comes from now on is left to the receiver in JavaScript.
    this.#state[word.stackTop] = 0
    this.#state[word.stackTop + 1] = 0
    this.#long = undefined
    this.#problem = undefined
    this.thrown = undefined
    this.passage.end()
  }

  /** How often the peer said what came of the call. */
  get received(): number {
    return this.#state[word.count]!
  }

  /**
   * What came of the call: a number of {@link outcomeKind}.
   *
   * @throws CallError `ABI-J003` where the peer does not keep to the protocol.
   */
  outcome(path: string): number {
    const { received } = this
    if (received !== 1) {
      const found = received === 0 ? 'none' : `${received} outcomes`
      throw protocolError(path, 'one outcome of the call', found)
    }
    if (this.#problem !== undefined) throw toError(`${path} → result`, this.#problem)
    const kind = this.#state[word.kind]!
    if (kind <= outcomeKind.refusal) return kind
    throw protocolError(path, 'an outcome of sort 0, 1 or 2', `sort ${kind}`)
  }

  /** Reads what came back. */
  reader(): WireReader {
    const length = this.#state[word.length]!
    if (this.#long !== undefined) return this.#passing(new WireReader(this.#long))
    if (length > shortResult) return this.#passing(new WireReader(this.#room.subarray(0, length)))
    const reader = (this.#readers[length] ??= this.#passing(new WireReader(this.#room.subarray(0, length))))
    reader.restart()
    return reader
  }

  /** Forgets the readers, one of which stopped in the midst of a value. */
  forgetReaders(): void {
    this.#readers.length = 0
  }

  #passing(reader: WireReader): WireReader {
    reader.passage = this.passage
    return reader
  }

  #point(at: number, address: number): void {
    this.words[at] = address
    this.words[at + 1] = Math.floor(address / 2 ** 32)
  }

  /** Takes what came of the call. The bytes are the peer's, and only there for now. */
  receive(outcome: number): void {
    if (!this.#isOpen)
      throw protocolError('receiver', 'an outcome of a call that is under way', 'one of none')
    this.#state[word.count]! += 1
    if (this.received > 1) return
    this.#problem = undefined
    this.#state[word.length] = 0
    try {
      this.#copy(outcome)
    } catch (problem) {
      this.#problem = problem
    }
  }

  #copy(outcome: number): void {
    if (!isMapped(outcome, outcomeSize)) refuseMemory(outcome, outcomeSize)
    const { view, base } = nativeSpace.memoryAt(outcome, outcomeSize)
    const at = outcome - base!
    this.#state[word.kind] = view.getUint8(at)
    const data = view.getUint32(at + 8, true) + view.getUint32(at + 12, true) * 2 ** 32
    const length = view.getUint32(at + 16, true) + view.getUint32(at + 20, true) * 2 ** 32
    const bytes = peerBytes(data, length)
    if (length > roomSize) this.#long = bytes.slice()
    else {
      this.#room.set(bytes)
      this.#state[word.length] = length
    }
  }
}

/** Memory for a frame: a cell for machine code, where there is one. */
function takeMemory(): { readonly address: Address; readonly bytes: ArrayBuffer; readonly isCell: boolean } {
  const cell = messageBorder()?.takeCell()
  if (cell !== undefined) return { ...cell, isCell: true }
  const address = allocateNative(cellByte.end)
  return { address, bytes: unsafeViewAt(address, cellByte.end), isCell: false }
}

let border: MessageBorder | false | undefined

/** How messages are sent without JavaScript in between, where that can be. */
function messageBorder(): MessageBorder | undefined {
  border ??= makeMessageBorder(receiverAddress()) ?? false
  return border === false ? undefined : border
}

/**
 * Sends the message of a frame.
 *
 * @param entry - The entry: its address, and the function as the FFI calls it.
 * @param frame - The frame.
 * @param path - What is called, for errors.
 *
 * @internal
 */
export function sendFrame(entry: EntryFunction, frame: CallFrame, path: string): void {
  if (frame.cell === 0) sendMessage(entry.send, path, frame.message)
  else sendPair(messageBorder()!.send, path, entry.address, frame.cell)
}

/** An entry, as messages are sent to it. */
export interface EntryFunction {
  /** Its address. */
  readonly address: Address
  /** The function: takes a message. */
  readonly send: NativeFunction
}

/**
 * What is to be called on another thread to send the message of a frame.
 *
 * @internal
 */
export function sendingOf(
  entry: EntryFunction,
  frame: CallFrame,
): readonly [native: NativeFunction, values: readonly unknown[]] {
  if (frame.cell === 0) return [entry.send, [frame.message]]
  return [messageBorder()!.send, [entry.address, frame.cell]]
}

let receiver: Address | undefined

/** The callback for all calls of this thread. */
function receiverAddress(): Address {
  if (receiver === undefined) {
    const path = 'receiver'
    const callback = registerCallback(receiverSignature, receiveOutcome, path)
    callback.guard?.assign(path, { isJavaScriptOnly: false, refusesWhenBusy: false, timeout: 10_000 })
    receiver = callback.address
  }
  return receiver
}

function receiveOutcome(outcome: unknown, token: unknown): undefined {
  try {
    const frame = frames.get(token as number)
    if (frame === undefined) throw protocolError('receiver', 'the token of a call', String(token))
    frame.receive(outcome as number)
  } catch (error) {
    holdBack(error)
  }
  return undefined
}

/** Frames of calls on this thread, the outermost first. */
const nested: CallFrame[] = []
let depth = 0

/** Frames of calls on other threads that are over. */
const resting: CallFrame[] = []

/**
 * The frame for a call on this thread. It is given back by {@link leaveFrame}, the innermost first.
 *
 * @throws CallError `ABI-C005` where calls are nested too deeply.
 *
 * @internal
 */
export function enterFrame(path: string): CallFrame {
  if (depth >= mostNested) refuseNesting(path)
  const frame = (nested[depth] ??= new CallFrame())
  depth += 1
  frame.begin()
  return frame
}

/**
 * Remembers what an implementation of this side threw at native code, for the call that is under way: of what the peer
 * makes of it, the text may be lost.
 *
 * @internal
 */
export function noteThrown(error: unknown): void {
  const frame = nested[depth - 1]
  if (frame !== undefined) frame.thrown = error
}

/**
 * Gives the innermost frame back.
 *
 * @internal
 */
export function leaveFrame(frame: CallFrame): void {
  depth -= 1
  frame.end()
}

/**
 * The frame for a call on another thread.
 *
 * @internal
 */
export function borrowFrame(): CallFrame {
  const frame = resting.pop() ?? new CallFrame()
  frame.passage.lent.copiesAll = true
  frame.begin()
  return frame
}

/**
 * Gives it back when the call is over.
 *
 * @internal
 */
export function returnFrame(frame: CallFrame): void {
  frame.end()
  resting.push(frame)
}
