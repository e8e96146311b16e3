import { ValueError } from '../errors/index.js'
import {
  generic,
  struct,
  type AnyType,
  type Codec,
  type Infer,
  type InputOf,
  type Memory,
  type StructType,
  type Target,
  type Type,
  type ViewOf,
  type WriteMode,
} from '../layout/index.js'
import { dropParts } from '../layout/drop-value.js'
import { codecOf, layoutOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'

/** The type of a tuple: it is read and written as an array of its elements. */
export interface TupleType<Elements extends readonly AnyType[] = readonly AnyType[]> extends Type<
  { [I in keyof Elements]: ViewOf<Elements[I]> },
  { [I in keyof Elements]: Infer<Elements[I]> },
  { readonly [I in keyof Elements]: InputOf<Elements[I]> }
> {
  readonly kind: 'tuple'
  /** The types of the elements. */
  readonly elements: Elements
}

function makeTuple(family: string, name: string, elements: readonly AnyType[]): TupleType {
  const fields = Object.fromEntries(elements.map((element, index) => [`_${index}`, element]))
  const representation = struct(name, fields)
  const type = Object.freeze({
    ...(representation as unknown as AnyType),
    kind: 'tuple' as const,
    elements,
    makeCodec: (target: Target, mode: WriteMode) => tupleCodec(representation, elements, target, mode),
    defaultValue: elements.every((element) => element.defaultValue !== undefined)
      ? () => elements.map((element) => element.defaultValue!())
      : undefined,
    domain: undefined,
    abiStable: { name: family, parameters: elements },
  })
  return type as unknown as TupleType
}

function tupleCodec(
  representation: StructType,
  elements: readonly AnyType[],
  target: Target,
  mode: WriteMode,
): Codec {
  const { size, alignment, fields } = layoutOf(representation, target)
  const { name } = representation
  const members = elements.map((element, index) => ({
    codec: codecOf(element, target, mode),
    at: fields[index]!.offset,
  }))
  const read =
    (how: 'get' | 'copy' | 'json') =>
    (memory: Memory, offset: number, path = name): unknown[] =>
      members.map(({ codec, at }, index) => codec[how](memory, offset + at, `${path}[${index}]`))
  return {
    size,
    alignment,
    varies: true,
    get: read('get'),
    set(memory, offset, given, path) {
      if (!Array.isArray(given) || given.length !== elements.length)
        refuse(name, elements.length, given, path)
      members.forEach(({ codec, at }, index) =>
        codec.set(memory, offset + at, (given as unknown[])[index], `${path}[${index}]`),
      )
    },
    copy: read('copy'),
    json: read('json'),
    drop: (memory, offset) => dropParts(fields, { memory, offset }),
  }
}

function refuse(name: string, length: number, found: unknown, path: string): never {
  throw new ValueError(`not a ${name}`, {
    code: 'ABI-V001',
    rule: 'T-27',
    path,
    expected: `an array of ${length}`,
    found: describeValue(found),
  })
}

const family = (name: string): ((...elements: AnyType[]) => TupleType) =>
  generic(name, (typeName: string, ...elements: AnyType[]) => makeTuple(name, typeName, elements))

/**
 * A tuple of one element, laid out as `abi_stable`'s `Tuple1`: a C struct. It is read and written as an array.
 *
 * @param first - The type of the element.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-27 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, Tuple1, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.deepEqual(layoutOf(Tuple1(u64)).size, 8)
 * ```
 */
export const Tuple1 = family('Tuple1') as <A extends AnyType>(first: A) => TupleType<[A]>

/**
 * A tuple of two elements, laid out as `abi_stable`'s `Tuple2`: a C struct. It is read and written as an array.
 *
 * @param first - The type of the first element.
 * @param second - The type of the second.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-27 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, Tuple2, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Divide = fn([{ value: u32 }, { by: u32 }], Tuple2(u32, u32))
 * using exported = exportFunction(Divide, (value, by) => [Math.floor(value / by), value % by] as const)
 * const divide = bindFunction(exported.address, Divide, 'divide')
 *
 * const [quotient, remainder] = divide(17, 5)
 * assert.deepEqual([quotient, remainder], [3, 2])
 * ```
 */
export const Tuple2 = family('Tuple2') as <A extends AnyType, B extends AnyType>(
  first: A,
  second: B,
) => TupleType<[A, B]>

/**
 * A tuple of three elements, laid out as `abi_stable`'s `Tuple3`: a C struct. It is read and written as an array.
 *
 * @param first - The type of the first element.
 * @param second - The type of the second.
 * @param third - The type of the third.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-27 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, Tuple3, u16, unit } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(Tuple3(unit, u16, u16)).size, 4)
 * ```
 */
export const Tuple3 = family('Tuple3') as <A extends AnyType, B extends AnyType, C extends AnyType>(
  first: A,
  second: B,
  third: C,
) => TupleType<[A, B, C]>

/**
 * A tuple of four elements, laid out as `abi_stable`'s `Tuple4`: a C struct. It is read and written as an array.
 *
 * @param first - The type of the first element.
 * @param second - The type of the second.
 * @param third - The type of the third.
 * @param fourth - The type of the fourth.
 * @throws {@link DeclarationError} for what is no type.
 *
 * @see Rule T-27 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, Tuple4, u16, u32, u64, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(layoutOf(Tuple4(u8, u16, u32, u64)).size, 16)
 * ```
 */
export const Tuple4 = family('Tuple4') as <
  A extends AnyType,
  B extends AnyType,
  C extends AnyType,
  D extends AnyType,
>(
  first: A,
  second: B,
  third: C,
  fourth: D,
) => TupleType<[A, B, C, D]>
