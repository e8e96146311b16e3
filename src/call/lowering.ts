import {
  maximumAggregateBytes,
  type AggregateMirror,
  type NativeSignature,
  type RegisterKind,
} from '../ffi/index.js'
import {
  hostTarget,
  type AnyType,
  type FunctionType,
  type MemoryLocation,
  type OutParameter,
  type ScalarPassing,
  type Target,
} from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { checkByValue, refuseByValue } from './by-value.js'
import type {
  Convention,
  PassedSignature,
  PassedValue,
  PassedValues,
  Place,
} from './convention/convention.js'
import { conventionFor } from './convention/describe-call.js'
import { functionTypeOf } from './function-type-of.js'
import { passedType, type PassedType } from './convention/passed-type.js'
import { leafMirror, lowerByLeaves } from './lower-by-leaves.js'
import { inSamePlaces, isSamePlace, mirrorInPlaces, NativePlaces } from './native-places.js'
import { standInFor, standIns, type ScalarPart } from './stand-ins.js'

export type { ScalarPart } from './stand-ins.js'

/** How one declared value crosses the border. */
export type Lowered =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'scalar'
      readonly type: AnyType
      readonly passing: ScalarPassing
      /** The register of a result that the FFI converts slowly, if no argument lies in memory. */
      readonly registers?: ResultRegisters | undefined
    }
  /** Scalars that stand for the parts of a struct, in order; of a result a single one. */
  | { readonly kind: 'parts'; readonly type: AnyType; readonly parts: readonly ScalarPart[] }
  | {
      readonly kind: 'mirror'
      readonly type: AnyType
      readonly mirror: AggregateMirror
      /** The registers of a result that comes in two of them, each of which holds up to 8 bytes. */
      readonly registers?: ResultRegisters | undefined
    }
  /** A result that native code writes to an address, which is passed before all parameters. */
  | { readonly kind: 'address'; readonly type: AnyType }

/** How a result crosses the border. */
export type LoweredResult =
  | Lowered
  /** A result that machine code took out of two registers, and the place where it put it. */
  | { readonly kind: 'registers'; readonly type: AnyType; readonly place: MemoryLocation }

/** The registers of the first 8 bytes of a result, and of the others. */
export type ResultRegisters = readonly [first: RegisterKind, second: RegisterKind]

/** A declared parameter. */
export interface LoweredParameter {
  /** Its name. */
  readonly name: string
  /** How it crosses the border. */
  readonly lowered: Lowered
  /** What comes back through it, if anything. */
  readonly out: OutParameter | undefined
  /** The signature of a function that JavaScript may pass, which is exported for the time of the call. */
  readonly lends: FunctionType | undefined
}

/** A declared signature with the way in which each value crosses the border. */
export interface LoweredSignature {
  /** The declared parameters in order. */
  readonly parameters: readonly LoweredParameter[]
  /** The declared result. */
  readonly returns: Lowered
  /** Whether an argument may own something that the call takes. */
  readonly moves: boolean
  /** Whether a call gives `errno`. */
  readonly givesErrno: boolean
  /** What the FFI is told. */
  readonly native: NativeSignature
}

/** A signature as it is called: with its result in the way in which the machine lets it come. */
export interface CalledSignature extends Omit<LoweredSignature, 'returns'> {
  /** The declared result. */
  readonly returns: LoweredResult
}

/** Which side of the border JavaScript is on: a struct that is received cannot be taken apart. */
export type Direction = 'call' | 'receive'

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

/**
 * Says how the values of a signature cross the border on a machine.
 *
 * @internal
 */
