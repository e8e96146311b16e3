import { CallError, PeerPanicError } from '../../errors/index.js'
import type { WireReader } from '../wire/wire-reader.js'
import type { CallFrame } from './call-frame.js'
import { outcomeKind } from './message.js'

/** The longest text of a panic that is told. */
const longestText = 2 ** 16

/**
 * What a peer gave back for a call.
 *
 * @param frame - The frame of the call.
 * @param isUnit - Whether the method gives nothing. Peers then say nothing, unless something went wrong.
 * @param path - What was called.
 * @returns A reader of the version and the result; `undefined` where there is none.
 * @throws PeerPanicError `ABI-J006` with what the peer says of its panic, CallError `ABI-J008` where it could not read
 * the call, `ABI-J003` where it does not keep to the protocol.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function readOutcome(frame: CallFrame, isUnit: boolean, path: string): WireReader | undefined {
  if (isUnit && frame.received === 0) return undefined
  const outcome = frame.outcome(path)
  if (outcome === outcomeKind.success) return isUnit ? undefined : frame.reader()
  const reader = frame.reader()
  const text = new TextDecoder().decode(reader.raw(Math.min(reader.left, longestText)))
  if (outcome === outcomeKind.panic) throw new PeerPanicError(text, path, frame.thrown)
  return refuseUnread(path, text)
}

/**
 * Says that a peer could not read a call.
 *
 * @param path - What was called.
 * @param text - What the peer says of it.
 * @param cause - What was thrown, where that is known.
 *
 * @see Rule X-6 of the specification.
 *
 * @internal
 */
export function refuseUnread(path: string, text: string, cause?: unknown): never {
  throw new CallError('a peer that could not read the call', {
    code: 'ABI-J008',
    rule: 'X-6',
    path,
    found: text,
    hint: 'the two sides were made of declarations that do not fit, or the arguments are more than the peer accepts',
    ...(cause === undefined ? {} : { cause }),
  })
}
