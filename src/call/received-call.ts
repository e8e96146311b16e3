import { MemoryError } from '../errors/index.js'
import type { NativeFunction } from '../ffi/index.js'
import { compile, mayGenerateCode } from '../layout/accessor/code-generation.js'
import { codecOf } from '../layout/layout.js'
import { hostTarget, type Keep } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import { holdBack } from './border.js'
import type { Lowered, LoweredSignature } from './lowered.js'
import { fromMirror, toMirror, valueMemory } from './mirror.js'
import { giveOuts, ReceivedOut } from './received-out.js'

/** Takes what an implementation throws. It must not throw itself. */
export type OnError = (error: unknown) => void

/** Makes the function that the FFI calls. */
type Receiver = (
  implementation: NativeFunction,
  path: string,
  keep: Keep | undefined,
  onError: OnError,
) => NativeFunction

const receivers = new WeakMap<LoweredSignature, Receiver>()

/**
 * Wraps a function so that it takes and gives what the FFI does, and never throws.
 *
 * @param signature - Lowered for calls that are received.
 * @param implementation - The function.
 * @param path - What it is called in errors.
 * @param keep - Keeps bytes of what it gives back.
 * @param onError - Takes what it throws; the border does where this is left out.
 *
 * @see Rules K-5 and K-17 of the specification.
 *
 * @internal
 */
export function receiveCalls(
  signature: LoweredSignature,
  implementation: NativeFunction,
  path: string,
  keep: Keep | undefined,
  onError: OnError = holdBack,
): NativeFunction {
  let receiver = receivers.get(signature)
  if (receiver === undefined) {
    const make = mayGenerateCode() && isSimple(signature) ? generateReceiver : composeReceiver
    receivers.set(signature, (receiver = make(signature)))
  }
  return receiver(implementation, path, keep, onError)
}

/**
 * What native code reaches that calls a function which was taken back.
 *
 * @see Rule K-6 of the specification.
 *
 * @internal
 */
export function refuseCalls(signature: LoweredSignature, path: string): NativeFunction {
  const refuse = (): never => {
    throw new MemoryError('native code called a function that was disposed of', {
      code: 'ABI-M004',
      rule: 'K-6',
      path,
      hint: 'dispose of an exported function only when no native code keeps its address',
    })
  }
  return receiveCalls(signature, refuse, path, undefined)
}

/** Whether nothing comes back but the result. */
function isSimple({ parameters }: LoweredSignature): boolean {
  return parameters.every(({ out }) => out === undefined)
}

/**
 * Writes the wrapper of a signature as source text. Values that need no conversion cross as they are.
 *
 * @internal
 */
export function generateReceiver(signature: LoweredSignature): Receiver {
  const scope: Record<string, unknown> = { $space: nativeSpace, $zero: zeroOf(signature.returns) }
  const names = signature.parameters.map((_, index) => `a${index}`)
  const paths = signature.parameters.map(
    ({ name }, index) => `const p${index} = path + ${JSON.stringify(` → param ${name}`)}`,
  )
  const given = signature.parameters.map(({ lowered }, index) => {
    const source = lowered.kind === 'scalar' ? lowered.passing.receivedSource?.(`a${index}`) : undefined
    if (source !== undefined) return source
    scope[`$take${index}`] = takerOf(lowered)
    return `$take${index}(a${index}, p${index})`
  })
  const call = `implementation(${given.join(', ')})`
  const { returns } = signature
  const giveThrown = thrownGiver(returns)
  scope.$giveThrown = giveThrown
  let body = call
  if (returns.kind !== 'nothing') {
    scope.$give = giverOf(returns)
    const isAccepted = returns.kind === 'scalar' ? returns.passing.accepts?.('r') : undefined
    const give = '$give(r, pathOfResult, keep)'
    body = `const r = ${call}
        return ${isAccepted === undefined ? give : `${isAccepted} ? r : ${give}`}`
  }
  return compile(
    `return function (implementation, path, keep, onError) {
      ${paths.join('\n')}
      const pathOfResult = path + ' → returns'
      return function (${names.join(', ')}) {
        try {
          ${body}
        } catch (error) {
          ${giveThrown === undefined ? 'onError(error)' : 'return $giveThrown(error, pathOfResult, keep, onError)'}
          return $zero
        }
      }
    }`,
    scope,
  ) as Receiver
}