export function lowerFor(
  type: FunctionType,
  direction: Direction,
  path: string,
  target: Target,
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
  const task: Task = { target, convention, direction, signature, passed }
  const returns = lowerResult(type.returns, task, resultPath)
  const places = new NativePlaces(convention, returns.native)
  if (returns.lowered.kind === 'address') places.values.push('address')
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

interface Task {
  readonly target: Target
  readonly convention: Convention
  readonly direction: Direction
  readonly signature: PassedSignature
  readonly passed: PassedValues
}

function lowerResult(
  type: AnyType,
  { target, convention, direction, signature, passed }: Task,
  path: string,
): { readonly lowered: Lowered; readonly native: NativeSignature['returns'] } {
  if (type.kind === 'void') return { lowered: { kind: 'nothing' }, native: 'void' }
  if (type.passing.kind === 'scalar') {
    const { scalar } = type.passing
    const isWide = direction === 'call' && (scalar === 'u64' || scalar === 'i64')
    // The second register holds nothing, and nobody looks at it.
    const registers = isWide && isAllInRegisters(passed) ? (['general', 'general'] as const) : undefined
    return { lowered: { kind: 'scalar', type, passing: type.passing, registers }, native: scalar }
  }
  const { returns, resultAddress } = passed
  const { size, alignment } = layoutOf(type, target)
  refuseDisagreement(type, returns, path)
  if (direction === 'call' && resultAddress !== undefined && isFirstArgument(resultAddress, convention))
    return { lowered: { kind: 'address', type }, native: 'void' }
  const [piece] = returns.pieces
  if (direction === 'call' && returns.how === 'value' && returns.pieces.length === 1) {
    const scalar = standInFor(piece!, signature.returns!)
    if (scalar !== undefined && piece!.offset === 0)
      return { lowered: { kind: 'parts', type, parts: [{ offset: 0, scalar }] }, native: scalar }
  }
  const scalars = direction === 'call' ? mirrorOfNumbers(returns, signature.returns!) : undefined
  const mirror = scalars ?? mirrorInPlaces(returns, size, alignment)
  if (mirror === undefined || !canBeMirrored(mirror, new NativePlaces(convention, mirror).result, returns))
    return refusePlace(type, returns, path)
  return { lowered: { kind: 'mirror', type, mirror, registers: resultRegisters(passed) }, native: mirror }
}

function isAllInRegisters({ parameters }: PassedValues): boolean {
  return parameters.every(({ pieces }) => pieces.every(({ place }) => place.kind !== 'stack'))
}

/** The registers of a result, where it comes in two and no argument lies in memory. */
function resultRegisters(passed: PassedValues): ResultRegisters | undefined {
  const { returns } = passed
  const [first, second, ...others] = returns.how === 'value' ? returns.pieces : []
  if (first?.offset !== 0 || second?.offset !== 8 || others.length > 0) return undefined
  if (!isAllInRegisters(passed)) return undefined
  if (first.place.kind === 'stack' || second.place.kind === 'stack') return undefined
  return [first.place.kind, second.place.kind]
}

/** A mirror of a result in two registers for each of which a number stands. */
function mirrorOfNumbers({ how, pieces }: PassedValue, type: PassedType): AggregateMirror | undefined {
  if (how !== 'value' || pieces.length !== 2 || pieces[0]!.offset !== 0 || pieces[1]!.offset !== 8)
    return undefined
  const runs = pieces.map((piece) => ({
    scalar: standInFor(piece, type),
    count: 1,
    offset: piece.offset,
    isNumber: true as const,
  }))
  // Each takes 8 bytes, so that the second one lies at 8.
  if (!runs.every((run): run is typeof run & { scalar: ScalarPart['scalar'] } => run.scalar !== undefined))
    return undefined
  return runs[0]!.scalar === 'f32' ? undefined : { runs, size: 16 }
}

/** Whether the address for a result is passed as an address that is an ordinary first argument would be. */
function isFirstArgument(place: Place, convention: Convention): boolean {
  const [first] = new NativePlaces(convention, 'void').placesOf(['address'])
  return isSamePlace(first!.pieces[0]!.place, place)
}

/** What is too large is refused by the FFI, with what else the signature has. */
function canBeMirrored(mirror: AggregateMirror, found: PassedValue, declared: PassedValue): boolean {
  return mirror.size > maximumAggregateBytes || inSamePlaces(found, declared)
}

/**
 * Bytes of the largest structs that cross as scalars wherever that is possible: strings and vectors are as large. The
 * scalars of larger ones would cost more than the object that stands for them.
 */
const mostInParts = 32

function lowerParameter(
  type: AnyType,
  index: number,
  task: Task,
  places: NativePlaces,
  path: string,
): Lowered {
  const passed = task.passed.parameters[index]!
  if (type.passing.kind === 'scalar') {
    // What stands for a struct in front of it may leave a register free that the convention does not use any more.
    const [found] = places.placesOf([type.passing.scalar])
    if (!isSamePlace(found!.pieces[0]!.place, passed.pieces[0]!.place)) refusePlace(type, passed, path)
    places.values.push(type.passing.scalar)
    return { kind: 'scalar', type, passing: type.passing }
  }
  refuseDisagreement(type, passed, path)
  const { size, alignment } = layoutOf(type, task.target)
  const isSmall = size <= 16 || (size <= mostInParts && isAligned(passed, alignment))
  const parts = isSmall ? lowerToParts(index, task, places) : undefined
  if (parts !== undefined) return { kind: 'parts', type, parts }
  const alone = passAlone(index, task)
  const mirror = mirrorInPlaces(alone, size, alignment)
  if (mirror !== undefined && !isMiscounted(alone, index, task)) {
    if (canBeMirrored(mirror, places.placesOf([mirror])[0]!, passed) && isAligned(passed, alignment)) {
      places.values.push(mirror)
      return { kind: 'mirror', type, mirror }
    }
  }
  const words = isSmall ? undefined : lowerToParts(index, task, places)
  if (words !== undefined && isAligned(passed, alignment)) return { kind: 'parts', type, parts: words }
  return refusePlace(type, passed, path, ` with an alignment of ${alignment}`)
}

function refusePlace(type: AnyType, passed: PassedValue, path: string, remark = ''): never {
  return refuseByValue(
    type,
    path,
    'a type that the FFI can put where C does',
    `which goes ${placeText(passed)}${remark}`,
  )
}

function lowerToParts(
  index: number,
  { direction, signature, passed: all }: Task,
  places: NativePlaces,
): ScalarPart[] | undefined {
  if (direction === 'receive') return undefined
  const type = signature.parameters[index]!
  const passed = all.parameters[index]!
  const taken = [
    ...all.parameters.flatMap((value) => value.pieces.map((piece) => piece.place)),
    ...(all.resultAddress === undefined ? [] : [all.resultAddress]),
  ]
  const parts = standIns(type, passed, places, (place) => taken.some((one) => isSamePlace(one, place)))
  if (parts !== undefined) places.values.push(...parts.map((part) => part.scalar))
  return parts
}

/** How a parameter would be passed if it was the only one. */
function passAlone(index: number, { convention, signature }: Task): PassedValue {
  const parameters = [signature.parameters[index]!]
  return convention.pass({ parameters, returns: undefined, named: 1 }).parameters[0]!
}

/**
 * On AArch64 the FFI counts 8 bytes for equal floating-point numbers on the stack, however many they are: what follows them
 * there would lie in the wrong place.
 */
function isMiscounted(alone: PassedValue, index: number, { target, passed, signature }: Task): boolean {
  const isOnStack = (value: PassedValue | undefined): boolean => value?.pieces[0]?.place.kind === 'stack'
  return (
    target.name.startsWith('aarch64') &&
    alone.pieces[0]?.place.kind === 'vector' &&
    signature.parameters[index]!.size > 8 &&
    isOnStack(passed.parameters[index]) &&
    passed.parameters.slice(index + 1).some(isOnStack)
  )
}

/** The stack pointer is a multiple of 16 and no more: what must be aligned to more cannot lie on the stack. */
function isAligned({ how, pieces }: PassedValue, alignment: number): boolean {
  return how === 'reference' ? alignment <= 16 : alignment <= 16 || pieces[0]?.place.kind !== 'stack'
}

function placeText({ how, pieces }: PassedValue): string {
  const places = pieces.map(({ place }) =>
    place.kind === 'stack' ? `the stack at ${place.offset}` : place.register,
  )
  return `${how === 'reference' ? 'by reference ' : ''}to ${places.join(' and ')}`
}

function refuseDisagreement(type: AnyType, { disagreement }: PassedValue, path: string): void {
  if (disagreement !== undefined)
    refuseByValue(type, path, 'a type that all compilers pass alike', disagreement)
}
