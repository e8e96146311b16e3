import { stackArguments, type NativeFunction } from '../ffi/index.js'
import type { FunctionType } from '../layout/index.js'
import type { LoweredSignature, StackMemory, StackPlace } from './lowered.js'
import { lowerOffTheStack } from './lowering.js'

/** What is called in the place of a function, and how its values cross the border. */
export interface Substitute {
  readonly entry: number
  readonly signature: LoweredSignature
}

/**
 * Puts a function in the place of one that takes structs on the stack: the FFI would take several values for each, and values
 * that nobody looks at to fill the registers before them.
 *
 * @param address - The function.
 * @param type - Its signature, not a variadic one.
 * @param path - What the function is called in errors.
 * @returns `undefined` where no struct lies on the stack, or the machine does not allow it.
 *
 * @see Rule K-4 of the specification.
 *
 * @internal
 */
export function withArgumentsInMemory(
  address: number,
  type: FunctionType,
  path: string,
): Substitute | undefined {
  const lowered = lowerOffTheStack(type, path)
  const memory = lowered === undefined ? undefined : stackArguments(address, lowered.byteLength)
  if (lowered === undefined || memory === undefined) return undefined
  const { entry, buffer, offset } = memory
  return { entry, signature: { ...lowered.signature, stack: { places: lowered.places, buffer, offset } } }
}

/** Views of the memory in which arguments lie. */
interface StackViews {
  readonly halves: Uint32Array
  readonly words: BigUint64Array
  readonly floats: Float32Array
  readonly doubles: Float64Array
}

function viewsOf({ buffer, offset }: StackMemory): StackViews {
  return {
    halves: new Uint32Array(buffer, offset),
    words: new BigUint64Array(buffer, offset),
    floats: new Float32Array(buffer, offset),
    doubles: new Float64Array(buffer, offset),
  }
}

/**
 * Makes what passes the values of a call: to memory what lies on the stack, to the function everything else. Nothing may
 * run between the two: another call of the same function would write to the same memory.
 *
 * @internal
 */
export function passerOf(
  native: NativeFunction,
  stack: StackMemory | undefined,
): (values: unknown[]) => unknown {
  if (stack === undefined) return (values) => native(...values)
  const views = viewsOf(stack)
  const { places } = stack
  return (values) => {
    values.forEach((value, index) => {
      const place = places[index]
      if (place !== undefined) store(views, place, value as number | bigint)
    })
    return native(...values.filter((_, index) => places[index] === undefined))
  }
}

function store(views: StackViews, { offset, scalar }: StackPlace, value: number | bigint | boolean): void {
  const word = offset / 8
  if (scalar === 'f64') views.doubles[word] = value as number
  else if (scalar === 'f32') views.floats[2 * word] = value as number
  else if (typeof value === 'bigint') views.words[word] = value
  else {
    // Typed arrays take the lower 32 bits of an integer, whatever its sign.
    views.halves[2 * word] = Number(value)
    views.halves[2 * word + 1] = Math.floor(Number(value) / 2 ** 32)
  }
}

/** Source text that passes the values of a call. */
export interface PassingSource {
  /** Statements right before the call. */
  readonly stores: string
  /** What the function is called with. */
  readonly passed: readonly string[]
}

/**
 * The same as source text.
 *
 * @param values - Names of the values, in order, or expressions that run nothing.
 * @param scope - Gets what the text uses.
 *
 * @internal
 */
export function passingSource(
  values: readonly string[],
  stack: StackMemory | undefined,
  scope: Record<string, unknown>,
): PassingSource {
  if (stack === undefined) return { stores: '', passed: values }
  const { halves, words, floats, doubles } = viewsOf(stack)
  Object.assign(scope, { $halves: halves, $stackWords: words, $floats: floats, $doubles: doubles })
  const { places } = stack
  return {
    stores: values
      .flatMap((value, index) => (places[index] === undefined ? [] : [storeSource(places[index], value)]))
      .join('\n'),
    passed: values.filter((_, index) => places[index] === undefined),
  }
}

function storeSource({ offset, scalar, isPart }: StackPlace, value: string): string {
  const word = offset / 8
  if (scalar === 'f64') return `$doubles[${word}] = ${value}`
  if (scalar === 'f32') return `$floats[${2 * word}] = ${value}`
  // Registers of structs are read without a sign.
  const upper = isPart ? `${value} / ${2 ** 32}` : `Math.floor(${value} / ${2 ** 32})`
  return `if (typeof ${value} === 'bigint') $stackWords[${word}] = ${value}
    else { $halves[${2 * word}] = ${value}; $halves[${2 * word + 1}] = ${upper} }`
}
