// A peer that stands between this side and an implementation: it sees every message, passes it on, or does something else.
import { functionAt } from '../../../src/ffi/index.js'
import type { Address } from '../../../src/layout/index.js'
import type { AnyTrait } from '../../../src/connection/index.js'
import { takeEntry } from '../../../src/connection/protocol/entry-reserve.js'
import { HostEntry } from '../../../src/connection/protocol/host-entry.js'
import { entrySignature, receiverSignature } from '../../../src/connection/protocol/message.js'
import { callNative } from '../../../src/connection/protocol/send-message.js'
import { NativeArena, native, array, u8, addressOf, safeRead } from 'abiding'

/** A message: its nine words. */
export type Message = BigUint64Array

/** What becomes of a message: nothing where it was dealt with. */
export type Intercept = (message: Message, passOn: () => void) => void

/** The entry of a peer that does what a test says. */
export function middle(trait: AnyTrait, implementation: object, intercept: Intercept): Address {
  const host = new HostEntry(trait, () => ({ implementation }))
  const behind = functionAt(host.address, entrySignature, 'behind')
  return takeEntry('middle', (message) =>
    intercept(message, () => callNative(behind, 'behind', { run0: message })),
  )
}

/** What sort of message it is. */
export function kindOf(message: Message): number {
  return Number(message[0]! & 0xffn)
}

/** The bytes of the arguments of a call, as hexadecimal digits. */
export function argumentsOf(message: Message): string {
  return Buffer.from(safeRead(Number(message[4]), Number(message[5]))).toString('hex')
}

/** Tells the receiver of a call what came of it. */
export function answer(
  message: Message,
  kind: number,
  hex: string,
  change: (outcome: DataView) => void = () => undefined,
): void {
  using arena = new NativeArena()
  const bytes = Buffer.from(hex, 'hex')
  const data = arena.allocate(array(u8, Math.max(1, bytes.length)), [...bytes, ...(bytes.length ? [] : [0])])
  const outcome = arena.allocate(array(u8, 24))
  const view = new DataView(new ArrayBuffer(24))
  view.setUint8(0, kind)
  view.setBigUint64(8, BigInt(addressOf(data)), true)
  view.setBigUint64(16, BigInt(bytes.length), true)
  change(view)
  const at = native.at(array(u8, 24), addressOf(outcome))
  new Uint8Array(view.buffer).forEach((byte, index) => at.set(index, byte))
  tell(message, addressOf(outcome))
}

/** Calls the receiver of a call with any address. */
export function tell(message: Message, outcome: number, token = message[6]!): void {
  const receiver = functionAt(Number(message[7]), receiverSignature, 'receiver')
  callNative(receiver, 'receiver', outcome, token)
}
