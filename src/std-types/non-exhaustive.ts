import { DeclarationError } from '../errors/index.js'
import {
  aligned,
  array,
  layoutOf,
  struct,
  u8,
  type AnyType,
  type EnumType,
  type Infer,
  type InputOf,
  type NamedOptions,
  type Target,
  type Type,
  type ViewOf,
} from '../layout/index.js'
import type { AnyPrefixType } from '../prefix/index.js'
import type { Hasher } from '../vtable/index.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { makeHostEnum, prepareHostEnum } from './non-exhaustive-host.js'
import { nonExhaustiveCodec } from './non-exhaustive-codec.js'
import { nonExhaustiveTable } from './non-exhaustive-table.js'

/** An enum that may be of a form that this side does not know. It is disposed of by its owner, once. */
export interface NonExhaustive<E extends AnyType = AnyType> extends Disposable {
  /** The number of its form. */
  readonly discriminant: number | bigint
  /**
   * The enum, valid as long as this; `undefined` where its form is not known. What it owns still belongs to this.
   */
  readonly value: ViewOf<E> | undefined
  /** The names of the forms that its maker knows. */
  readonly formNames: readonly string[]
  /**
   * What it says for programmers: Rust's `Debug`.
   *
   * @param alternate - Whether the longer form is asked for, `{:#?}`; `false` where it is left out.
   * @throws {@link CallError} `ABI-B007` where it cannot do that, as all methods do; {@link MemoryError} `ABI-O002` after a
   * move, `ABI-M004` after dispose.
   */
  debug(alternate?: boolean): string
  /**
   * What it says for people: Rust's `Display`.
   *
   * @param alternate - Whether the longer form is asked for, `{:#}`; `false` where it is left out.
   */
  display(alternate?: boolean): string
  /** A copy, which belongs to the caller. */
  clone(): NonExhaustive<E>
  /**
   * Whether it equals another one.
   *
   * @param other - One of the same type.
   */
  equals(other: NonExhaustive<E>): boolean
  /**
   * How it compares to another one.
   *
   * @param other - One of the same type.
   * @returns -1, 0 or 1.
   */
  compare(other: NonExhaustive<E>): number
  /**
   * How it compares to another one, where the two can be compared.
   *
   * @param other - One of the same type.
   * @returns -1, 0 or 1; `undefined` where they cannot.
   */
  partialCompare(other: NonExhaustive<E>): number | undefined
  /**
   * Feeds a hasher.
   *
   * @param hasher - Takes the bytes.
   */
  hash(hasher: Hasher): void
  /** What it says for people, or else for programmers. */
  toString(): string
  /** The enum; where its form is not known, its number and what it says. */
  toJSON(): unknown
}

/** The plain copy of an enum whose form is not known. */
export interface UnknownForm {
  /** The number of the form. */
  readonly discriminant: number | bigint
  /** What it says, where it says something. */
  readonly text: string | undefined
}

/** The type of an enum that may get more forms. */
export interface NonExhaustiveType<E extends AnyType = AnyType> extends Type<
  NonExhaustive<E>,
  Infer<E> | UnknownForm,
  NonExhaustive<E> | InputOf<E>
> {
  readonly kind: 'nonExhaustive'
  /** The enum, with the forms that this side knows. */
  readonly enumType: E
  /**
   * Makes one that native code can own.
   *
   * @param value - What may be written where the enum is declared.
   * @returns One that belongs to the caller.
   * @throws {@link ValueError} where the value does not fit.
   */
  readonly from: (value: InputOf<E>) => NonExhaustive<E>
}

/** Where the enum is kept. */
export interface Storage {
  /** Bytes; enough for the forms of versions to come. */
  readonly size: number
  /** Bytes, a power of two; 8 where it is left out. */
  readonly alignment?: number
}

/** An enum with forms that have names: what {@link taggedUnion} and {@link enumeration} give. */
export type EnumLike = AnyType & ({ readonly tags: EnumType } | Pick<EnumType, 'variants' | 'repr'>)

/** The parts of the type that its codec and its accessors use. @internal */
export interface NonExhaustiveParts extends AnyType {
  readonly enumType: AnyType
  /** The enum of its forms. */
  readonly tags: EnumType
  /** The storage and the table, as a struct. */
  readonly representation: AnyType
  readonly table: AnyPrefixType
}

/**
 * An enum that may get more forms in later versions: `abi_stable`'s `NonExhaustive`. It lies in a storage that is larger than
 * needed, with a table of functions behind it, which can spell, compare, copy and drop forms that this side does not know.
 *
 * Reading gives an owner whose `value` is the enum, or `undefined` where its form is not known. Such a one can still be
 * spelled, copied and passed on. Where it is declared, a value of the enum may be passed: it is dropped, compared and
 * spelled by this side then.
 *
 * @param name - Its name in C.
 * @param enumType - The enum with the forms that this side knows.
 * @param storage - Size and alignment of the storage: those of `#[sabi(kind(WithNonExhaustive(size = …, align = …)))]`.
 * @param options - Its description.
 * @throws {@link DeclarationError} `ABI-U013` where the enum does not fit into the storage, and for bad names.
 *
 * @see Rules T-39 to T-42 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, nonExhaustive, taggedUnion, u32, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Event = taggedUnion('Event', u8, { Started: {}, Stopped: { code: u32 } })
 * const AnyEvent = nonExhaustive('AnyEvent', Event, { size: 64 })
 *
 * const Echo = fn({ event: AnyEvent }, AnyEvent)
 * using exported = exportFunction(Echo, (event) => event)
 * const echo = bindFunction(exported.address, Echo, 'echo')
 *
 * using event = echo({ tag: 'Stopped', code: 7 })
 * const { value } = event
 * assert.equal(value?.tag === 'Stopped' && value.code, 7)
 * assert.equal(event.debug(), 'Stopped { code: 7 }')
 * ```
 */
export function nonExhaustive<E extends EnumLike>(
  name: string,
  enumType: E,
  storage: Storage,
  options: NamedOptions = {},
): NonExhaustiveType<E> {
  const { size, alignment = 8 } = storage
  const representation = struct(
    name,
    {
      storage: aligned(array(u8, size), alignment),
      get vtable() {
        return tablePointer(table)
      },
    },
    options,
  ) as unknown as AnyType
  const table = nonExhaustiveTable(name, () => representation)
  const type: NonExhaustiveParts & { readonly from: unknown } = Object.freeze({
    ...representation,
    kind: 'nonExhaustive',
    isMoved: true,
    enumType: enumType,
    tags: 'tags' in enumType ? enumType.tags : (enumType as unknown as EnumType),
    representation,
    table,
    measure(target: Target) {
      checkStorage(name, enumType, size, alignment, target)
      return layoutOf(representation, target)
    },
    makeCodec: (target: Target) => nonExhaustiveCodec(type, target),
    mentions: () => [...representation.mentions(), enumType],
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    prepare: () => prepareHostEnum(type),
    abiStable: { name: 'NonExhaustive', parameters: [enumType] },
    from: (value: unknown) => makeHostEnum(type, value),
  })
  return type as unknown as NonExhaustiveType<E>
}

function checkStorage(name: string, type: AnyType, size: number, alignment: number, target: Target): void {
  const needed = layoutOf(type, target)
  if (needed.size <= size && needed.alignment <= alignment) return
  throw new DeclarationError('an enum that does not fit into its storage', {
    code: 'ABI-U013',
    rule: 'T-39',
    path: name,
    expected: `at least ${needed.size} bytes, aligned to ${needed.alignment}, for ${type.name}`,
    found: `${size} bytes, aligned to ${alignment}`,
  })
}
