import type { AggregateMirror, NativeSignature } from '../ffi/index.js'
import type { AnyType } from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import type { Convention, PassedValue, PassedValues, Place } from './convention/convention.js'
import type { PassedType } from './convention/passed-type.js'
import type { Lowered, ResultRegisters, ScalarPart } from './lowered.js'
import { canBeMirrored, refuseDisagreement, refusePlace, type LoweringTask } from './lowering-task.js'
import { isSamePlace, mirrorInPlaces, NativePlaces } from './native-places.js'
import { standInFor } from './stand-ins.js'

/** Says how the result of a signature crosses the border, and what the FFI is told of it. */
export function lowerResult(
  type: AnyType,
  { target, convention, direction, signature, passed, stack }: LoweringTask,
  path: string,
): { readonly lowered: Lowered; readonly native: NativeSignature['returns'] } {
  if (type.kind === 'void') return { lowered: { kind: 'nothing' }, native: 'void' }
  if (type.passing.kind === 'scalar') {
    const { scalar } = type.passing
    const isWide = direction === 'call' && (scalar === 'u64' || scalar === 'i64')
    // The second register holds nothing, and nobody looks at it.
    const registers =
      isWide && (stack !== undefined || isAllInRegisters(passed))
        ? (['general', 'general'] as const)
        : undefined
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
  return {
    lowered: { kind: 'mirror', type, mirror, registers: resultRegisters(passed, stack !== undefined) },
    native: mirror,
  }
}

function isAllInRegisters({ parameters }: PassedValues): boolean {
  return parameters.every(({ pieces }) => pieces.every(({ place }) => place.kind !== 'stack'))
}

/** The registers of a result, where it comes in two and the FFI puts no argument on the stack. */
function resultRegisters(passed: PassedValues, isOffTheStack: boolean): ResultRegisters | undefined {
  const { returns } = passed
  const [first, second, ...others] = returns.how === 'value' ? returns.pieces : []
  if (first?.offset !== 0 || second?.offset !== 8 || others.length > 0) return undefined
  if (!isOffTheStack && !isAllInRegisters(passed)) return undefined
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
