// What all walks over arrays have in common: where the arrays lie, and what the loops over them consist of.
import {
  array,
  bufferMemory,
  bytesOf,
  native,
  NativeArena,
  type AnyType,
  type ArrayType,
  type ArrayView,
} from 'abiding'
import type { Contender, Run } from './harness.js'
import { handedLoops, type LoopSource, type Scope } from './loop.js'

/** How many elements an array has. */
export const count = 10_000

/** Where the arrays lie. */
export interface Place {
  readonly name: string
  readonly allocate: <T extends AnyType>(type: ArrayType<T>) => ArrayView<T>
  /** A new accessor for an address. */
  readonly at: (type: AnyType, address: number) => unknown
}

// Most programs free memory at some time. From the first time on V8 takes less for granted of all native memories, and loops take longer.
const freed = new NativeArena()
freed.allocateBytes(1)
freed[Symbol.dispose]()

const arena = new NativeArena()
const shared = bufferMemory(new SharedArrayBuffer(1 << 22))

export const places: readonly Place[] = [
  { name: 'native memory', allocate: (type) => arena.allocate(type), at: native.unsafeAt },
  {
    name: 'shared buffer',
    allocate: (type) => shared.allocate(type),
    at: (type, address) => shared.at(type, address),
  },
]

/** Makes an array, and what else loops over it are handed. */
export function allocate<T extends AnyType>(place: Place, type: T, length = count) {
  const all = place.allocate(array(type, length))
  const { buffer, byteOffset, byteLength } = bytesOf(all)
  return {
    all,
    /** Begins at the array. */
    view: new DataView(buffer, byteOffset, byteLength),
    /** All bytes of the buffer in which the array lies. */
    whole: new DataView(buffer),
    /** Where in them the array begins. */
    offset: byteOffset,
    list: { length },
  }
}

/** A loop by index. */
export function walk(scope: Scope, body: string): Run[] {
  return handedLoops(scope, { count, body })
}

/** A loop over what is iterable. */
export function iterate(scope: Scope, list: string, body: string): Run[] {
  return handedLoops(scope, { count: 1, body: `for (const record of ${list}) { ${body} }` })
}

/** What a loop with `at(i)` begins with. */
export const atIndex = 'const record = all.at(i);'

/** What a loop ends with that may be left before its end. */
export const wayOut = " if (sum === -1) throw new Error('never thrown')"

/** What a loop by hand begins with that checks its index. */
export const checkIndex = 'if (!(i >= 0 && i < list.length)) throw new RangeError(String(i));'

/** A loop over a DataView; `start` is what offsets from the beginning of the array are written behind. */
type ByHand = (start: string) => Omit<LoopSource, 'before'>

/** The loop by hand that is handed what an accessor is. */
export const withOffset = 'DataView and an offset'

/** That with its index checked, as `at(i)` checks it. */
export const withOffsetChecked = `${withOffset}, index checked`

/**
 * Loops over a DataView that check nothing. The base is handed one that begins at the array; the other one a view and an offset in
 * it, as an accessor is.
 */
export function byHand(scope: Scope, source: ByHand): Contender[] {
  return [
    { name: 'DataView', run: handedLoops(scope, source('')) },
    { name: withOffset, run: handedLoops(inWhole(scope), source('offset + ')) },
  ]
}

/** The same with both, and with the index checked by a branch. */
export function byHandChecked(scope: Scope, source: ByHand): Contender[] {
  const checked = source('offset + ')
  return [
    ...byHand(scope, source),
    {
      name: withOffsetChecked,
      run: handedLoops(inWhole(scope), { ...checked, body: checkIndex + checked.body }),
    },
  ]
}

function inWhole(scope: Scope): Scope {
  return { ...scope, view: scope['whole'] }
}
