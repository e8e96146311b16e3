import { MemoryError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import { alignUp, formatAddress, type Address, type AnyType } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { dropValue } from '../layout/drop-value.js'
import { memoize } from '../layout/memoize.js'
import { nativeSpace } from '../memory/native-space.js'
import { boxClassOf } from './box-accessor.js'
import type { Box, BoxType } from './box-like.js'
import { hostTypeId } from './host-identity.js'
import { makeStaticTable } from './static-table.js'

/** A value that this side put into memory of its own. */
interface BoxedValue {
  readonly type: AnyType
  /** What was allocated: the value may lie further on, because of its alignment. */
  readonly block: Address
  isDropped: boolean
}

/** The values by where they lie. */
const values = new Map<number, BoxedValue>()

/** What `malloc` aligns to. */
const usualAlignment = 16

/** Where a value of this side lies, and the table that goes with it. */
export interface HostBox {
  readonly data: number
  readonly table: Address
}

/**
 * Puts a value into memory of this side.
 *
 * @param path - What is written, for errors.
 *
 * @see Rule B-8 of the specification.
 *
 * @internal
 */
export function putInBox(type: BoxType, value: unknown, path: string): HostBox {
  const table = tableOf(type)
  const codec = codecOf(type.referent, nativeSpace.target)
  const room = Math.max(1, codec.size) + Math.max(0, codec.alignment - usualAlignment)
  const block = allocateNative(room)
  const data = alignUp(block, codec.alignment)
  try {
    const memory = nativeSpace.memoryAt(data, Math.max(1, codec.size), type.name)
    codec.set(memory, data - memory.base!, value, path)
  } catch (error) {
    freeNative(block)
    throw error
  }
  values.set(data, { type: type.referent, block, isDropped: false })
  return { data, table }
}

/**
 * Frees the memory of a box whose value goes back to where it came from.
 *
 * @internal
 */
export function takeBack({ data }: HostBox): void {
  freeNative(values.get(data)!.block)
  values.delete(data)
}

/**
 * Makes a box of a value.
 *
 * @see Rule B-8 of the specification.
 *
 * @internal
 */
export function makeBox(type: BoxType, value: unknown): Box<AnyType> {
  const { data, table } = putInBox(type, value, `${type.name}.new → param value`)
  return new (boxClassOf(type))(data, table, true)
}

/**
 * Makes the table of the boxes of a type before one is made.
 *
 * @internal
 */
export function prepareBox(type: BoxType): void {
  tableOf(type)
}

/** The table of the boxes of a type that this side makes. */
const tableOf = memoize((type: BoxType): Address => {
  const destructor =
    type.destructor === 'drop'
      ? (data: number, drop: string) => destroy(type, data, drop, 'Yes')
      : (data: number, drop: string, deallocate: string) => destroy(type, data, drop, deallocate)
  const values = { destructor, ...(type.destructor === 'drop' ? {} : { type_id: hostTypeId }) }
  return makeStaticTable(type.table, values)
})

function destroy(type: BoxType, data: number, callReferentDrop: string, deallocate: string): void {
  const value = values.get(data)
  if (value === undefined) return refuseUnknown(type, data)
  try {
    if (callReferentDrop === 'Yes' && !value.isDropped) {
      value.isDropped = true
      const memory = nativeSpace.memoryAt(data, Math.max(1, codecOf(value.type, nativeSpace.target).size))
      dropValue(value.type, memory, data - memory.base!)
    }
  } finally {
    if (deallocate === 'Yes') {
      values.delete(data)
      freeNative(value.block)
    }
  }
}

function refuseUnknown(type: BoxType, data: number): never {
  throw new MemoryError('native code freed a box that is gone', {
    code: 'ABI-B005',
    rule: 'B-8',
    path: `${type.table.name}.destructor`,
    expected: 'a box that was not dropped yet',
    found: formatAddress(data),
    hint: 'whoever owns a box calls its destructor once, and nobody uses it afterwards',
  })
}
