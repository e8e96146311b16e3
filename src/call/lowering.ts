import type { AggregateMirror } from '../ffi/index.js'
import { hostTarget, type AnyType, type FunctionType, type Target } from '../layout/index.js'
import { movesValue } from '../layout/moved-value.js'
import { checkByValue } from './by-value.js'
import { conventionFor } from './convention/describe-call.js'
import { passedType } from './convention/passed-type.js'
import { functionTypeOf } from './function-type-of.js'
import { leafMirror, lowerByLeaves } from './lower-by-leaves.js'
import { lowerParameter } from './lower-parameter.js'
import { lowerResult } from './lower-result.js'
import type { Direction, LoweredSignature, StackPlace, StackPlaces } from './lowered.js'
import { canBeMirrored, refuseDisagreement, refusePlace, type LoweringTask } from './lowering-task.js'
import { mirrorInPlaces, NativePlaces } from './native-places.js'

const lowered = {
  call: new WeakMap<FunctionType, LoweredSignature>(),
  receive: new WeakMap<FunctionType, LoweredSignature>(),
}

/**
 * Says how the values of a signature cross the border on this machine.
 *
 * Scalars cross as they are. A struct by value crosses as scalars that travel where the calling convention puts its parts,
 * which is many times faster, or else as its mirror: a struct that the FFI puts into the same places. What would travel
 * in other places is refused.
 *
 * @param type - The declared signature.
 * @param direction - `call` where JavaScript calls native code, `receive` where native code calls JavaScript.
 * @param path - What the function is called in errors.
 * @throws {@link CallError} `ABI-F005` for a type that cannot be passed by value.
 *
 * @see Rules K-2, K-3, K-4, K-7 and K-13 of the specification.
 *
 * @internal
 */
export function lower(type: FunctionType, direction: Direction, path = type.name): LoweredSignature {
  let known = lowered[direction].get(type)
  if (known === undefined)
    lowered[direction].set(type, (known = lowerFor(type, direction, path, hostTarget())))
  return known
}

/** A signature of which the FFI is told only what lies in registers. */
interface LoweredOffTheStack {
  readonly signature: LoweredSignature
  /** Where all values lie. */
  readonly places: StackPlaces
  /** Bytes of those on the stack. */
  readonly byteLength: number
}

const loweredOffTheStack = new WeakMap<FunctionType, LoweredOffTheStack | null>()

/**
 * The same for calls where machine code puts on the stack what belongs there, in place of the FFI.
 *
 * @param type - A signature that {@link lower} takes.
 * @returns `undefined` where no struct lies on the stack: the FFI is as fast then.
 *
 * @see Rule K-4 of the specification.
 *
 * @internal
 */
export function lowerOffTheStack(type: FunctionType, path = type.name): LoweredOffTheStack | undefined {
  let known = loweredOffTheStack.get(type)
  if (known === undefined) {
    const places: (StackPlace | undefined)[] = []
    const signature = lowerFor(type, 'call', path, hostTarget(), places)
    const ends = places.map((place) => (place === undefined ? 0 : place.offset + 8))
    const hasStruct = places.some((place) => place?.isPart === true)
    known = hasStruct ? { signature, places, byteLength: Math.max(...ends) } : null
    loweredOffTheStack.set(type, known)
  }
  return known ?? undefined
}

/**
 * Says how the values of a signature cross the border on a machine.
 *
 * @param stack - Gets the places of all values, where the FFI shall not be told of those on the stack.
 *
 * @internal
 */
export function lowerFor(
  type: FunctionType,
  direction: Direction,
  path: string,
  target: Target,
  stack?: (StackPlace | undefined)[],
): LoweredSignature {
  const resultPath = `${path} → returns`
  if (isAggregate(type.returns)) checkByValue(type.returns, target, resultPath)
  for (const parameter of type.parameters) {
    if (isAggregate(parameter.type)) checkByValue(parameter.type, target, `${path} → param ${parameter.name}`)
  }
  const convention = conventionFor(target)
  const moves = type.parameters.some((parameter) => movesValue(parameter.type))
  const { givesErrno } = type
  if (convention === undefined) {
    const plain = lowerByLeaves(type, target, path)
    return { ...plain, moves, givesErrno, native: { ...plain.native, ...variadicPart(type) } }
  }
  const signature = {
    parameters: type.parameters.map((parameter) => passedType(parameter.type, target)),
    returns: type.returns.kind === 'void' ? undefined : passedType(type.returns, target),
    named: type.parameters.length,
  }
  const passed = convention.pass(signature)
  const task: LoweringTask = { target, convention, direction, signature, passed, stack }
  const returns = lowerResult(type.returns, task, resultPath)
  const places = new NativePlaces(convention, returns.native)
  if (returns.lowered.kind === 'address') {
    places.values.push('address')
    stack?.push(undefined)
  }
  const parameters = type.parameters.map(({ name, type: one, out }, index) => ({
    name,
    out,
    lends: out === undefined ? functionTypeOf(one, target) : undefined,
    lowered: lowerParameter(one, index, task, places, `${path} → param ${name}`),
  }))
  return {
    parameters,
    returns: returns.lowered,
    moves,
    givesErrno,
    native: { parameters: places.values, returns: returns.native, ...variadicPart(type) },
  }
}

function variadicPart({ isVariadic }: FunctionType): { readonly variadic?: true } {
  return isVariadic ? { variadic: true } : {}
}

/**
 * What the FFI is told of a struct that is passed behind the declared parameters of a variadic function.
 *
 * @param path - The argument, for errors.
 * @throws {@link CallError} `ABI-F005` for a type that it cannot be told wherever it comes to lie.
 *
 * @see Rule K-7 of the specification.
 *
 * @internal
 */
export function variableMirror(type: AnyType, path: string): AggregateMirror {
  const target = hostTarget()
  checkByValue(type, target, path)
  const convention = conventionFor(target)
  if (convention === undefined) return leafMirror(type, target, path)
  const passed = passedType(type, target)
  const [alone] = convention.pass({ parameters: [passed], returns: undefined, named: 1 }).parameters
  refuseDisagreement(type, alone!, path)
  const mirror = mirrorInPlaces(alone!, passed.size, passed.alignment)
  const isPlaced = mirror !== undefined && passed.alignment <= 8
  if (
    !isPlaced ||
    !canBeMirrored(mirror, new NativePlaces(convention, 'void').placesOf([mirror])[0]!, alone!)
  )
    return refusePlace(type, alone!, path)
  return mirror
}

function isAggregate(type: AnyType): boolean {
  return type.kind !== 'void' && type.passing.kind !== 'scalar'
}
