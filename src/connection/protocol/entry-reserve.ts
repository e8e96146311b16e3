import { border, holdBack } from '../../call/border.js'
import {
  messageEntry,
  registerCallback,
  type Callback,
  type ForeignCallPolicy,
  type NativeSignature,
} from '../../ffi/index.js'
import type { Address } from '../../layout/index.js'
import { nativeSpace } from '../../memory/native-space.js'
import { entrySignature, messageSize, messageWord, request, type MessageValue } from './message.js'
import { isCallback } from './peer-callback.js'
import { sayAnswered, whileUnanswered } from './unanswered-message.js'

/** What answers messages. */
export type MessageTarget = (message: BigUint64Array) => void

/** An entry of this side. */
export interface HostFunction {
  /** Its address. */
  readonly address: Address
  /** Says what becomes of calls from other threads. */
  readonly allow: (policy: ForeignCallPolicy) => void
}

/**
 * How many entries are made ahead. One that is made while native code is under way cannot be called by that code, so the
 * first objects of a trait that a call gives away need entries that are there already.
 */
const reserveSize = 16

/** An entry that answers nothing yet. */
interface Reserved {
  readonly address: Address
  readonly callback: Callback
  /** Finds out what came. */
  readonly read: (...values: unknown[]) => Arrival
}

/** A message that came. */
interface Arrival {
  readonly message: BigUint64Array
  /** Where machine code wants to know whether the sender was told; 0 where there is no such code. */
  readonly flag: number
}

const reserve: Reserved[] = []

/** What becomes of calls from other threads, where nothing else is said: they wait for JavaScript, in milliseconds. */
export const usualPolicy: ForeignCallPolicy = {
  isJavaScriptOnly: false,
  refusesWhenBusy: false,
  timeout: 10_000,
}

/** What a call from another thread names is lent until it returns. */
const waitsForEnd = true

/** How machine code passes on a message: the address of it, and that of a flag. */
const addressSignature: NativeSignature = { parameters: ['address', 'address'], returns: 'void' }

/**
 * Makes entries ahead, unless native code is under way.
 *
 * @see Rule X-13 of the specification.
 *
 * @internal
 */
export function fillReserve(): void {
  while (border.depth === 0 && reserve.length < reserveSize) reserve.push(makeEntry())
}

let byAddress = true

function makeEntry(): Reserved {
  const path = 'entry of a trait'
  if (byAddress) {
    const callback = registerCallback(addressSignature, () => undefined, path)
    const address = messageEntry(callback.address)
    if (address !== undefined) return { address, callback, read: readAt }
    byAddress = false
  }
  const callback = registerCallback(entrySignature, () => undefined, path)
  const read = (message: unknown): Arrival => ({ message: (message as MessageValue).run0, flag: 0 })
  return { address: callback.address, callback, read }
}

/** Copies a message. */
function readAt(message: unknown, flag: unknown): Arrival {
  const { view, base } = nativeSpace.memoryAt(message as number, messageSize)
  const start = view.byteOffset + (message as number) - base!
  const copy = new BigUint64Array(view.buffer.slice(start, start + messageSize))
  return { message: copy, flag: flag as number }
}

/** The callbacks by which machine code can tell a sender that nothing came of its message, by the sort of the message. */
const callbackWords = new Map<number, number>([
  [request.call, messageWord.receiver / 2],
  [request.create, messageWord.errorCallback / 2],
])

/** Lets machine code tell the sender of a message that could not be answered, unless what it calls would be no code. */
function leaveToMachineCode(message: BigUint64Array): void {
  const word = callbackWords.get(Number(message[0]! & 0xffn))
  if (word !== undefined && !isCallback(Number(message[word]!))) sayAnswered()
}

/**
 * Takes an entry for good: peers remember what an entry stands for, so that it never stands for anything else.
 *
 * @param path - What it is called in errors.
 * @param target - What answers.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function takeHostFunction(path: string, target: MessageTarget): HostFunction {
  fillReserve()
  const { address, callback, read } = reserve.pop() ?? makeEntry()
  callback.target = (...values) => {
    const { message, flag } = read(...values)
    whileUnanswered(flag, () => {
      try {
        target(message)
        sayAnswered()
      } catch (error) {
        leaveToMachineCode(message)
        // Nobody else can be told why.
        holdBack(error)
      }
    })
    return undefined
  }
  const allow = (policy: ForeignCallPolicy): void => callback.guard?.assign(path, { ...policy, waitsForEnd })
  allow(usualPolicy)
  fillReserve()
  return { address, allow }
}

/**
 * The same, where calls from other threads wait for JavaScript as usual.
 *
 * @internal
 */
export function takeEntry(path: string, target: MessageTarget): Address {
  return takeHostFunction(path, target).address
}
