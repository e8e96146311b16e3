import { ValueError } from '../errors/index.js'
import {
  array,
  domainOf,
  isView,
  locationOf,
  typeOfView,
  type AnyType,
  type Address,
  type ArrayView,
  type Codec,
  type Memory,
  type Target,
} from '../layout/index.js'
import { equalPlaces } from '../layout/compare-places.js'
import { elementsAt } from '../layout/elements.js'
import { codecOf, layoutOf } from '../layout/layout.js'
import { isSameSpace } from '../layout/memory.js'
import { movesValue } from '../layout/moved-value.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import { isSameType } from '../layout/same-type.js'
import { checkElements } from './check-elements.js'
import type { RSliceType } from './r-slice.js'

/**
 * Makes a type of slices.
 *
 * @param kind - Which of the two.
 * @param element - Type of the elements.
 * @param representation - The struct of a pointer and a length.
 *
 * @internal
 */
export function makeSlice(kind: RSliceType['kind'], element: AnyType, representation: AnyType): RSliceType {
  const isWritable = kind === 'RSliceMut'
  const type: AnyType & { readonly element: AnyType } = Object.freeze({
    ...representation,
    kind,
    element,
    makeCodec: (target: Target) => sliceCodec(type, element, isWritable, target),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: isWritable
      ? undefined
      : (target: Target) => ({ kind: 'list' as const, element: domainOf(element, target) }),
    defaultValue: isWritable ? undefined : () => [],
    abiStable: { name: kind, parameters: [element] },
  })
  return type as unknown as RSliceType
}

function sliceCodec(type: AnyType, element: AnyType, isWritable: boolean, target: Target): Codec {
  const { size, alignment } = layoutOf(type, target)
  const get = ({ view, space }: Memory, offset: number, path = type.name): ArrayView<AnyType> => {
    const address = readUnsignedWord(view, offset, target, path)
    const length = readUnsignedWord(view, offset + target.pointerSize, target, path)
    checkElements(address, length, layoutOf(element, target), path)
    return elementsAt(element, space, address, length, path)
  }
  return {
    size,
    alignment,
    get,
    set(memory, offset, value, path) {
      const { address, length } = placeOf(type, element, isWritable, memory, value, path)
      writeWord(memory.view, offset, address, target)
      writeWord(memory.view, offset + target.pointerSize, length, target)
    },
    words(value, path, memory) {
      const { address, length } = placeOf(type, element, isWritable, memory, value, path)
      return [address, length]
    },
    copy: (memory, offset, path) => copyOfElements(get(memory, offset, path)),
    json: (memory, offset) => get(memory, offset).toJSON(),
    equals: (memory, offset, otherMemory, otherOffset) =>
      equalElements(element, get(memory, offset), get(otherMemory, otherOffset)),
  }
}

/**
 * Copies elements as plain values: into a typed array where one can hold them.
 *
 * @internal
 */
export function copyOfElements(elements: ArrayView<AnyType>): unknown {
  const { $family } = elements as unknown as { readonly $family: { readonly typed: object | undefined } }
  return $family.typed === undefined ? elements.slice() : elements.toTypedArray()
}

/**
 * Whether two lists have equal elements.
 *
 * @internal
 */
export function equalElements(element: AnyType, one: ArrayView<AnyType>, other: ArrayView<AnyType>): boolean {
  if (one.length !== other.length) return false
  return equalPlaces(array(element, one.length), locationOf(one), locationOf(other))
}

interface Place {
  readonly address: number
  readonly length: number
}

function placeOf(
  type: AnyType,
  element: AnyType,
  isWritable: boolean,
  memory: Memory,
  value: unknown,
  path: string,
): Place {
  const elements = elementsOf(value)
  if (elements !== undefined) {
    if (!isSameType(elementTypeOf(elements), element)) refuseList(type, isWritable, value, path)
    const found = placeInSpace(elements, memory)
    if (found !== undefined) return { ...found, address: found.address ?? alignmentOf(element, memory) }
  }
  if (isWritable) refuseList(type, isWritable, value, path)
  const list = elements ?? value
  if (!isList(list)) refuseList(type, isWritable, value, path)
  return keepList(element, memory, list, path)
}

/** The elements that a value shows, if it is an accessor of an array or of something that has elements. */
function elementsOf(value: unknown): ArrayView<AnyType> | undefined {
  if (!isView(value)) return undefined
  const { elements = value } = value as { readonly elements?: unknown }
  return isView(elements) && '$family' in elements ? (elements as unknown as ArrayView<AnyType>) : undefined
}

function elementTypeOf(elements: ArrayView<AnyType>): AnyType {
  return (typeOfView(elements) as AnyType & { readonly element: AnyType }).element
}

/** Where elements lie; nowhere in particular where there are no bytes. */
function placeInSpace(
  elements: ArrayView<AnyType>,
  { space }: Memory,
): { readonly address: number | undefined; readonly length: number } | undefined {
  const { memory, offset } = locationOf(elements)
  const { length } = elements
  if (!isSameSpace(memory.space, space)) return undefined
  const byteLength = length * layoutOf(elementTypeOf(elements), space.target).size
  if (byteLength === 0) return { address: undefined, length }
  return memory.base === undefined ? undefined : { address: memory.base + offset, length }
}

function alignmentOf(element: AnyType, { space }: Memory): number {
  return layoutOf(element, space.target).alignment
}

/** Copies a list to where it stays. */
function keepList(element: AnyType, memory: Memory, list: List, path: string): Place {
  const { length } = list
  const { space, keep } = memory
  const codec = codecOf(element, space.target)
  const byteLength = length * codec.size
  if (byteLength === 0) return { address: codec.alignment, length }
  if (movesValue(element) || keep === undefined) return refuseOwner(element, path)
  const view = new DataView(new ArrayBuffer(byteLength))
  const draft: Memory = { view, base: undefined, space, keep }
  if (isView(list) || ArrayBuffer.isView(list))
    codecOf(array(element, length), space.target).set(draft, 0, isView(list) ? list.slice() : list, path)
  else
    for (let index = 0; index < length; index++)
      codec.set(draft, index * codec.size, list[index], `${path}[${index}]`)
  const address: Address = keep(new Uint8Array(view.buffer), codec.alignment)
  return { address, length }
}

type List = readonly unknown[] | ArrayView<AnyType> | Uint8Array

function isList(value: unknown): value is List {
  return (
    Array.isArray(value) ||
    (isView(value) && '$family' in value) ||
    (ArrayBuffer.isView(value) && 'length' in value)
  )
}

function refuseOwner(element: AnyType, path: string): never {
  throw new ValueError('nobody would own these elements', {
    code: 'ABI-V004',
    rule: 'T-12',
    path,
    expected: movesValue(element)
      ? 'elements that somebody owns'
      : 'memory that keeps what its fields point to',
    found: movesValue(element) ? 'a list of new ones' : 'memory that belongs to somebody else',
    hint: `make an RVec(${element.name}) and pass that`,
  })
}

function refuseList(type: AnyType, isWritable: boolean, value: unknown, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'T-12',
    path,
    expected: isWritable
      ? 'a vector, or an accessor of an array in the same memory'
      : 'an array, a typed array, a vector, or an accessor of an array',
    found: isView(value) ? `an accessor of ${typeOfView(value).name}` : describeValue(value),
    ...(isWritable ? { hint: 'what is written to a copy would be lost: allocate the elements' } : {}),
  })
}
