import { CallError } from '../errors/index.js'
import { maximumAggregateBytes, type AggregateMirror } from '../ffi/index.js'
import { alignUp, type AnyType, type Target } from '../layout/index.js'
import { layoutOf, leavesOf } from '../layout/layout.js'
import { passedType } from './convention/passed-type.js'
import { mirrorOf } from './mirror.js'
import { scalarSizes } from './native-places.js'

/**
 * Refuses a type by value.
 *
 * @param type - The type.
 * @param path - The parameter or result.
 * @throws {@link CallError} `ABI-F005`.
 *
 * @see Rule K-7 of the specification.
 *
 * @internal
 */
export function refuseByValue(type: AnyType, path: string, expected: string, found: string): never {
  throw new CallError('a type that cannot be passed by value', {
    code: 'ABI-F005',
    rule: 'K-7',
    path,
    expected,
    found: `${type.name}, ${found}`,
    hint: 'pass a pointer to it',
  })
}

/**
 * Refuses a type of which there are no values that a call could pass.
 *
 * @param type - A struct, a union, or anything else that is no scalar.
 * @param path - The parameter or result, for the error.
 * @throws {@link CallError} `ABI-F005`.
 *
 * @see Rule K-7 of the specification.
 *
 * @internal
 */
export function checkByValue(type: AnyType, target: Target, path: string): void {
  const { size } = layoutOf(type, target)
  if (type.isFlexible === true || type.endsFlexible?.() === true)
    refuseByValue(type, path, 'a type of fixed size', 'which ends with a flexible array')
  if (size === 0) refuseByValue(type, path, 'a type that takes bytes', 'which takes none')
  // Before its millions of scalars are looked at.
  if (size > maximumAggregateBytes)
    refuseByValue(type, path, `at most ${maximumAggregateBytes} bytes`, `which takes ${size}`)
}

/**
 * Refuses a type that a mirror with the same scalars would not be passed like.
 *
 * @param type - As for {@link checkByValue}.
 * @param path - The parameter or result, for the error.
 * @throws {@link CallError} `ABI-F005`.
 *
 * @internal
 */
export function checkMirrored(type: AnyType, target: Target, path: string): void {
  const { size, alignment } = layoutOf(type, target)
  // What is too large is refused by the FFI, with what else the signature has.
  if (size > maximumAggregateBytes) return
  const leaves = leavesOf(type, target)
  const unaligned = leaves.find((leaf) => leaf.offset % leaf.size !== 0)
  if (unaligned !== undefined)
    refuseByValue(
      type,
      path,
      'scalars at multiples of their sizes',
      `with one of ${unaligned.size} bytes at ${unaligned.offset}`,
    )
  if (passedType(type, target).unionBits.some(({ offset, width }) => offset % (width > 32 ? 8 : 4) !== 0))
    refuseByValue(type, path, 'bit fields of unions in aligned integers', 'with one that is not')
  const largest = Math.max(target.pointerSize, ...leaves.map((leaf) => leaf.size))
  if (alignment > largest)
    refuseByValue(
      type,
      path,
      `an alignment of at most ${largest}, that of its scalars`,
      `which is aligned to ${alignment}`,
    )
  const natural = naturalLayout(mirrorOf(type, target))
  if (!natural.isSame || natural.size !== size)
    refuseByValue(type, path, `${natural.size} bytes, as without packing`, `which has ${size} bytes`)
}

/** Where C would put the runs of a mirror by itself, which is where the FFI puts them. */
function naturalLayout({ runs }: AggregateMirror): { size: number; isSame: boolean } {
  let end = 0
  let alignment = 1
  let isSame = true
  for (const { scalar, count, offset } of runs) {
    const size = scalarSizes[scalar]
    const start = alignUp(end, size)
    isSame &&= start === offset
    end = start + count * size
    alignment = Math.max(alignment, size)
  }
  return { size: alignUp(end, alignment), isSame }
}
