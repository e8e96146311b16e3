import { functionAt } from '../../ffi/index.js'
import type { PackagedObject } from '../wire/passage.js'
import { entrySignature, messageSize, messageWord, request } from './message.js'
import { isCallback } from './peer-callback.js'
import { sendMessage } from './send-message.js'

/**
 * Drops an object of a peer that this side was given and does not connect to. One whose entry is no code is left alone:
 * nobody answers for it.
 *
 * @param object - The object.
 * @param path - What it is called in errors.
 * @throws What native code throws that is called.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function dropObject({ data, vtable, entry }: PackagedObject, path: string): void {
  if (!isCallback(entry)) return
  const words = new BigUint64Array(messageSize / 8)
  words[0] = BigInt(request.drop)
  words[messageWord.data / 2] = data
  words[messageWord.vtable / 2] = vtable
  sendMessage(functionAt(entry, entrySignature, path), path, { run0: words })
}
