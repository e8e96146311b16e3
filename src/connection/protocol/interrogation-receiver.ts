import { holdBack } from '../../call/border.js'
import { registerCallback, type NativeSignature } from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { nativeSpace } from '../../memory/native-space.js'
import { longestDefinition } from '../wire/container.js'
import { definitionSignature, errorSignature } from './message.js'
import { isMapped, refuseMemory } from './peer-memory.js'
import { protocolError } from './protocol-error.js'

/** Bytes of a message of an error: where its text lies, and how long it is. */
const errorSize = 16

/** The longest text of an error that is read. */
const longestText = 2 ** 20

/** What waits for bytes of a peer. */
export class Interrogation {
  /** What the callback is given back. */
  readonly token: number
  /** How often the peer answered. */
  received = 0
  /** What it answered. */
  bytes: Uint8Array = new Uint8Array(0)
  /** What is wrong with the answer. */
  problem: unknown

  constructor() {
    this.token = next += 16
    waiting.set(this.token, this)
  }

  /** Ends it: later answers are refused. */
  end(): void {
    waiting.delete(this.token)
  }

  take(address: number, length: number, most: number): void {
    this.received += 1
    if (this.received > 1) return
    try {
      if (length > most) throw protocolError('answer', `at most ${most} bytes`, `${length}`)
      if (!isMapped(address, length)) refuseMemory(address, length)
      this.bytes = copyOf(address, length)
    } catch (problem) {
      this.problem = problem
    }
  }
}

const waiting = new Map<number, Interrogation>()
let next = 0x10000

function copyOf(address: number, length: number): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  const { view, base } = nativeSpace.memoryAt(address, length)
  return new Uint8Array(view.buffer, view.byteOffset + address - base!, length).slice()
}

function find(token: unknown): Interrogation {
  const found = waiting.get(token as number)
  if (found === undefined)
    throw protocolError('callback', 'the token of a question that is under way', String(token))
  return found
}

function takeDefinition(token: unknown, _version: unknown, address: unknown, length: unknown): void {
  find(token).take(address as number, length as number, longestDefinition)
}

function takeError(token: unknown, message: unknown): void {
  const interrogation = find(token)
  const at = message as number
  if (!isMapped(at, errorSize)) {
    interrogation.received += 1
    return
  }
  const { view, base } = nativeSpace.memoryAt(at, errorSize)
  const word = (offset: number): number => Number(view.getBigUint64(at - base! + offset, true))
  interrogation.take(word(0), word(8), longestText)
}

/** A callback that is made once, and throws nothing. */
function callbackOf(signature: NativeSignature, target: (...values: unknown[]) => void): () => Address {
  let address: Address | undefined
  return () => {
    if (address !== undefined) return address
    const path = target.name
    const callback = registerCallback(
      signature,
      (...values) => {
        try {
          target(...values)
        } catch (error) {
          holdBack(error)
        }
      },
      path,
    )
    callback.guard?.assign(path, { isJavaScriptOnly: false, refusesWhenBusy: false, timeout: 10_000 })
    return (address = callback.address)
  }
}

/**
 * The callback that takes definitions.
 *
 * @internal
 */
export const definitionCallback = callbackOf(definitionSignature, takeDefinition)

/**
 * The callback that is told why an object could not be made.
 *
 * @internal
 */
export const errorCallback = callbackOf(errorSignature, takeError)
