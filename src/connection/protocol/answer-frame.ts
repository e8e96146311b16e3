import { mostNested, refuseNesting } from '../../call/nesting.js'
import { allocateNative, unsafeViewAt } from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { WireWriter } from '../wire/wire-writer.js'
import { CallPassage } from './call-passage.js'
import { outcomeKind, receiverSignature } from './message.js'
import { callPeer } from './peer-callback.js'

/** Bytes of an outcome, and of the memory in which it lies with a short result. */
const outcomeSize = 24
const roomAt = 32
const frameSize = 8192

const encoder = new TextEncoder()

/**
 * What the answer to a call of a peer needs: room for the outcome and the result.
 *
 * @see Rule X-5 of the specification.
 *
 * @internal
 */
export class AnswerFrame {
  /** Writes the result. */
  readonly writer = new WireWriter(0)
  /** What the arguments and the result may need. */
  readonly passage = new CallPassage()
  readonly #address: Address
  readonly #view: DataView
  readonly #room: Uint8Array
  readonly #roomView: DataView

  constructor() {
    this.#address = allocateNative(frameSize)
    const buffer = unsafeViewAt(this.#address, frameSize)
    this.#view = new DataView(buffer, 0, outcomeSize)
    this.#room = new Uint8Array(buffer, roomAt)
    this.#roomView = new DataView(buffer, roomAt)
    this.writer.passage = this.passage
  }

  /** Begins an answer, or begins it anew. */
  begin(): void {
    const { writer } = this
    writer.clear()
    if (writer.bytes === this.#room) return
    writer.bytes = this.#room
    writer.view = this.#roomView
  }

  /** Replaces what was written by a text. */
  say(text: string): void {
    this.begin()
    this.writer.raw(encoder.encode(text))
  }

  /**
   * Tells the peer what came of its call.
   *
   * @param kind - A number of {@link outcomeKind}.
   * @param receiver - The callback of the peer.
   * @param token - What it is given back.
   */
  send(kind: number, receiver: number, token: number | bigint): void {
    const { bytes, length } = this.writer
    const at = bytes === this.#room ? this.#address + roomAt : this.passage.lend(bytes.subarray(0, length))
    this.#view.setUint8(0, kind)
    this.#view.setBigUint64(8, BigInt(at), true)
    this.#view.setBigUint64(16, BigInt(length), true)
    const path = kind === outcomeKind.success ? 'receiver' : 'receiver of an error'
    callPeer(receiver, receiverSignature, path, this.#address, token)
  }
}

const frames: AnswerFrame[] = []
let depth = 0

/**
 * The frame for an answer. It is given back by {@link leaveAnswer}, the innermost first.
 *
 * @internal
 */
export function enterAnswer(path: string): AnswerFrame {
  if (depth >= mostNested) refuseNesting(path)
  const frame = (frames[depth] ??= new AnswerFrame())
  depth += 1
  frame.begin()
  return frame
}

/**
 * Gives the innermost frame back.
 *
 * @internal
 */
export function leaveAnswer(frame: AnswerFrame): void {
  depth -= 1
  frame.passage.end()
}
