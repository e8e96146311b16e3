import {
  fn,
  pointer,
  struct,
  type AbiStableName,
  type AnyType,
  type Infer,
  type InputOf,
  type NamedOptions,
  type Type,
  type View,
  type ViewOf,
} from '../layout/index.js'
import { prefixType, type AnyPrefixType } from '../prefix/index.js'
import { boxCodec } from './box-codec.js'
import { makeBox, prepareBox } from './host-box.js'
import { dataPointer } from './data-pointer.js'
import { tablePointer } from './table-pointer.js'
import { BoxVTable, CallReferentDrop } from './tables/box-vtable.js'

/** A value behind a pointer, and who owns it. */
export interface Box<T extends AnyType> extends Disposable {
  /**
   * The value: an accessor for structs and arrays, the value itself for scalars, valid as long as the box.
   *
   * @throws {@link MemoryError} `ABI-O002` after a move, `ABI-M004` after dispose.
   */
  deref(): ViewOf<T>

  /**
   * Writes the value. What the old value owned is dropped.
   *
   * @param value - Anything that may be written where the type of the value is declared.
   * @throws {@link ValueError} where it does not fit, and whatever {@link Box.deref} throws.
   */
  store(value: InputOf<T>): void

  /**
   * Takes the value out and frees the box. What the value itself does when it is dropped is not done: the value goes on
   * living in what this gives.
   *
   * @returns A copy of the value, or what owns it from now on.
   * @throws {@link CallError} `ABI-B003` where the box belongs to somebody else, and whatever {@link Box.deref} throws.
   */
  intoInner(): Taken<T>
}

/** Whether what is read of a type owns something: itself, or one of its fields. */
export type Owns<V> = V extends Disposable
  ? true
  : V extends View
    ? true extends { [K in keyof V]: V[K] extends Disposable ? true : never }[keyof V]
      ? true
      : false
    : false

/**
 * What takes the value out of what owned it: a copy, or, for what owns something itself, the accessor that owns it from
 * then on. A struct with such a field is given as an accessor of a copy, whose field belongs to whoever reads it.
 */
export type Taken<T> = true extends Owns<ViewOf<T>> ? ViewOf<T> : Infer<T>

/** The type of boxes of a value. */
export interface BoxType<T extends AnyType = AnyType> extends Type<Box<T>, Infer<T>, Box<T> | InputOf<T>> {
  readonly kind: 'box'
  /** The type of the value. */
  readonly referent: T
  /** The table of functions. */
  readonly table: AnyPrefixType
  /** How the destructor of the table is called. */
  readonly destructor: 'drop' | 'drop and deallocate'
  /**
   * Puts a value into memory of this side.
   *
   * @param value - Anything that may be written where the type of the value is declared.
   * @returns A box that belongs to the caller.
   * @throws {@link ValueError} where the value does not fit; {@link MemoryError} `ABI-M007` where no memory is left.
   */
  readonly new: (value: InputOf<T>) => Box<T>
}

/**
 * A box as the guide of `abi_stable` to prefix types builds one: a pointer to a value, and a table with
 * `destructor(data, call_referent_drop)`, to which functions may be added. Whoever made the box provides the table, so
 * that each side frees its own memory.
 *
 * @param name - Its name in C. The table is called `…_VTable`.
 * @param referent - The type of the value.
 * @param options - Its description.
 * @throws {@link DeclarationError} for a bad name.
 *
 * @see Rule B-8 of the specification.
 *
 * @example
 * ```ts
 * import { boxLike, f64, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Point = struct('Point', { x: f64, y: f64 })
 * const PointBox = boxLike('PointBox', Point)
 *
 * const box = PointBox.new({ x: 3, y: 4 })
 * box.deref().x += 1
 * assert.deepEqual(box.intoInner(), { x: 4, y: 4 })
 * assert.throws(() => box.deref(), { code: 'ABI-O002' })
 * ```
 */
export function boxLike<T extends AnyType>(
  name: string,
  referent: T,
  options: NamedOptions = {},
): BoxType<T> {
  const table = prefixType(`${name}_VTable`, {
    version: '1.0.0',
    prefix: { destructor: fn([{ data: dataPointer }, { call_referent_drop: CallReferentDrop }]) },
    lastPrefixField: 'destructor',
    doc: `What can be done with a ${name}.`,
  })
  return makeBoxType(name, referent, table, 'drop', options)
}

/**
 * The box of `abi_stable`, `RBox<T>`: a pointer to a value, and the table that all of its boxes have.
 *
 * @param name - Its name in C.
 * @param referent - The type of the value.
 * @param options - Its description.
 * @throws {@link DeclarationError} as {@link boxLike}.
 *
 * @see Rule B-8 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, rBox, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Ticket = rBox('RBox_u64', u64)
 * using ticket = Ticket.new(7n)
 * assert.equal(ticket.deref(), 7n)
 * assert.equal(layoutOf(Ticket).size, 16)
 * ```
 */
export function rBox<T extends AnyType>(name: string, referent: T, options: NamedOptions = {}): BoxType<T> {
  const abiStable = { name: 'RBox', parameters: [referent] }
  return makeBoxType(name, referent, BoxVTable, 'drop and deallocate', options, abiStable)
}

function makeBoxType<T extends AnyType>(
  name: string,
  referent: T,
  table: AnyPrefixType,
  destructor: BoxType['destructor'],
  options: NamedOptions,
  abiStable?: AbiStableName,
): BoxType<T> {
  const representation = struct(name, { data: pointer(referent), vtable: tablePointer(table) }, options)
  const type: BoxType = {
    ...(representation as unknown as BoxType),
    kind: 'box',
    isMoved: true,
    referent,
    table,
    destructor,
    makeCodec: (target) => boxCodec(type, target),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    prepare: () => prepareBox(type),
    abiStable,
    new: (value) => makeBox(type, value),
  }
  return Object.freeze(type) as unknown as BoxType<T>
}
