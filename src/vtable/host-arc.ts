import { MemoryError } from '../errors/index.js'
import { allocateNative, freeNative } from '../ffi/index.js'
import { alignUp, formatAddress, type Address, type AnyType } from '../layout/index.js'
import { dropValue, takeBytes } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { readUnsignedWord } from '../layout/pointer-sized.js'
import { nativeSpace } from '../memory/native-space.js'
import { hostTypeId } from './host-identity.js'
import { makeStaticTable } from './static-table.js'
import { arcVTable, type Unwrapped } from './tables/arc-vtable.js'

/** A value that this side shares. */
interface SharedValue {
  readonly type: AnyType
  /** What was allocated: the value may lie further on, because of its alignment. */
  readonly block: Address
  /** How many pointers own a share. */
  shares: number
}

/** The values by where they lie. */
const values = new Map<number, SharedValue>()

/** What `malloc` aligns to. */
const usualAlignment = 16

/** Where a shared value of this side lies, and the table that goes with it. */
export interface HostArc {
  readonly data: number
  readonly table: Address
}

/**
 * Puts a value into memory of this side, to be shared by one pointer at first.
 *
 * @param referent - The type of the value.
 * @param value - Anything that may be written where the type is declared.
 * @param path - What is written, for errors.
 *
 * @see Rule T-53 of the specification.
 *
 * @internal
 */
export function shareValue(referent: AnyType, value: unknown, path: string): HostArc {
  const table = tableOf(referent)
  const codec = codecOf(referent, nativeSpace.target)
  const size = Math.max(1, codec.size)
  const block = allocateNative(size + Math.max(0, codec.alignment - usualAlignment))
  const data = alignUp(block, codec.alignment)
  try {
    const memory = nativeSpace.memoryAt(data, size, path)
    codec.set(memory, data - memory.base!, value, path)
  } catch (error) {
    freeNative(block)
    throw error
  }
  values.set(data, { type: referent, block, shares: 1 })
  return { data, table }
}

/**
 * Makes the table of the shared pointers to values of a type, before one is made.
 *
 * @internal
 */
export function prepareArc(referent: AnyType): void {
  tableOf(referent)
}

/**
 * Frees the memory of a value that goes back to where it came from.
 *
 * @internal
 */
export function unshare({ data }: HostArc): void {
  free(data, values.get(data)!)
}

/**
 * The table of the shared pointers that this side makes to values of a type. Functions that take a pointer to a shared
 * pointer read its data pointer there.
 */
const tableOf = memoize((referent: AnyType): Address => {
  const { name } = arcVTable(referent)
  const at = (arc: number): readonly [number, SharedValue] => {
    const memory = nativeSpace.memoryAt(arc, nativeSpace.target.pointerSize, name)
    const data = readUnsignedWord(memory.view, arc - memory.base!, nativeSpace.target, name)
    return [data, valueAt(data, name)]
  }
  const table: Address = makeStaticTable(arcVTable(referent), {
    type_id: hostTypeId,
    destructor: (data: number, callReferentDrop: string) => {
      const value = valueAt(data, name)
      value.shares -= 1
      if (value.shares > 0) return
      try {
        const memory = nativeSpace.memoryAt(data, 1, name)
        if (callReferentDrop === 'Yes') dropValue(value.type, memory, data - memory.base!)
      } finally {
        free(data, value)
      }
    },
    clone_: (arc: number) => {
      const [data, value] = at(arc)
      value.shares += 1
      return { data, vtable: table }
    },
    get_mut: (arc: number) => {
      const [data, value] = at(arc)
      return value.shares === 1 ? data : 0
    },
    try_unwrap: ({ data }: { data: number }) => tryUnwrap(data, table, name),
    strong_count: (arc: number) => at(arc)[1].shares,
    // Nobody can make a weak pointer to what this side shares: `abi_stable` has none.
    weak_count: (arc: number) => {
      at(arc)
      return 0
    },
  })
  return table
})

function tryUnwrap(data: number, table: number, name: string): Unwrapped {
  const value = valueAt(data, name)
  if (value.shares > 1) return { isOk: false, err: { data, vtable: table } }
  const { size } = codecOf(value.type, nativeSpace.target)
  const memory = nativeSpace.memoryAt(data, Math.max(1, size), name)
  const ok = takeBytes(memory, data - memory.base!, size)
  free(data, value)
  return { isOk: true, ok }
}

function free(data: number, { block }: SharedValue): void {
  values.delete(data)
  freeNative(block)
}

function valueAt(data: number, path: string): SharedValue {
  const value = values.get(data)
  if (value !== undefined) return value
  throw new MemoryError('native code used a shared value that is gone', {
    code: 'ABI-B005',
    rule: 'T-53',
    path,
    expected: 'a shared value that was not dropped yet',
    found: formatAddress(data),
    hint: 'whoever owns a shared pointer calls its destructor once, and nobody uses it afterwards',
  })
}
