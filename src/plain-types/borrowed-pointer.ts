import {
  constPointer,
  pointer,
  type AnyType,
  type Codec,
  type Pointer,
  type PointerInput,
  type ScalarPassing,
  type Type,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { ownershipOf } from '../ownership/index.js'

/** What holds a value behind a pointer, as a box does. */
export interface Holder {
  /** Drops what it holds. */
  [Symbol.dispose](): void
  /** The value. */
  deref(): unknown
}

/** What may be written where a borrowed pointer is declared: a pointer, an accessor of the value, or what holds the value. */
export type BorrowedInput<T extends AnyType> = PointerInput<T> | Holder

/** The type of a pointer that borrows a value. */
export interface BorrowedPointerType<T extends AnyType = AnyType> extends Type<
  Pointer<T>,
  Pointer<T>,
  BorrowedInput<T>
> {
  /** The type of the value. */
  readonly referent: T
  /** The form that may be null, as Rust's `Option` of it. */
  readonly nullableForm: () => Type<Pointer<T> | null, Pointer<T> | null, BorrowedInput<T> | null>
}

/**
 * A pointer of Rust that borrows a value: an ordinary pointer under another name, which also takes what holds the value.
 *
 * @param name - Its name.
 * @param family - What the crate calls it.
 * @param referent - The type of the value.
 * @param isConst - Whether the value is read only.
 *
 * @internal
 */
export function borrowedPointer<T extends AnyType>(
  name: string,
  family: string,
  referent: T,
  isConst: boolean,
): BorrowedPointerType<T> {
  const plain = (isConst ? constPointer(referent) : pointer(referent)) as unknown as AnyType
  const make = (inner: AnyType, typeName: string): AnyType => {
    const passing = inner.passing as ScalarPassing
    return {
      ...inner,
      name: typeName,
      makeCodec(target): Codec {
        const codec = codecOf(inner, target)
        return {
          ...codec,
          set: (memory, offset, value, path) =>
            codec.set(memory, offset, heldBy(value, referent, path) ?? value, path),
          source: undefined,
        }
      },
      passing: {
        ...passing,
        toNative: (value, path, space, keep) =>
          passing.toNative(heldBy(value, referent, path) ?? value, path, space, keep),
      },
    }
  }
  return Object.freeze({
    ...make(plain, name),
    referent,
    abiStable: { name: family, parameters: [referent] },
    nullableForm: () => make(plain.nullableForm!(), `nullable(${name})`),
  }) as unknown as BorrowedPointerType<T>
}

/** What a box and its like show of themselves. */
interface HolderParts {
  readonly $type?: { readonly referent?: AnyType }
  readonly $data?: number
}

/** Where the value lies that something holds; `undefined` for what holds no such value. */
function heldBy(value: unknown, referent: AnyType, path: string): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { $type, $data } = value as HolderParts
  if ($data === undefined || $type?.referent !== referent) return undefined
  ownershipOf(value)?.assertOwned(path)
  return $data
}
