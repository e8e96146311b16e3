import { makeSliceClass } from './accessor/array-class.js'
import type { ArrayDescriptor, SliceClass } from './accessor/array-family.js'
import { array } from './array.js'
import type { ArrayView } from './array-view.js'
import { codecOf } from './layout.js'
import { memoize } from './memoize.js'
import type { Memory } from './memory.js'
import type { Target } from './target.js'
import type { AnyType } from './type.js'

const classes = memoize((target: Target) =>
  memoize((element: AnyType): SliceClass => {
    const elements = array(element, 0) as unknown as ArrayDescriptor
    return makeSliceClass(elements, codecOf(element, target))
  }),
)

/** Where elements without bytes lie, and those of an empty list. */
const nowhere = new DataView(new ArrayBuffer(16))

/**
 * An accessor of elements that lie one after the other at an address.
 *
 * @param element - Their type.
 * @param space - Where the address lies; any memory of the space.
 * @param address - The first element. Not looked at where there are no bytes.
 * @param length - How many elements, 0 or more.
 * @param path - What is read, for errors.
 * @throws {@link MemoryError} for null, impossible addresses, and what lies outside of the space.
 *
 * @internal
 */
export function elementsAt(
  element: AnyType,
  space: Memory['space'],
  address: number,
  length: number,
  path: string,
): ArrayView<AnyType> {
  const Slice = classes(space.target)(element)
  const byteLength = codecOf(element, space.target).size * length
  if (byteLength === 0)
    return new Slice({ view: nowhere, base: undefined, space }, 0, length) as ArrayView<AnyType>
  const memory = space.memoryAt(address, byteLength, path)
  return new Slice(memory, address - memory.base!, length) as ArrayView<AnyType>
}
