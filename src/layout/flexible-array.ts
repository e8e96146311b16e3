import { ValueError } from '../errors/index.js'
import type { ArrayDescriptor } from './accessor/array-family.js'
import { makeFlexibleClass } from './accessor/flexible-class.js'
import { LateMaker, makeBy } from './accessor/maker.js'
import { makerOf } from './accessor/record-class.js'
import { array, type ArrayType } from './array.js'
import type { ArrayView, TypedArrayOf } from './array-view.js'
import { checkIsType } from './function-pointer.js'
import { codecOf, holdsAddress, layoutOf } from './layout.js'
import type { Memory } from './memory.js'
import { describeValue } from './names.js'
import { requireFixedSize } from './record.js'
import type { Target } from './target.js'
import type { AnyType, Codec, Infer, InputOf, Type, ViewOf, WriteMode } from './type.js'
import { domainOf, type ValueDomain } from './value-domain.js'
import { isView, typeOfView, type View } from './view.js'

/**
 * Accessor of a flexible array. How many elements there are is written elsewhere, often in another field of the struct:
 * whoever reads it tells the accessor.
 */
export interface FlexibleArrayView<T extends AnyType> extends View<FlexibleArrayType<T>> {
  /**
   * Reads an element.
   *
   * @param index - From 0.
   * @throws ValueError `ABI-V003` for what is no index, MemoryError `ABI-M005` behind the end of the memory.
   */
  at(index: number): ViewOf<T>
  /**
   * Writes an element.
   *
   * @param index - From 0.
   * @param value - What may be written where the element's type is declared.
   * @throws As `at`, and where the value does not fit.
   */
  set(index: number, value: InputOf<T>): void
  /**
   * The first elements as an array, on the same memory.
   *
   * @param count - How many, 0 or more.
   * @throws ValueError `ABI-V003` for what is no count, MemoryError `ABI-M005` behind the end of the memory.
   */
  first(count: number): ArrayView<T>
}

/** The type of a flexible array. */
export interface FlexibleArrayType<T extends AnyType> extends Type<
  FlexibleArrayView<T>,
  Infer<T>[],
  readonly InputOf<T>[] | TypedArrayOf<Infer<T>> | ArrayView<T>
> {
  readonly isFlexible: true
  /** Type of the elements. */
  readonly element: T
}

/**
 * As many values of one type as the memory behind a struct holds: C's flexible array member, `T name[]`. Only the last
 * field of a struct can be one.
 *
 * A struct that is allocated with a list of elements gets room for them. A copy of such a struct has no elements, because
 * the type does not say how many there are.
 *
 * @param element - Type of the elements, of fixed size.
 * @throws {@link DeclarationError} for what is no type or has no fixed size.
 *
 * @see Rule L-22 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, flexibleArray, struct, u16, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Packet = struct('Packet', { count: u32, samples: flexibleArray(u16) })
 * const packet = bufferMemory(new ArrayBuffer(64)).allocate(Packet, { count: 3, samples: [10, 20, 30] })
 * assert.equal(packet.samples.at(2), 30)
 * assert.deepEqual([...packet.samples.first(packet.count)], [10, 20, 30])
 * ```
 */
export function flexibleArray<T extends AnyType>(element: T): FlexibleArrayType<T> {
  checkIsType(element, 'flexibleArray')
  if (element.isFlexible === true) requireFixedSize(element, `flexibleArray(${element.name})`)
  const type: AnyType & { readonly element: AnyType } = Object.freeze({
    kind: 'flexible',
    get name() {
      return `flexibleArray(${element.name})`
    },
    element,
    isFlexible: true,
    measure: (target: Target) => {
      // What an element demands of its place the array demands too.
      const layout = layoutOf(element, target)
      requireFixedSize(element, `flexibleArray(${element.name})`)
      return { alignment: layout.alignment, ...requirementOf(layout), size: 0 }
    },
    makeCodec: (target: Target, mode: WriteMode) => flexibleCodec(type, element, target, mode),
    passing: { kind: 'aggregate' as const },
    leaves: () => [],
    holdsAddress: (target: Target) => holdsAddress(element, target),
    schema: () => ({ flexible: element.schema() }),
    mentions: () => [element],
    contains: () => [element],
    declareC: (declarator: string, isConst?: boolean) => element.declareC(`${declarator}[]`, isConst),
    defaultValue: () => [],
    domain: (target: Target): ValueDomain => ({ kind: 'list', element: domainOf(element, target) }),
  })
  return type as unknown as FlexibleArrayType<T>
}

function requirementOf({ requiredAlignment }: { readonly requiredAlignment?: number | undefined }): {
  requiredAlignment?: number
} {
  return requiredAlignment === undefined ? {} : { requiredAlignment }
}

function flexibleCodec(type: AnyType, element: AnyType, target: Target, mode: WriteMode): Codec {
  const codec = codecOf(element, target, mode)
  const elements = array(element, 0) as unknown as ArrayDescriptor
  const get = makeBy(new LateMaker(() => makerOf(makeFlexibleClass(type, elements, codec, { mode }))))
  return {
    ...layoutOf(type, target),
    get,
    set(memory, offset, value, path) {
      const length = lengthOf(value)
      if (length === undefined) refuseList(value, type, path)
      if (length === 0) return
      const view = get(memory, offset) as FlexibleArrayView<ArrayType<AnyType>>
      // Asked for as a whole first, so that nothing is written where not all of it has room.
      const place = view.first(length) as unknown as { readonly $memory: Memory; readonly $offset: number }
      codecOf(elements.withLength(length), target, mode).set(place.$memory, place.$offset, value, path)
    },
    copy: () => [],
    json: () => [],
    sizeFor: (value) => (lengthOf(value) ?? 0) * codec.size,
  }
}

/** How many elements a value has; `undefined` for what is no list. */
function lengthOf(value: unknown): number | undefined {
  const isArray = isView(value) && 'length' in value && (typeOfView(value) as Partial<ArrayDescriptor>).length
  if (Array.isArray(value) || isArray !== false || (ArrayBuffer.isView(value) && 'length' in value))
    return (value as ArrayLike<unknown>).length
  return undefined
}

function refuseList(value: unknown, type: AnyType, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-22',
    path,
    expected: 'an array, a typed array, or an accessor of an array',
    found: isView(value) ? `an accessor of ${typeOfView(value).name}` : describeValue(value),
  })
}
