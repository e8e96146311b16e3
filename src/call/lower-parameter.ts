import type { AnyType } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import type { PassedValue } from './convention/convention.js'
import type { Lowered, ScalarPart } from './lowered.js'
import {
  canBeMirrored,
  isAligned,
  refuseDisagreement,
  refusePlace,
  type LoweringTask,
} from './lowering-task.js'
import { isSamePlace, mirrorInPlaces, stackWords, type NativePlaces } from './native-places.js'
import { standIns } from './stand-ins.js'

/**
 * Bytes of the largest structs that cross as scalars wherever that is possible: strings and vectors are as large. The
 * scalars of larger ones would cost more than the object that stands for them.
 */
const mostInParts = 32

export function lowerParameter(
  type: AnyType,
  index: number,
  task: LoweringTask,
  places: NativePlaces,
  path: string,
): Lowered {
  const passed = task.passed.parameters[index]!
  const told = places.values.length
  const onStack = task.stack === undefined ? undefined : lowerOnStack(type, passed, task, path)
  const one = onStack ?? lowerForCall(type, index, task, places, path)
  // Each value that the FFI is told of.
  if (onStack === undefined) task.stack?.push(...places.values.slice(told).map(() => undefined))
  return one
}

/** What lies on the stack, in words; `undefined` for what lies elsewhere. */
function lowerOnStack(
  type: AnyType,
  passed: PassedValue,
  { target, stack }: LoweringTask,
  path: string,
): Lowered | undefined {
  const [first] = passed.pieces
  if (passed.how !== 'value' || first?.place.kind !== 'stack') return undefined
  const { offset } = first.place
  if (type.passing.kind === 'scalar') {
    stack!.push({ offset, scalar: type.passing.scalar, isPart: false })
    return { kind: 'scalar', type, passing: type.passing }
  }
  refuseDisagreement(type, passed, path)
  const { alignment } = layoutOf(type, target)
  if (!isAligned(passed, alignment)) refusePlace(type, passed, path, ` with an alignment of ${alignment}`)
  const parts = passed.pieces
    .flatMap(stackWords)
    .map((word): ScalarPart => ({ offset: word.offset, scalar: 'u64' }))
  stack!.push(...parts.map((part) => ({ offset: offset + part.offset, scalar: part.scalar, isPart: true })))
  return { kind: 'parts', type, parts }
}

function lowerForCall(
  type: AnyType,
  index: number,
  task: LoweringTask,
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

function lowerToParts(
  index: number,
  { direction, signature, passed: all }: LoweringTask,
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
function passAlone(index: number, { convention, signature }: LoweringTask): PassedValue {
  const parameters = [signature.parameters[index]!]
  return convention.pass({ parameters, returns: undefined, named: 1 }).parameters[0]!
}

/**
 * On AArch64 the FFI counts 8 bytes for equal floating-point numbers on the stack, however many they are: what follows them
 * there would lie in the wrong place.
 */
function isMiscounted(
  alone: PassedValue,
  index: number,
  { target, passed, signature }: LoweringTask,
): boolean {
  const isOnStack = (value: PassedValue | undefined): boolean => value?.pieces[0]?.place.kind === 'stack'
  return (
    target.name.startsWith('aarch64') &&
    alone.pieces[0]?.place.kind === 'vector' &&
    signature.parameters[index]!.size > 8 &&
    isOnStack(passed.parameters[index]) &&
    passed.parameters.slice(index + 1).some(isOnStack)
  )
}
