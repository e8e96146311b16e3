import { nativeSpace } from '../memory/native-space.js'
import { codecOf } from '../layout/layout.js'
import { hostTarget, type MemoryLocation } from '../layout/index.js'
import type { LoweredResult, CalledSignature } from './lowered.js'
import { mirrorReader, partReader, placeReader } from './result-memory.js'

/**
 * What a call gives, as source text: the result with what came back through pointers, and with `errno`.
 *
 * @param result - An expression for the result.
 * @param outs - Expressions for what came back, in the order of the parameters.
 * @param errno - An expression for the number of the error.
 *
 * @see Rules K-16 and K-17 of the specification.
 *
 * @internal
 */
export function resultSource(
  signature: CalledSignature,
  result: string,
  outs: readonly string[],
  errno: string,
): string {
  const names = outNames(signature)
  const isNothing = signature.returns.kind === 'nothing'
  let value = result
  if (isNothing && outs.length === 1) value = outs[0]!
  else if (outs.length > 0) {
    const members = names.map((name, index) => `${JSON.stringify(name)}: ${outs[index]}`)
    value = `{ ${(isNothing ? members : [`returns: ${result}`, ...members]).join(', ')} }`
  }
  if (!signature.givesErrno) return value
  return `{ value: ${isNothing && outs.length === 0 ? 'undefined' : value}, errno: ${errno} }`
}

/**
 * The same without source text.
 *
 * @internal
 */
export function resultShaper(
  signature: CalledSignature,
): (result: unknown, outs: readonly unknown[], errno: number) => unknown {
  const names = outNames(signature)
  const isNothing = signature.returns.kind === 'nothing'
  const valueOf = (result: unknown, outs: readonly unknown[]): unknown => {
    if (names.length === 0) return result
    if (isNothing && names.length === 1) return outs[0]
    const members = Object.fromEntries(names.map((name, index) => [name, outs[index]]))
    return isNothing ? members : { returns: result, ...members }
  }
  if (!signature.givesErrno) return valueOf
  return (result, outs, errno) => ({ value: valueOf(result, outs), errno })
}

function outNames({ parameters }: CalledSignature): string[] {
  return parameters.filter(({ out }) => out !== undefined).map(({ name }) => name)
}

/**
 * Converts what the FFI gave.
 *
 * @internal
 */
export function resultReader(returns: LoweredResult, path: string): (raw: unknown) => unknown {
  const resultPath = `${path} → returns`
  switch (returns.kind) {
    case 'nothing':
      return () => undefined
    case 'scalar':
      return (raw) => returns.passing.fromNative(raw, resultPath, nativeSpace)
    case 'mirror':
      return mirrorReader(returns.type, returns.mirror)
    case 'registers':
      return placeReader(returns.type, returns.place)
    case 'parts':
      return partReader(returns.type, returns.parts[0]!)
    case 'address': {
      const codec = codecOf(returns.type, hostTarget())
      return (copy) => codec.get((copy as MemoryLocation).memory, (copy as MemoryLocation).offset)
    }
  }
}
