import {
  constPointer,
  generic,
  taggedUnion,
  type AnyType,
  type Infer,
  type InputOf,
  type Type,
  type ViewOf,
} from '../layout/index.js'
import { RSlice, type RSliceInput, type RSliceType } from '../plain-types/r-slice.js'
import { RStr } from '../plain-types/r-str.js'
import { cowCodec } from './cow-codec.js'
import { RString, type RStringType } from './r-string.js'
import { RVec, type RVecInput, type RVecType, type RVecValue } from './r-vec.js'

/**
 * Something that is borrowed or owned, as it was read. Disposing of it disposes of what is owned, where it belongs to the
 * reader.
 */
export type CowView<Borrowed, Owned> = Disposable &
  ({ readonly isOwned: false; readonly value: Borrowed } | { readonly isOwned: true; readonly value: Owned })

/** What says itself whether it is borrowed or owned. */
export type CowInput<Borrowed, Owned> = { readonly borrowed: Borrowed } | { readonly owned: Owned }

/** The type of something that is borrowed or owned. */
export interface RCowType<
  B extends AnyType = AnyType,
  O extends AnyType = AnyType,
  Value = Infer<O>,
  Plain = InputOf<O>,
> extends Type<
  CowView<ViewOf<B>, ViewOf<O>>,
  Value,
  CowView<ViewOf<B>, ViewOf<O>> | CowInput<InputOf<B>, InputOf<O>> | Plain
> {
  readonly kind: 'RCow'
  /** What is borrowed. */
  readonly borrowed: B
  /** What is owned. */
  readonly owned: O
}

/** The type of {@link RCowStr}. */
export type RCowStrType = RCowType<typeof RStr, RStringType, string, string | RString>

/** The type of {@link RCowSlice}. */
export type RCowSliceType<T extends AnyType> = RCowType<
  RSliceType<T>,
  RVecType<T>,
  RVecValue<T>,
  RVecInput<T> | RSliceInput<T>
>

/** The type of {@link RCowVal}. */
export type RCowValType<T extends AnyType> = RCowType<AnyType, T, Infer<T>, InputOf<T>>

function makeCow(name: string, borrowed: AnyType, owned: AnyType, isOwnedByDefault: boolean): RCowType {
  const representation = taggedUnion(name, 'C', {
    Borrowed: { value: borrowed },
    Owned: { value: owned },
  }) as unknown as AnyType
  const type: AnyType & Pick<RCowType, 'borrowed' | 'owned'> = Object.freeze({
    ...representation,
    kind: 'RCow',
    borrowed,
    owned,
    makeCodec: (target) => cowCodec(type, representation, isOwnedByDefault, target),
    domain: owned.domain,
    defaultValue: owned.defaultValue,
    abiStable: { name: 'RCow', parameters: [borrowed, owned] },
  } satisfies AnyType & Pick<RCowType, 'borrowed' | 'owned'>)
  return type as unknown as RCowType
}

/**
 * Text that is borrowed or owned: Rust's `Cow<str>`, `abi_stable`'s `RCowStr`. A `string` is written as borrowed text where
 * the memory keeps what it points to, as during a call, and as an owned string elsewhere; an `RString` is moved.
 *
 * @see Rules T-14 and T-15 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, RCowStr, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Label = struct('Label', { text: RCowStr })
 * using arena = new NativeArena()
 * const { text } = arena.allocate(Label, { text: 'hello' })
 * assert.equal(text.isOwned, false)
 * assert.equal(String(text.value), 'hello')
 * ```
 */
export const RCowStr: RCowStrType = makeCow('RCowStr', RStr, RString, false) as unknown as RCowStrType

/**
 * Elements that are borrowed or owned: Rust's `Cow<[T]>`, `abi_stable`'s `RCowSlice`. A list is written as borrowed elements
 * where the memory keeps what it points to, as during a call, and as an owned vector elsewhere; an `RVec` is moved.
 *
 * @param element - Type of the elements.
 * @returns The same type for the same type of elements.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-14 and T-15 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, RCowSlice, struct, u16 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Track = struct('Track', { samples: RCowSlice(u16) })
 * using arena = new NativeArena()
 * const { samples } = arena.allocate(Track, { samples: [1, 2, 3] })
 * assert.deepEqual([...samples.value], [1, 2, 3])
 * ```
 */
export const RCowSlice: <T extends AnyType>(element: T) => RCowSliceType<T> = generic(
  'RCowSlice',
  (name: string, element: AnyType) => makeCow(name, RSlice(element), RVec(element), false),
) as never

/**
 * A value that is borrowed or owned: Rust's `Cow<T>`, `abi_stable`'s `RCowVal`. A plain value is written as an owned one; a
 * borrowed one is read where it lies.
 *
 * @param value - Type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rules T-14 and T-15 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, RCowVal, struct, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Slot = struct('Slot', { value: RCowVal(u64) })
 * using arena = new NativeArena()
 * assert.equal(arena.allocate(Slot, { value: 7n }).value.value, 7n)
 * ```
 */
export const RCowVal: <T extends AnyType>(value: T) => RCowValType<T> = generic(
  'RCowVal',
  (name: string, value: AnyType) => makeCow(name, constPointer(value), value, true),
) as never
