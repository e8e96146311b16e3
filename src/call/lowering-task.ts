import { maximumAggregateBytes, type AggregateMirror } from '../ffi/index.js'
import type { AnyType, Target } from '../layout/index.js'
import { refuseByValue } from './by-value.js'
import type { Convention, PassedSignature, PassedValue, PassedValues } from './convention/convention.js'
import type { Direction, StackPlace } from './lowered.js'
import { inSamePlaces } from './native-places.js'

/** What is known while the values of a signature are lowered one after the other. */
export interface LoweringTask {
  readonly target: Target
  readonly convention: Convention
  readonly direction: Direction
  readonly signature: PassedSignature
  readonly passed: PassedValues
  /** Gets the places of all values, where the FFI is not told of those on the stack. */
  readonly stack: (StackPlace | undefined)[] | undefined
}

/** What is too large is refused by the FFI, with what else the signature has. */
export function canBeMirrored(mirror: AggregateMirror, found: PassedValue, declared: PassedValue): boolean {
  return mirror.size > maximumAggregateBytes || inSamePlaces(found, declared)
}

/** The stack pointer is a multiple of 16 and no more: what must be aligned to more cannot lie on the stack. */
export function isAligned({ how, pieces }: PassedValue, alignment: number): boolean {
  return how === 'reference' ? alignment <= 16 : alignment <= 16 || pieces[0]?.place.kind !== 'stack'
}

export function refusePlace(type: AnyType, passed: PassedValue, path: string, remark = ''): never {
  return refuseByValue(
    type,
    path,
    'a type that the FFI can put where C does',
    `which goes ${placeText(passed)}${remark}`,
  )
}

function placeText({ how, pieces }: PassedValue): string {
  const places = pieces.map(({ place }) =>
    place.kind === 'stack' ? `the stack at ${place.offset}` : place.register,
  )
  return `${how === 'reference' ? 'by reference ' : ''}to ${places.join(' and ')}`
}

export function refuseDisagreement(type: AnyType, { disagreement }: PassedValue, path: string): void {
  if (disagreement !== undefined)
    refuseByValue(type, path, 'a type that all compilers pass alike', disagreement)
}
