import type { Field, FieldDeclaration, FieldTypeOf } from '../layout/field.js'
import type {
  AnyType,
  FunctionType,
  Implementation,
  InputOf,
  NullableFunctionType,
  ViewOf,
} from '../layout/index.js'
import type { Conditional } from './accessible-if.js'
import type { Certain, Optional } from './missing.js'
import type { SizeField } from './presence/size-field.js'
import type { VersionField } from './presence/version-field.js'
import type { Consuming, Reserved } from './presence/reserved.js'
import type { TypePolicy } from './type-policy.js'

/** Fields of a prefix type by name, in the order of their places in memory. */
export type PrefixFields = Readonly<Record<string, Field>>

/** What reading a field gives. A field with a condition and without a policy follows that of the type (`Common`). */
export type FieldAccess<F, Fallback, Common = Fallback> =
  F extends FieldDeclaration<infer T, infer M>
    ? M extends Optional
      ? ViewOf<T> | undefined
      : M extends Certain
        ? ViewOf<T>
        : Certainly<ViewOf<T>, M extends Conditional ? Common : Fallback>
    : F extends AnyType
      ? Certainly<ViewOf<F>, Fallback>
      : never

/** What reading gives under the policy of a type. */
export type Certainly<View, Policy> = Policy extends 'option' ? View | undefined : View

/** The key of a field, or `never` for a reserved slot: nobody reads or implements it. */
export type ReadableKey<K, F> =
  F extends FieldDeclaration<AnyType, infer M> ? ([M] extends [Reserved] ? never : K) : K

/** The accessor object of a prefix type: one property per field that is not reserved. */
export type PrefixView<P extends PrefixFields, S extends PrefixFields, M extends TypePolicy> = {
  readonly [K in keyof P as ReadableKey<K, P[K]>]: FieldAccess<P[K], 'panic', M>
} & { readonly [K in keyof S as ReadableKey<K, S[K]>]: FieldAccess<S[K], M> }

/** What implements a field: a function for a function field, a value otherwise. */
export type FieldImplementation<T> =
  T extends FunctionType<infer P, infer R, infer _O>
    ? Implementation<P, R>
    : T extends NullableFunctionType<infer P, infer R, infer _O>
      ? Implementation<P, R> | null
      : InputOf<T>

/** The key of a field that an implementation may leave out: one with a condition, or without bytes. */
export type OptionalKey<K, F> =
  F extends FieldDeclaration<infer T, infer M>
    ? [M] extends [Conditional]
      ? K
      : OptionalKey<K, T>
    : undefined extends InputOf<F>
      ? K
      : never

/** What implements some fields: all that are not reserved, and of those whatever must be given (`Said` need not be). */
export type FieldImplementations<F extends PrefixFields, Said = never> = {
  readonly [K in keyof F as Exclude<ReadableKey<K, F[K]>, OptionalKey<K, F[K]> | Said>]: FieldImplementation<
    FieldTypeOf<F[K]>
  >
} & {
  readonly [K in keyof F as ReadableKey<K, F[K]> & (OptionalKey<K, F[K]> | Said)]?:
    FieldImplementation<FieldTypeOf<F[K]>> | undefined
}

/**
 * An implementation in TypeScript: a function for each function field, a value for each other field. Reserved slots have
 * none, and the field that says which fields are there (`Said`) need not be given.
 */
export type PrefixImplementation<
  P extends PrefixFields,
  S extends PrefixFields,
  Said extends string = never,
> = FieldImplementations<P, Said> & FieldImplementations<S>

/** What {@link prefixType} is told. */
export interface PrefixDeclaration<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
> extends FieldsDeclaration<P, S, M> {
  /** Version of the interface, as in `1.2.0`. */
  readonly version: string
  /** Version that brought the fields without a `since`. Where it is left out, the oldest version that `version` is compatible with. */
  readonly since?: string
  /** A mask in front of the fields says which of them are there. */
  readonly presence?: undefined
}

/** What {@link prefixType} is told of an interface no field of which is taken for granted. */
export interface PrefixlessDeclaration<S extends PrefixFields, M extends TypePolicy> extends Omit<
  PrefixDeclaration<NoFields, S, M>,
  'prefix' | 'lastPrefixField'
> {
  /** There is no frozen prefix. */
  readonly prefix?: undefined
  /** There is no frozen prefix. */
  readonly lastPrefixField?: undefined
}

/** What {@link prefixType} is told of a struct whose version field says which fields are there. */
export interface VersionedDeclaration<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
  Said extends string,
> extends FieldsDeclaration<P, S, M> {
  /** What {@link versionField} gave. */
  readonly presence: VersionField<Said>
  /** The rungs of the ladder are the versions. */
  readonly version?: undefined
  /** The first rung of the ladder is the first version. */
  readonly since?: undefined
}

/** What {@link prefixType} is told of a struct whose size field says which fields are there. */
export interface SizedDeclaration<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
  Said extends string,
> extends FieldsDeclaration<P, S, M> {
  /** What {@link sizeField} gave. */
  readonly presence: SizeField<Said>
  /** Version of the interface, as in `1.2.0`; `1.0.0` where it is left out. */
  readonly version?: string
  /** Version that brought the fields without a `since`. Where it is left out, the oldest version that `version` is compatible with. */
  readonly since?: string
}

/** The fields of a declaration, and what is said of all of them. */
export interface FieldsDeclaration<P extends PrefixFields, S extends PrefixFields, M extends TypePolicy> {
  /** The fields that every module has, frozen forever. */
  readonly prefix: P
  /** The last of them, named once more: a field that is appended to the frozen prefix by accident is refused. */
  readonly lastPrefixField: keyof P & string
  /** The fields that newer modules have. New ones are appended, none is ever moved or taken away. */
  readonly suffix?: S
  /** The policy of suffix fields that have none of their own. */
  readonly missing?: M
  /** Bytes, a power of two: every instance is aligned to at least this. It never changes. */
  readonly align?: number
  /** Name of the package that declares the interface, for errors; that of the interface where it is left out. */
  readonly package?: string
  /** What the interface is, for headers and reference pages. */
  readonly doc?: string
}

/** A record without fields. */
export type NoFields = Record<never, never>

/** What an older version shows: TypeScript cannot tell which fields of the suffix it has. */
export type OlderPrefixView<
  P extends PrefixFields,
  S extends PrefixFields,
  M extends TypePolicy,
> = PrefixView<P, NoFields, M> & Partial<PrefixView<NoFields, S, M>>

/** The keys of fields in the place of slots that older versions reserve. */
export type ConsumingKey<P extends PrefixFields> = {
  [K in keyof P]: P[K] extends FieldDeclaration<AnyType, infer M> ? (M extends Consuming ? K : never) : never
}[keyof P] &
  string

/** What implements an older version: TypeScript cannot tell which fields of the suffix it needs. */
export type OlderImplementation<
  P extends PrefixFields,
  S extends PrefixFields,
  Said extends string = never,
> = PrefixImplementation<P, NoFields, Said | ConsumingKey<P>> & Partial<PrefixImplementation<NoFields, S>>
