import { callOffThread } from '../../ffi/index.js'
import { borrowFrame, returnFrame, sendingOf, type CallFrame } from '../protocol/call-frame.js'
import type { AnyTrait } from '../trait/trait.js'
import type { CalledMethod } from './called-method.js'
import { prepareCall, resultOf } from './composed-method.js'
import { OffThreadUse } from './off-thread-use.js'
import type { PeerObject } from './peer-object.js'

/**
 * Calls a method of a peer on another thread.
 *
 * @param trait - The trait of the object.
 * @param object - The object.
 * @param method - The method.
 * @param values - What it takes.
 * @returns A promise of the result. Everything up to the call itself happens at once.
 *
 * @see Rule X-18 of the specification.
 *
 * @internal
 */
export async function callAsync(
  trait: AnyTrait,
  object: PeerObject,
  method: CalledMethod,
  values: readonly unknown[],
): Promise<unknown> {
  if (values.length !== method.parameters.length) method.refuseCount(values.length)
  const use = OffThreadUse.begin(object, trait, method.name)
  try {
    const frame = borrowFrame()
    try {
      prepareCall(frame, method, object, values)
      await offThread(method, frame)
      return resultOf(frame, method)
    } finally {
      returnFrame(frame)
    }
  } finally {
    use.end()
  }
}

function offThread({ entry }: CalledMethod, frame: CallFrame): Promise<void> {
  return new Promise((resolve, reject) => {
    callOffThread(...sendingOf(entry, frame), (error) => {
      // The FFI has nothing to say that was not checked before.
      if (error === null || error === undefined) resolve()
      else reject(error instanceof Error ? error : new Error('the call could not be made'))
    })
  })
}
