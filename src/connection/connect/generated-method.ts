import { compile } from '../../layout/accessor/code-generation.js'
import { enterFrame, leaveFrame, sendFrame } from '../protocol/call-frame.js'
import { readOutcome } from '../protocol/call-outcome.js'
import { messageWord } from '../protocol/message.js'
import { callStep, type CalledMethod } from './called-method.js'
import { peerObject } from './peer-object.js'

/** A method of a connection: `this` is the object. */
export type ConnectedMethod = (this: object, ...values: unknown[]) => unknown

/**
 * Writes a method of a connection as source text.
 *
 * @see Rule X-9 of the specification.
 *
 * @internal
 */
export function generateMethod(method: CalledMethod): ConnectedMethod {
  const { parameters, result } = method
  const scope: Record<string, unknown> = {
    $object: peerObject,
    $method: method,
    $path: method.path,
    $entry: method.entry,
    $enter: enterFrame,
    $leave: leaveFrame,
    $sendFrame: sendFrame,
    $readOutcome: readOutcome,
  }
  const names = parameters.map((_, index) => `a${index}`)
  const writes = parameters.map((codec, index) => {
    const { source } = codec
    const step = index === 0 ? '' : `step = ${index}`
    if (source === undefined) {
      scope[`$write${index}`] = codec.write
      return `${step}
        $write${index}(writer, a${index})`
    }
    Object.assign(scope, source.scope, { [`$refuse${index}`]: source.refuse })
    return `${step}
        if (!(${source.accepts(`a${index}`)})) $refuse${index}(a${index})
        { const at = writer.take(${source.size}); const view = writer.view; ${source.set(`a${index}`, 'at')} }`
  })
  return compile(
    `return function (${names.join(', ')}) {
      if (arguments.length !== ${names.length}) $method.refuseCount(arguments.length)
      const object = this[$object]
      object.uses.beginUse($path)
      let step = 0
      let frame
      try {
        frame = $enter($path)
        const { words, writer } = frame
        { const at = writer.take(4); writer.view.setUint32(at, ${method.version}, true) }
        ${writes.join('\n')}
        step = ${callStep.sent}
        frame.address()
        words[${messageWord.data}] = object.dataLow
        words[${messageWord.data + 1}] = object.dataHigh
        words[${messageWord.vtable}] = object.vtableLow
        words[${messageWord.vtable + 1}] = object.vtableHigh
        words[${messageWord.mask}] = ${method.maskLow}
        words[${messageWord.mask + 1}] = ${method.maskHigh}
        words[${messageWord.version}] = ${method.version}
        words[${messageWord.method}] = ${method.number}
        frame.passage.settle()
        $sendFrame($entry, frame, $path)
        const reader = $readOutcome(frame, ${result === undefined}, $path)
        ${readSource(method, scope)}
      } catch (error) {
        if (frame === undefined) throw error
        throw $method.fail(frame, error, step)
      } finally {
        if (frame !== undefined) $leave(frame)
        object.uses.endUse()
      }
    }`,
    scope,
  ) as ConnectedMethod
}

/** Reads the result behind its version. */
function readSource({ result, readsDirectly }: CalledMethod, scope: Record<string, unknown>): string {
  if (result === undefined) return 'return undefined'
  const { source } = result
  let read = '$method.read(reader)'
  let before = ''
  if (readsDirectly && source !== undefined) {
    Object.assign(scope, source.scope)
    before = `const at = reader.take(${source.size}); const view = reader.view`
    read = source.get('at')
  }
  return `step = ${callStep.reading}
        reader.take(4)
        ${before}
        const value = ${read}
        frame.passage.settle()
        return value`
}
