import { MemoryError, ValueError } from '../../errors/index.js'
import type { Memory, MemoryLocation } from '../memory.js'
import { describeValue } from '../names.js'
import type { AnyType, Codec } from '../type.js'
import { makeSliceClass } from './array-class.js'
import type { ArrayDescriptor, SliceClass } from './array-family.js'
import type { AccessorClass, ClassOptions } from './record-class.js'
import { installSharedMembers } from './shared-members.js'

/**
 * Makes the accessor class of flexible arrays of one type.
 *
 * @param type - The flexible array type.
 * @param elements - An array type with the same elements.
 * @param codec - Reads and writes an element.
 *
 * @see Rule L-22 of the specification.
 *
 * @internal
 */
export function makeFlexibleClass(
  type: AnyType,
  elements: ArrayDescriptor,
  codec: Codec,
  options: ClassOptions = {},
): AccessorClass {
  const { size } = codec
  const { mode = 'checked' } = options
  const write = (mode === 'checked' ? undefined : codec.setUnchecked) ?? codec.set
  let Slice: SliceClass | undefined
  const Accessor = class {
    constructor(
      public $memory: Memory,
      public $offset: number,
    ) {}

    at(index: number): unknown {
      const { memory, offset } = locate(this, size, checkIndex(index, size, type), 1, type)
      return codec.get(memory, offset)
    }

    set(index: number, value: unknown): void {
      const { memory, offset } = locate(this, size, checkIndex(index, size, type), 1, type)
      write(memory, offset, value, `${type.name}[${index}]`)
    }

    first(count: number): object {
      checkIndex(count, size, type)
      Slice ??= makeSliceClass(elements, codec, options)
      const { memory, offset } = locate(this, size, 0, count, type)
      return new Slice(memory, offset, count)
    }
  }
  installSharedMembers(Accessor, type)
  return Accessor
}

function checkIndex(index: unknown, size: number, type: AnyType): number {
  if (Number.isSafeInteger(index) && (index as number) >= 0 && Number.isSafeInteger((index as number) * size))
    return index as number
  throw new ValueError('outside of the array', {
    code: 'ABI-V003',
    rule: 'L-22',
    path: `${type.name}[${String(index)}]`,
    expected: 'a whole number from 0 on',
    found: describeValue(index),
  })
}

/**
 * Where some elements lie. In a window on native memory whoever made it vouches for them; any other memory knows where it
 * ends.
 *
 * @throws {@link MemoryError} `ABI-M005` where they are not within the memory.
 */
function locate(
  place: { readonly $memory: Memory; readonly $offset: number },
  size: number,
  index: number,
  count: number,
  type: AnyType,
): MemoryLocation {
  const { $memory: memory } = place
  const offset = place.$offset + index * size
  const end = offset + count * size
  if (end <= memory.view.byteLength) return { memory, offset }
  if (memory.isolate !== undefined || memory.mayGrow === true) {
    const address = memory.base! + offset
    const other = memory.space.memoryAt(address, count * size, type.name)
    return { memory: other, offset: address - other.base! }
  }
  throw new MemoryError('outside of the memory', {
    code: 'ABI-M005',
    rule: 'L-22',
    path: type.name,
    expected: `elements within the ${memory.view.byteLength} bytes of the memory`,
    found: `${count === 1 ? 'an element' : `${count} elements`} up to byte ${end}`,
  })
}
