import {
  fn,
  generic,
  taggedUnion,
  u8,
  type AnyType,
  type FunctionType,
  type TaggedUnionType,
} from '../layout/index.js'

/**
 * A function that makes a value: the layout of `abi_stable`'s `Constructor`, a function pointer that is never null.
 *
 * @param value - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-37 of the specification.
 *
 * @example
 * ```ts
 * import { Constructor, exportFunction, NativeArena, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Table = struct('Table', { make: Constructor(u32) })
 * using arena = new NativeArena()
 * using make = exportFunction(Constructor(u32), () => 7)
 * assert.equal(arena.allocate(Table, { make }).make(), 7)
 * ```
 */
export const Constructor = generic('Constructor', (_name: string, value: AnyType) =>
  Object.freeze({ ...fn({}, value), abiStable: { name: 'Constructor', parameters: [value] } }),
) as unknown as <T extends AnyType>(value: T) => FunctionType<Record<never, never>, T>

/** The type of a value or a function that makes it. */
export type ConstructorOrValueType<T extends AnyType = AnyType> = TaggedUnionType<{
  readonly Constructor: { readonly value: FunctionType<Record<never, never>, T> }
  readonly Value: { readonly value: T }
}>

/**
 * A value, or a function that makes it: the layout of `abi_stable`'s `ConstructorOrValue`. It is read as
 * `{ tag: 'Constructor', value }` or `{ tag: 'Value', value }`; {@link constructed} gives the value of either.
 *
 * @param value - The type of the value.
 * @returns The same type for the same type of values.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-37 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, constructed, ConstructorOrValue, struct, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Setting = struct('Setting', { limit: ConstructorOrValue(u32) })
 * const setting = bufferMemory(new ArrayBuffer(64)).allocate(Setting, { limit: { tag: 'Value', value: 7 } })
 * assert.equal(constructed(setting.limit), 7)
 * ```
 */
export const ConstructorOrValue = generic('ConstructorOrValue', (name: string, value: AnyType) =>
  taggedUnion(
    name,
    u8,
    { Constructor: { value: Constructor(value) }, Value: { value } },
    { abiStable: { name: 'ConstructorOrValue', parameters: [value] } },
  ),
) as unknown as <T extends AnyType>(value: T) => ConstructorOrValueType<T>

/** What was read as a value or a function that makes it. */
export type ValueOrConstructor<Value> =
  | {
      readonly tag: 'Constructor'
      /** Makes the value. */
      readonly value: () => Value
    }
  | { readonly tag: 'Value'; readonly value: Value }

/**
 * The value, made by its function where there is none yet. The function is called each time.
 *
 * @param from - What was read as a {@link ConstructorOrValue}.
 * @returns The value.
 * @throws What the function throws.
 *
 * @see Rule T-37 of the specification.
 *
 * @example
 * ```ts
 * import { constructed } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(constructed({ tag: 'Constructor', value: () => 7 }), 7)
 * ```
 */
export function constructed<Value>(from: ValueOrConstructor<Value>): Value {
  return from.tag === 'Constructor' ? from.value() : from.value
}
