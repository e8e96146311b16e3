import { DeclarationError } from '../errors/index.js'
import type { ArrayDescriptor } from './accessor/array-family.js'
import { arrayCodec } from './array-codec.js'
import type { ArrayView, TypedArrayOf } from './array-view.js'
import { defaultOf } from './default-value.js'
import { checkIsType } from './function-pointer.js'
import { holdsAddress, layoutOf, leavesOf } from './layout.js'
import { describeValue } from './names.js'
import { requireFixedSize } from './record.js'
import type { Target } from './target.js'
import type { AnyType, Infer, InputOf, Layout, Type } from './type.js'
import { domainOf } from './value-domain.js'

/** The type of a fixed array. */
export interface ArrayType<T extends AnyType> extends Type<
  ArrayView<T>,
  Infer<T>[],
  readonly InputOf<T>[] | TypedArrayOf<Infer<T>> | ArrayView<T>
> {
  /** Type of the elements. */
  readonly element: T
  /** Number of elements. */
  readonly length: number
}

/**
 * A fixed number of values of one type, one after the other.
 *
 * @param element - Type of the elements.
 * @param length - How many, 0 or more.
 * @throws {@link DeclarationError} for what is no type or has no fixed size, and for an impossible length.
 *
 * @see Rule L-13 of the specification.
 *
 * @example
 * ```ts
 * import { array, bufferMemory, i16, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Track = struct('Track', { points: array(i16, 3) })
 * const track = bufferMemory(new ArrayBuffer(64)).allocate(Track, { points: [1, 2, 3] })
 * track.points.set(1, -7)
 * assert.deepEqual([...track.points], [1, -7, 3])
 * ```
 */
export function array<T extends AnyType>(element: T, length: number): ArrayType<T> {
  checkIsType(element, 'array')
  if (element.isFlexible === true) requireFixedSize(element, `array(${element.name})`)
  if (!Number.isSafeInteger(length) || length < 0) refuseLength(element, length)
  return makeArray(element, length) as unknown as ArrayType<T>
}

function makeArray(element: AnyType, length: number): ArrayDescriptor {
  const type: ArrayDescriptor = Object.freeze<ArrayDescriptor>({
    kind: 'array',
    get name() {
      return `array(${element.name}, ${length})`
    },
    element,
    length,
    withLength: (other) => makeArray(element, other),
    measure: (target) => measureArray(element, length, target),
    makeCodec: (target, mode) => arrayCodec(type, target, mode),
    passing: { kind: 'aggregate' },
    leaves(target) {
      const stride = layoutOf(element, target).size
      const inner = leavesOf(element, target)
      return Array.from({ length }, (_, index) =>
        inner.map((leaf) => ({ ...leaf, offset: index * stride + leaf.offset })),
      ).flat()
    },
    holdsAddress: (target) => holdsAddress(element, target),
    copiesBytes: () => element.copiesBytes?.() === true,
    schema: () => ({ array: element.schema(), length }),
    mentions: () => [element],
    contains: () => [element],
    declareC: (declarator, isConst) =>
      element.isVoidInC === true
        ? element.declareC(declarator, isConst)
        : element.declareC(
            `${declarator.startsWith('*') ? `(${declarator})` : declarator}[${length}]`,
            isConst,
          ),
    isVoidInC: element.isVoidInC,
    domain: (target) => ({ kind: 'list', element: domainOf(element, target), length }),
    defaultValue: () => Array.from({ length }, () => defaultOf(element, `array(${element.name}, ${length})`)),
  })
  return type
}

/** What an element demands of the place that it lies in, the array demands too. */
function measureArray(element: AnyType, length: number, target: Target): Layout {
  const { size, alignment, requiredAlignment } = layoutOf(element, target)
  requireFixedSize(element, `array(${element.name})`)
  if (!Number.isSafeInteger(size * length)) refuseLength(element, length)
  return {
    size: size * length,
    alignment,
    ...(requiredAlignment === undefined ? {} : { requiredAlignment }),
  }
}

function refuseLength(element: AnyType, length: unknown): never {
  throw new DeclarationError('not the length of an array', {
    code: 'ABI-L002',
    rule: 'L-13',
    path: `array(${element.name})`,
    expected: 'a whole number from 0 on, for less than 2^53 bytes',
    found: describeValue(length),
  })
}
