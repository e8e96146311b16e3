import {
  generic,
  pointer,
  struct,
  type AnyType,
  type Infer,
  type InputOf,
  type Type,
  type ViewOf,
} from '../layout/index.js'
import { prepareArc, shareValue, unshare } from '../vtable/host-arc.js'
import type { Taken } from '../vtable/index.js'
import { owningCodec } from '../vtable/owning-codec.js'
import { pointeeAt } from '../vtable/pointee.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { arcVTable } from '../vtable/tables/arc-vtable.js'
import { arcClassOf, type ArcAccessor } from './r-arc-accessor.js'

/** A value that several pointers share, and a share of it. */
export interface RArc<T extends AnyType> extends Disposable {
  /** Whether nobody else has a share. */
  readonly isUnique: boolean
  /** How many pointers have a share. */
  readonly strongCount: number
  /** How many weak pointers there are: only the side that made the value can make some. */
  readonly weakCount: number
  /**
   * The value: an accessor for structs and arrays, the value itself for scalars, valid as long as the share.
   *
   * @throws {@link MemoryError} `ABI-O002` after a move, `ABI-M004` after dispose.
   */
  deref(): ViewOf<T>
  /**
   * Writes the value, where nobody else has a share. What the old value owned is dropped.
   *
   * @param value - Anything that may be written where the type of the value is declared.
   * @throws {@link MemoryError} `ABI-U020` where the value is shared; {@link ValueError} where the new value does not fit.
   */
  store(value: InputOf<T>): void
  /**
   * Makes another share.
   *
   * @returns A pointer that belongs to the caller.
   */
  clone(): RArc<T>
  /**
   * Takes the value out, where nobody else has a share. The pointer is used up then.
   *
   * @returns The value, or `undefined` where it is shared.
   * @throws {@link CallError} `ABI-B003` where the pointer belongs to somebody else.
   */
  tryUnwrap(): { readonly value: Taken<T> } | undefined
}

/** The type of shared pointers to values of a type. */
export interface RArcType<T extends AnyType = AnyType> extends Type<RArc<T>, Infer<T>, RArc<T> | InputOf<T>> {
  readonly kind: 'RArc'
  /** The type of the value. */
  readonly referent: T
  /**
   * Puts a value into memory of this side.
   *
   * @param value - Anything that may be written where the type of the value is declared.
   * @returns The first share, which belongs to the caller.
   * @throws {@link ValueError} where the value does not fit; {@link MemoryError} `ABI-M007` where no memory is left.
   */
  readonly new: (value: InputOf<T>) => RArc<T>
}

/**
 * A value that several pointers share, whoever made it: Rust's `Arc`, laid out as `abi_stable`'s `RArc`. The last share
 * drops the value.
 *
 * Where a shared pointer is declared, a value of its type may be passed as well: it is put into memory of this side, and
 * its first share goes along.
 *
 * @param referent - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-52 and T-53 of the specification.
 *
 * @example
 * ```ts
 * import { RArc, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const one = RArc(u32).new(7)
 * const other = one.clone()
 * assert.equal(other.deref(), 7)
 * assert.equal(one.strongCount, 2)
 * assert.throws(() => one.store(8), { code: 'ABI-U020' })
 *
 * other[Symbol.dispose]()
 * one.store(8)
 * assert.deepEqual(one.tryUnwrap(), { value: 8 })
 * ```
 */
export const RArc: <T extends AnyType>(referent: T) => RArcType<T> = generic(
  'RArc',
  <T extends AnyType>(name: string, referent: T): RArcType<T> => {
    const representation = struct(
      name,
      {
        data: pointer(referent),
        get vtable(): AnyType {
          return tablePointer(() => arcVTable(referent))
        },
      },
      { doc: 'Owns a share of what data points to.' },
    ) as unknown as RArcType
    const type: RArcType = Object.freeze<RArcType>({
      ...representation,
      kind: 'RArc',
      isMoved: true,
      referent,
      makeCodec: (target) =>
        owningCodec(
          type,
          {
            rule: 'T-52',
            make([data, table], isOwner, location, path) {
              pointeeAt(referent, data!, path)
              return new (arcClassOf(type))(data!, table!, isOwner, location)
            },
            copy: (arc: ArcAccessor) => arc.$copy(),
            build(value, path) {
              const made = shareValue(referent, value, path)
              return { words: [made.data, made.table], takeBack: () => unshare(made) }
            },
          },
          target,
        ),
      copiesBytes: undefined,
      endsFlexible: undefined,
      domain: undefined,
      defaultValue: undefined,
      prepare: () => prepareArc(referent),
      abiStable: { name: 'RArc', parameters: [referent] },
      new(value) {
        const { data, table } = shareValue(referent, value, `${name}.new → param value`)
        return new (arcClassOf(type))(data, table, true) as unknown as RArc<AnyType>
      },
    })
    return type as unknown as RArcType<T>
  },
)
