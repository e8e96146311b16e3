import { enterFrame, leaveFrame, sendFrame, type CallFrame } from '../protocol/call-frame.js'
import { readOutcome } from '../protocol/call-outcome.js'
import { messageWord } from '../protocol/message.js'
import { callStep, type CalledMethod } from './called-method.js'
import type { ConnectedMethod } from './generated-method.js'
import { peerObject, type PeerObject } from './peer-object.js'

/** What has an object of a peer. */
interface WithObject {
  readonly [peerObject]: PeerObject
}

/**
 * A method of a connection, without source text.
 *
 * @see Rule X-9 of the specification.
 *
 * @internal
 */
export function composeMethod(method: CalledMethod): ConnectedMethod {
  const { path, parameters } = method
  return function (...values) {
    if (values.length !== parameters.length) method.refuseCount(values.length)
    const object = (this as WithObject)[peerObject]
    object.uses.beginUse(path)
    let frame: CallFrame | undefined
    try {
      frame = enterFrame(path)
      prepareCall(frame, method, object, values)
      sendFrame(method.entry, frame, path)
      return resultOf(frame, method)
    } finally {
      if (frame !== undefined) leaveFrame(frame)
      object.uses.endUse()
    }
  }
}

/**
 * Writes the arguments and the message of a call.
 *
 * @internal
 */
export function prepareCall(
  frame: CallFrame,
  method: CalledMethod,
  object: PeerObject,
  values: readonly unknown[],
): void {
  const { words, writer } = frame
  writer.u32(method.version)
  method.parameters.forEach((codec, index) => {
    try {
      codec.write(writer, values[index])
    } catch (error) {
      throw method.fail(frame, error, index)
    }
  })
  frame.address()
  words[messageWord.data] = object.dataLow
  words[messageWord.data + 1] = object.dataHigh
  words[messageWord.vtable] = object.vtableLow
  words[messageWord.vtable + 1] = object.vtableHigh
  words[messageWord.mask] = method.maskLow
  words[messageWord.mask + 1] = method.maskHigh
  words[messageWord.version] = method.version
  words[messageWord.method] = method.number
  frame.passage.settle()
}

/**
 * Reads what came of a call.
 *
 * @internal
 */
export function resultOf(frame: CallFrame, method: CalledMethod): unknown {
  const { path, result } = method
  const reader = readOutcome(frame, result === undefined, path)
  if (reader === undefined) return undefined
  try {
    reader.take(4)
    const value = method.read(reader)
    frame.passage.settle()
    return value
  } catch (error) {
    throw method.fail(frame, error, callStep.reading)
  }
}
