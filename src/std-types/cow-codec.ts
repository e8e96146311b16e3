import {
  isView,
  Pointer,
  type AnyType,
  type Codec,
  type Keep,
  type Memory,
  type Target,
} from '../layout/index.js'
import { equalPlaces } from '../layout/compare-places.js'
import { codecOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { ownershipKey } from '../ownership/index.js'
import type { RStringAccessor } from './r-string-accessor.js'
import { VectorAccessor } from './vector-accessor.js'

/** A type of values that are borrowed or owned. */
export interface CowDescriptor extends AnyType {
  /** What is borrowed. */
  readonly borrowed: AnyType
  /** What is owned. */
  readonly owned: AnyType
}

/** The form that the memory holds, as an accessor shows it. */
interface Form {
  readonly tag: 'Borrowed' | 'Owned'
  readonly value: unknown
}

/** Something that is borrowed or owned, as it was read. */
class Cow {
  constructor(
    readonly isOwned: boolean,
    readonly value: unknown,
  ) {}

  [Symbol.dispose](): void {
    if (this.isOwned) (this.value as Partial<Disposable> | null | undefined)?.[Symbol.dispose]?.()
  }
}

/**
 * Reads and writes what is borrowed or owned.
 *
 * @param representation - The same as a tagged union.
 * @param isOwnedByDefault - Whether a plain value is written as an owned one wherever it is written.
 *
 * @see Rules T-14 and T-15 of the specification.
 *
 * @internal
 */
export function cowCodec(
  type: CowDescriptor,
  representation: AnyType,
  isOwnedByDefault: boolean,
  target: Target,
): Codec {
  const inner = codecOf(representation, target)
  const owned = codecOf(type.owned, target)
  const formAt = (memory: Memory, offset: number): Form => inner.get(memory, offset) as Form
  /** What a pointer leads to is read there. */
  const read = (how: 'get' | 'copy' | 'json', memory: Memory, offset: number): unknown => {
    const { tag, value } = formAt(memory, offset)
    if (tag === 'Borrowed' && value instanceof Pointer) {
      const at = memory.space.memoryAt(value.address, Math.max(1, owned.size), type.name)
      return owned[how](at, value.address - at.base!)
    }
    if (how === 'get') return value
    return (inner[how](memory, offset) as Form).value
  }
  return {
    ...inner,
    varies: undefined,
    get: (memory, offset) => new Cow(formAt(memory, offset).tag === 'Owned', read('get', memory, offset)),
    set(memory, offset, value, path) {
      const { isOwned, given } = classify(type, value, isOwnedByDefault, memory.keep)
      inner.set(memory, offset, { tag: isOwned ? 'Owned' : 'Borrowed', value: given }, path)
    },
    copy: (memory, offset) => read('copy', memory, offset),
    json: (memory, offset) => read('json', memory, offset),
    equals: (memory, offset, otherMemory, otherOffset) =>
      equalPlaces(representation, { memory, offset }, { memory: otherMemory, offset: otherOffset }),
  }
}

interface Given {
  readonly isOwned: boolean
  readonly given: unknown
}

function classify(
  type: CowDescriptor,
  value: unknown,
  isOwnedByDefault: boolean,
  keep: Keep | undefined,
): Given {
  if (value instanceof Cow) return { isOwned: value.isOwned, given: value.value }
  if (typeof value === 'object' && value !== null && !isView(value)) {
    if (isOnlyKey(value, 'borrowed')) return { isOwned: false, given: value.borrowed }
    if (isOnlyKey(value, 'owned')) return { isOwned: true, given: value.owned }
  }
  if (isOwnedByDefault) return { isOwned: true, given: value }
  if (value instanceof VectorAccessor && value.$type === type.owned)
    return value[ownershipKey] === undefined
      ? {
          isOwned: false,
          given: type.borrowed.kind === 'RStr' ? (value as RStringAccessor).toString() : value.elements,
        }
      : { isOwned: true, given: value }
  const { element } = type.owned as AnyType & { readonly element: AnyType }
  // What lies in memory can be borrowed from there; anything else is copied to where it is kept.
  const isBorrowed = isView(value) || (keep !== undefined && !movesValue(element) && isBorrowable(value))
  return { isOwned: !isBorrowed, given: value }
}

function isBorrowable(value: unknown): boolean {
  return typeof value === 'string' || Array.isArray(value) || ArrayBuffer.isView(value)
}

function isOnlyKey<Key extends string>(value: object, key: Key): value is Record<Key, unknown> {
  return Object.hasOwn(value, key) && Object.keys(value).length === 1
}
