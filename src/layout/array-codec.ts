import { ValueError } from '../errors/index.js'
import { dropParts } from './drop-value.js'
import { makeArrayClass } from './accessor/array-class.js'
import type { ArrayDescriptor } from './accessor/array-family.js'
import { isTypedArrayOf, typedElementsOf } from './accessor/typed-elements.js'
import { LateMaker, makeBy } from './accessor/maker.js'
import { makerOf } from './accessor/record-class.js'
import { codecOf, holdsAddress, layoutOf } from './layout.js'
import { isSameSpace, type Memory } from './memory.js'
import { refuseCopyOfMoved } from './moved-value.js'
import { describeValue } from './names.js'
import { isSameType } from './same-type.js'
import type { Target } from './target.js'
import type { AnyType, Codec, WriteMode } from './type.js'
import { bytesToCopy, isView, snapshot, spaceOfView, typeOfView, type View } from './view.js'

/**
 * Reads and writes arrays of a type as a whole.
 *
 * @see Rule L-13 of the specification.
 *
 * @internal
 */
export function arrayCodec(type: ArrayDescriptor, target: Target, mode: WriteMode): Codec {
  const { element, length } = type
  const codec = codecOf(element, target, mode)
  const layout = layoutOf(type, target)
  const { size } = layout
  const typed = typedElementsOf(codec)
  const collect = (read: 'copy' | 'json', memory: Memory, offset: number): unknown[] =>
    Array.from({ length }, (_, index) => codec[read](memory, offset + index * codec.size))
  const sameBytes = (value: unknown, memory: Memory): Uint8Array | undefined => {
    if (isView(value)) return isSameType(typeOfView(value), type) ? bytesFrom(value, memory, type) : undefined
    if (typed?.isNativeOrder !== true || !isTypedArrayOf(typed, value) || value.length !== length)
      return undefined
    return new Uint8Array(value.buffer, value.byteOffset, size)
  }
  return {
    ...layout,
    readsLater: true,
    get: makeBy(new LateMaker(() => makerOf(makeArrayClass(type, codec, length, { mode })))),
    set(memory, offset, value, path) {
      if (isView(value)) refuseCopyOfMoved(type, path)
      const bytes = sameBytes(value, memory)
      if (bytes !== undefined) {
        new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).set(bytes)
        return
      }
      const list = isView(value) && typeOfView(value).name === type.name ? snapshot(value) : value
      if (!isListOf(list, length)) refuseList(list, type, path)
      for (let index = 0; index < length; index++) {
        codec.set(memory, offset + index * codec.size, list[index], `${path}[${index}]`)
      }
    },
    copy: (memory, offset) => collect('copy', memory, offset),
    json: (memory, offset) => collect('json', memory, offset),
    drop(memory, offset) {
      const parts = Array.from({ length }, (_, index) => ({ type: element, offset: index * codec.size }))
      dropParts(parts, { memory, offset })
    },
  }
}

/** The bytes of an accessor, where they mean the same in another memory. */
function bytesFrom(view: View, { space }: Memory, type: AnyType): Uint8Array | undefined {
  const source = spaceOfView(view)
  if (source.target !== space.target) return undefined
  if (!isSameSpace(source, space) && holdsAddress(type, space.target)) return undefined
  return bytesToCopy(view)
}

function isListOf(value: unknown, length: number): value is ArrayLike<unknown> {
  return (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) && value.length === length
}

function refuseList(value: unknown, type: ArrayDescriptor, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-13',
    path,
    expected: `an array of ${type.length}`,
    found: describeValue(value),
  })
}
