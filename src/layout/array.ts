import { DeclarationError, ValueError } from '../errors/index.js'
import { makeArrayClass } from './accessor/array-class.js'
import { makerOf } from './accessor/struct-class.js'
import { checkIsType } from './function-pointer.js'
import { codecOf, holdsAddress, layoutOf, leavesOf } from './layout.js'
import type { Memory } from './memory.js'
import { describeValue } from './names.js'
import type { Target } from './target.js'
import type { AnyType, Codec, Infer, InputOf, Type, ViewOf } from './type.js'
import { defaultOf } from './default-value.js'
import { bytesToCopy, isView, snapshot, typeOfView, type View } from './view.js'

/** Accessor of a fixed array. */
export interface ArrayView<T extends AnyType> extends View<ArrayType<T>>, Iterable<ViewOf<T>> {
  /** Number of elements. */
  readonly length: number
  /**
   * Reads an element.
   *
   * @param index - From 0 to `length` - 1.
   * @throws ValueError `ABI-V003` for any other index.
   */
  at(index: number): ViewOf<T>
  /**
   * Writes an element.
   *
   * @param index - From 0 to `length` - 1.
   * @param value - What may be written where the element's type is declared.
   * @throws ValueError `ABI-V003` for any other index, and where the value does not fit.
   */
  set(index: number, value: InputOf<T>): void
}

/** The type of a fixed array. */
export type ArrayType<T extends AnyType> = Type<
  ArrayView<T>,
  Infer<T>[],
  readonly InputOf<T>[] | ArrayView<T>
>

/**
 * A fixed number of values of one type, one after the other.
 *
 * @param element - Type of the elements.
 * @param length - How many, 1 or more.
 * @throws {@link DeclarationError} for what is no type, and for an impossible length.
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
  if (!Number.isSafeInteger(length) || length < 1) refuseLength(element, length)
  const type: AnyType = Object.freeze<AnyType>({
    kind: 'array',
    get name() {
      return `array(${element.name}, ${length})`
    },
    measure: (target) => {
      const { size, alignment } = layoutOf(element, target)
      if (!Number.isSafeInteger(size * length)) refuseLength(element, length)
      return { size: size * length, alignment }
    },
    makeCodec: (target) => arrayCodec(type, element, length, target),
    passing: { kind: 'aggregate' },
    leaves(target) {
      const stride = layoutOf(element, target).size
      const inner = leavesOf(element, target)
      return Array.from({ length }, (_, index) =>
        inner.map((leaf) => ({ ...leaf, offset: index * stride + leaf.offset })),
      ).flat()
    },
    holdsAddress: (target) => holdsAddress(element, target),
    schema: () => ({ array: element.schema(), length }),
    mentions: () => [element],
    contains: () => [element],
    declareC: (declarator, isConst) =>
      element.declareC(`${declarator.startsWith('*') ? `(${declarator})` : declarator}[${length}]`, isConst),
    defaultValue: () => Array.from({ length }, () => defaultOf(element, `array(${element.name}, ${length})`)),
  })
  return type as ArrayType<T>
}

function refuseLength(element: AnyType, length: unknown): never {
  throw new DeclarationError('not the length of an array', {
    code: 'ABI-L002',
    rule: 'L-13',
    path: `array(${element.name})`,
    expected: 'a whole number from 1 on, for less than 2^53 bytes',
    found: describeValue(length),
  })
}

function arrayCodec(type: AnyType, element: AnyType, length: number, target: Target): Codec {
  const codec = codecOf(element, target)
  const { size, alignment } = layoutOf(type, target)
  const Accessor = makeArrayClass(type, codec, length)
  const isPlain = !holdsAddress(element, target)
  const collect = (read: 'copy' | 'json', memory: Memory, offset: number): unknown[] =>
    Array.from({ length }, (_, index) => codec[read](memory, offset + index * codec.size))
  return {
    size,
    alignment,
    get: makerOf(Accessor),
    set(memory, offset, value, path) {
      if (isView(value) && typeOfView(value).name === type.name) {
        if (
          typeOfView(value) === type &&
          isPlain &&
          (value as unknown as { $memory: Memory }).$memory.space.target === target
        ) {
          new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).set(bytesToCopy(value))
          return
        }
        value = snapshot(value)
      }
      if (!isListOf(value, length)) refuseList(value, type, length, path)
      for (let index = 0; index < length; index++) {
        codec.set(memory, offset + index * codec.size, value[index], `${path}[${index}]`)
      }
    },
    copy: (memory, offset) => collect('copy', memory, offset),
    json: (memory, offset) => collect('json', memory, offset),
  }
}

function isListOf(value: unknown, length: number): value is ArrayLike<unknown> {
  return (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) && value.length === length
}

function refuseList(value: unknown, type: AnyType, length: number, path: string): never {
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'L-13',
    path,
    expected: `an array of ${length}`,
    found: describeValue(value),
  })
}