/**
 * The same without source text, and for functions that write through pointers.
 *
 * @internal
 */
export function composeReceiver(signature: LoweredSignature): Receiver {
  const { parameters, returns } = signature
  const take = parameters.map(({ lowered }) => takerOf(lowered))
  const give = giverOf(returns)
  const zero = zeroOf(returns)
  const hasOuts = !isSimple(signature)
  const giveThrown = thrownGiver(returns)
  return (implementation, path, keep, onError) => {
    const paths = parameters.map(({ name }) => `${path} → param ${name}`)
    const resultPath = `${path} → returns`
    return (...values) => {
      try {
        const outs: ReceivedOut[] = []
        const given = parameters.flatMap(({ out }, index) => {
          if (out === undefined) return [take[index]!(values[index], paths[index]!)]
          const received = new ReceivedOut(out, values[index], paths[index]!)
          outs.push(received)
          return out.direction === 'inout' ? [received.read()] : []
        })
        const result = implementation(...given)
        return give(hasOuts ? giveOuts(signature, result, outs, path, keep) : result, resultPath, keep)
      } catch (error) {
        if (giveThrown !== undefined) return giveThrown(error, resultPath, keep, onError)
        onError(error)
        return zero
      }
    }
  }
}

function takerOf(lowered: Lowered): (raw: unknown, path: string) => unknown {
  if (lowered.kind === 'scalar') {
    const { passing } = lowered
    return (raw, path) => passing.fromNative(raw, path, nativeSpace)
  }
  if (lowered.kind !== 'mirror') throw new TypeError(`${lowered.kind} cannot be received`)
  const codec = codecOf(lowered.type, hostTarget())
  return (raw) => codec.get(fromMirror(lowered.mirror, raw), 0)
}

function giverOf(lowered: Lowered): (value: unknown, path: string, keep: Keep | undefined) => unknown {
  if (lowered.kind === 'nothing') return () => undefined
  if (lowered.kind === 'scalar') {
    const { passing } = lowered
    return (value, path, keep) => passing.toNative(value, path, nativeSpace, keep)
  }
  if (lowered.kind !== 'mirror') throw new TypeError(`${lowered.kind} cannot be given back`)
  const codec = codecOf(lowered.type, hostTarget())
  return (value, path, keep) => {
    const memory = valueMemory(new ArrayBuffer(codec.size), keep)
    codec.set(memory, 0, value, path)
    return toMirror(lowered.mirror, memory, 0)
  }
}

/** Gives what was thrown as a result, where the type of the result can hold it. */
function thrownGiver(
  lowered: Lowered,
): ((error: unknown, path: string, keep: Keep | undefined, onError: OnError) => unknown) | undefined {
  if (lowered.kind === 'nothing') return undefined
  const { fromThrown } = lowered.type
  if (fromThrown === undefined) return undefined
  const give = giverOf(lowered)
  const zero = zeroOf(lowered)
  return (error, path, keep, onError) => {
    try {
      return give(fromThrown(error), path, keep)
    } catch {
      // What cannot be told to native code goes where all exceptions go.
      onError(error)
      return zero
    }
  }
}

function zeroOf(lowered: Lowered): unknown {
  if (lowered.kind === 'nothing') return undefined
  if (lowered.kind === 'scalar') return lowered.passing.scalar === 'bool' ? false : 0
  if (lowered.kind !== 'mirror') throw new TypeError(`${lowered.kind} has no zero`)
  return toMirror(lowered.mirror, valueMemory(new ArrayBuffer(lowered.mirror.size)), 0)
}
