import { hostTarget } from '../layout/index.js'
import { writeWord } from '../layout/pointer-sized.js'
import { scratchMemory } from '../memory/scratch.js'
import { boundTable } from './bound-table.js'
import type { ObjectFunctions } from './object-functions.js'
import { BoxVTable } from './tables/box-vtable.js'

/** The functions of a box's table, as far as they are called here. */
interface BoxFunctions {
  readonly destructor: (data: number, callReferentDrop: 'Yes' | 'No', deallocate: 'No' | 'Yes') => void
}

/**
 * Lays the pointer that owns an object down in memory for as long as native code needs it.
 *
 * @param data - The data pointer.
 * @param box - The table of the box.
 * @param use - Is called with the address of the pointer.
 *
 * @internal
 */
export function withPointer<Result>(data: number, box: number, use: (pointer: number) => Result): Result {
  const scratch = scratchMemory()
  const target = hostTarget()
  const { mark } = scratch
  try {
    const { memory, offset } = scratch.allocate(2 * target.pointerSize, target.pointerSize)
    writeWord(memory.view, offset, data, target)
    writeWord(memory.view, offset + target.pointerSize, box, target)
    return use(memory.base! + offset)
  } finally {
    scratch.release(mark)
  }
}

/**
 * Drops an object, and what it is in.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export function dropObject(functions: ObjectFunctions, data: number, box: number): void {
  withPointer(data, box, functions.drop)
}

/**
 * Frees the memory of an object whose value was used up.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export function freeUsedUp(data: number, box: number): void {
  boundTable<BoxFunctions>(BoxVTable, box).destructor(data, 'No', 'Yes')
}
