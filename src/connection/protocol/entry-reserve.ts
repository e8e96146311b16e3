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
import { entrySignature, messageSize, type MessageValue } from './message.js'

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
  /** What it reads a message from. */
  readonly read: (...values: unknown[]) => BigUint64Array
}

const reserve: Reserved[] = []

/** What becomes of calls from other threads, where nothing else is said: they wait for JavaScript, in milliseconds. */
export const usualPolicy: ForeignCallPolicy = {
  isJavaScriptOnly: false,
  refusesWhenBusy: false,
  timeout: 10_000,
}

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
  return { address: callback.address, callback, read: (message) => (message as MessageValue).run0 }
}

/** Copies a message, and says that somebody came to it. */
function readAt(message: unknown, flag: unknown): BigUint64Array {
  const { view: flags, base: flagsAt } = nativeSpace.memoryAt(flag as number, 8)
  flags.setUint32((flag as number) - flagsAt!, 1, true)
  const { view, base } = nativeSpace.memoryAt(message as number, messageSize)
  const start = view.byteOffset + (message as number) - base!
  return new BigUint64Array(view.buffer.slice(start, start + messageSize))
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
    try {
      target(read(...values))
    } catch (error) {
      // Nobody else can be told.
      holdBack(error)
    }
    return undefined
  }
  const allow = (policy: ForeignCallPolicy): void => callback.guard?.assign(path, policy)
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
