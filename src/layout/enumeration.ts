import { DeclarationError, ValueError } from '../errors/index.js'
import { checkIsType } from './function-pointer.js'
import { codecOf, layoutOf, leavesOf } from './layout.js'
import { checkName, describeValue } from './names.js'
import { spellC } from './scalar.js'
import type { Target } from './target.js'
import type { NamedOptions } from './transparent.js'
import type { AnyType, Codec, CodecSource, Infer, ScalarPassing, Type } from './type.js'
import { integerDomain, type ValueDomain } from './value-domain.js'

/** The names of an enum: with their discriminants, or in order from 0 on. */
export type EnumVariants = Readonly<Record<string, number | bigint>> | readonly string[]

/** The names of an enum as a union of strings. */
export type EnumName<V extends EnumVariants> = V extends readonly (infer Name)[] ? Name : keyof V & string

/** What reading an enum gives: a name, or the discriminant where an open one has no name for it. */
export type EnumValue<V extends EnumVariants, R extends AnyType, Open> =
  EnumName<V> | (Open extends true ? Infer<R> : never)

/** Remarks on an enum. */
export interface EnumOptions<Open extends boolean> extends NamedOptions {
  /** Whether other values than the declared ones may occur, as in every enum of C. They are read and written as integers. */
  readonly open?: Open
}

/** An enum's names and discriminants. */
export interface EnumTable {
  /** What the discriminants are called. */
  readonly names: ReadonlyMap<number | bigint, string>
  /** The discriminants by name. */
  readonly values: ReadonlyMap<string, number | bigint>
}

/** The type of an enum. */
export interface EnumType<Value = unknown> extends Type<Value> {
  /** The names and their discriminants. */
  readonly variants: ReadonlyMap<string, number | bigint>
  /** The integer that holds a value. */
  readonly repr: AnyType
}

/**
 * An enum without fields: an integer whose values have names. It is read and written as a string.
 *
 * @param name - Its name in C.
 * @param repr - The integer that holds it: `u8` for `repr(u8)` in Rust, `c_int` for an enum of C.
 * @param variants - Discriminants by name, or a list of names for 0, 1, 2 and so on. Of several names for one
 * discriminant the first is read, and all may be written.
 * @param options - Its description; `open` where other values may occur.
 * @throws {@link DeclarationError} for bad names, and for discriminants that the integer cannot hold.
 *
 * @see Rule L-33 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, enumeration, struct, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Color = enumeration('Color', u8, ['red', 'green', 'blue'])
 * const Pixel = struct('Pixel', { color: Color })
 * const pixel = bufferMemory(new ArrayBuffer(64)).allocate(Pixel, { color: 'blue' })
 * assert.equal(pixel.color, 'blue')
 * ```
 */
export function enumeration<
  R extends AnyType,
  const V extends EnumVariants,
  const Open extends boolean = false,
>(name: string, repr: R, variants: V, options: EnumOptions<Open> = {}): EnumType<EnumValue<V, R, Open>> {
  checkName(name, name, 'enum')
  checkIsType(repr, `${name} → repr`)
  const table = readVariants(name, repr, variants)
  const isOpen = options.open === true
  const conversions = conversionsOf(name, table, repr, isOpen)
  const { fromInteger, toInteger } = conversions
  const type: EnumType = Object.freeze<EnumType>({
    kind: 'enum',
    name,
    repr,
    variants: table.values,
    measure(target) {
      const layout = layoutOf(repr, target)
      checkRange(name, repr, table, layout.size * 8, target)
      return layout
    },
    makeCodec: (target) => enumCodec(codecOf(repr, target), conversions),
    get passing() {
      const inner = repr.passing as ScalarPassing
      return {
        kind: 'scalar' as const,
        scalar: inner.scalar,
        toNative: (value: unknown, path: string, space: Parameters<ScalarPassing['toNative']>[2]) =>
          inner.toNative(toInteger(value, path), path, space),
        fromNative: (raw: unknown, path: string, space: Parameters<ScalarPassing['fromNative']>[2]) =>
          fromInteger(inner.fromNative(raw, path, space) as number, path),
      }
    },
    leaves: (target) => leavesOf(repr, target),
    schema: () => ({ type: name }),
    mentions: () => [repr],
    contains: () => [repr],
    declareC: (declarator, isConst) => spellC(name, declarator, isConst),
    defaultValue: table.names.has(zeroOf(repr)) ? () => table.names.get(zeroOf(repr)) : undefined,
    domain: (target) => {
      const named: ValueDomain = { kind: 'choice', values: simplestFirst(table, zeroOf(repr)) }
      if (!isOpen) return named
      const others = { ...integerDomain(repr, repr.integer!, target), except: new Set(table.names.keys()) }
      return { kind: 'alternatives', domains: [named, others] }
    },
    integer: { ...repr.integer!, fromInteger, toInteger },
    abiStable: options.abiStable,
    definition: {
      schema: () => ({
        kind: 'enum',
        repr: repr.schema(),
        ...(isOpen ? { open: true as const } : {}),
        variants: [...table.values].map(([variant, value]) => ({ name: variant, value: String(value) })),
      }),
      aliasC: [`typedef ${repr.declareC(name)};`, ...constantsC(name, table)],
      doc: options.doc,
    },
  })
  return type as EnumType<EnumValue<V, R, Open>>
}

/** All names, that of 0 before the others. */
function simplestFirst({ names, values }: EnumTable, zero: number | bigint): string[] {
  const first = names.get(zero)
  return [...(first === undefined ? [] : [first]), ...[...values.keys()].filter((name) => name !== first)]
}

function zeroOf(repr: AnyType): number | bigint {
  return repr.integer!.isBig ? 0n : 0
}

function readVariants(name: string, repr: AnyType, variants: EnumVariants): EnumTable {
  const { integer } = repr
  if (integer === undefined || integer.fromInteger !== undefined || repr.passing.kind !== 'scalar') {
    throw new DeclarationError('this is no integer that can hold an enum', {
      code: 'ABI-L006',
      rule: 'L-33',
      path: `${name} → repr`,
      expected: 'an integer of at most 64 bits, as u8 or c_int',
      found: repr.name,
    })
  }
  if (typeof variants !== 'object' || variants === null) refuseVariants(name, describeValue(variants))
  const entries: [string, unknown][] = Array.isArray(variants)
    ? (variants as readonly string[]).map((one, index) => [one, index])
    : Object.entries(variants as Record<string, unknown>)
  if (entries.length === 0) refuseVariants(name, 'none')
  const names = new Map<number | bigint, string>()
  const values = new Map<string, number | bigint>()
  for (const [variant, given] of entries) {
    const path = `${name}.${String(variant)}`
    checkName(variant, path, 'variant')
    if (values.has(variant)) refuseVariants(path, 'the same name twice')
    const isInteger = typeof given === 'bigint' || Number.isSafeInteger(given)
    if (!isInteger) refuseDiscriminant(path, describeValue(given))
    const value = integer.isBig ? BigInt(given as number | bigint) : Number(given)
    values.set(variant, value)
    if (!names.has(value)) names.set(value, variant)
  }
  return { names, values }
}

function refuseVariants(path: string, found: string): never {
  throw new DeclarationError('not the variants of an enum', {
    code: 'ABI-L002',
    rule: 'L-33',
    path,
    expected: "one or more names, as ['red', 'green'] or { red: 0, green: 1 }",
    found,
  })
}

function refuseDiscriminant(path: string, found: string): never {
  throw new DeclarationError('not a discriminant', {
    code: 'ABI-L002',
    rule: 'L-33',
    path,
    expected: 'a whole number that the integer of the enum can hold',
    found,
  })
}

function checkRange(name: string, repr: AnyType, { values }: EnumTable, bits: number, target: Target): void {
  const wrap = repr.integer!.isSigned(target) ? BigInt.asIntN : BigInt.asUintN
  for (const [variant, value] of values) {
    if (wrap(bits, BigInt(value)) !== BigInt(value))
      refuseDiscriminant(`${name}.${variant}`, `${value}, of ${repr.name} with ${bits} bits`)
  }
}

/** How values are made of integers and back. */
interface Conversions {
  /** Whether integers without a name are values too, which have to be checked. */
  readonly isOpen: boolean
  /** The names by their discriminants, where those are small numbers. */
  readonly listed: readonly (string | undefined)[] | undefined
  readonly fromInteger: (integer: number | bigint, path: string | undefined) => unknown
  readonly toInteger: (value: unknown, path: string) => number | bigint
}

/** Up to this discriminant names are looked up in a list, which is several times faster than a map. */
const fewNames = 1024

/** The names by their discriminants, where those are small numbers. */
function listNames(names: EnumTable['names']): (string | undefined)[] | undefined {
  const isSmall = (value: number | bigint): boolean =>
    typeof value === 'number' && value >= 0 && value < fewNames
  if (![...names.keys()].every(isSmall)) return undefined
  const length = Math.max(...[...names.keys()].map(Number)) + 1
  return Array.from({ length }, (_, value) => names.get(value))
}

function conversionsOf(
  name: string,
  { names, values }: EnumTable,
  repr: AnyType,
  isOpen: boolean,
): Conversions {
  const expected = [...values.keys()].join(', ')
  const integerType = repr.integer!.isBig ? 'bigint' : 'number'
  const listed = listNames(names)
  return {
    isOpen,
    listed,
    fromInteger(integer, path) {
      const known = listed?.[integer as number] ?? names.get(integer)
      if (known !== undefined || isOpen) return known ?? integer
      throw new ValueError(`the memory holds no value of ${name}`, {
        code: 'ABI-V005',
        rule: 'L-33',
        path,
        expected,
        found: String(integer),
        hint: 'declare the enum with open: true if other values may occur',
      })
    },
    toInteger(value, path) {
      const known = values.get(value as string)
      if (known !== undefined) return known
      if (isOpen && typeof value === integerType) return value as number | bigint
      throw new ValueError(`not a value of ${name}`, {
        code: 'ABI-V001',
        rule: 'L-33',
        path,
        expected: isOpen ? `${expected}, or a ${integerType}` : expected,
        found: describeValue(value),
      })
    },
  }
}

function enumCodec(inner: Codec, conversions: Conversions): Codec {
  const { fromInteger, toInteger } = conversions
  const get: Codec['get'] = (memory, offset, path) =>
    fromInteger(inner.get(memory, offset, path) as number, path)
  return {
    size: inner.size,
    alignment: inner.alignment,
    get,
    // The integer is checked too: that of an open enum may be any.
    set: (memory, offset, value, path) => inner.set(memory, offset, toInteger(value, path), path),
    copy: get,
    json(memory, offset) {
      const value = get(memory, offset)
      return typeof value === 'bigint' ? String(value) : value
    },
    source: sourceOf(inner, conversions),
  }
}

/** The access to the integer, with the conversions around it. */
function sourceOf(
  { source, set }: Codec,
  { isOpen, listed, fromInteger, toInteger }: Conversions,
): CodecSource | undefined {
  if (source === undefined) return undefined
  return {
    get(place, bind) {
      const integer = source.get(place, bind)
      const convert = `${bind(fromInteger)}(${integer}, ${place.path})`
      // Usually one look into a list. What has no name there is read again, and all of it is done for that value.
      return listed === undefined ? convert : `(${bind(listed)}[${integer}] ?? ${convert})`
    },
    // Conversion and check happen where the value is written.
    accepts: () => 'true',
    set(place, value, bind) {
      const { memory, offset, path } = place
      const integer = `const integer = ${bind(toInteger)}(${value}, ${path})`
      return isOpen
        ? `{ ${integer}; ${bind(set)}(${memory}, ${offset}, integer, ${path}) }`
        : `{ ${integer}; ${source.set(place, 'integer', bind)} }`
    },
    refuse: source.refuse,
  }
}

/** One constant for each name. C11 has no enums of other sizes than that of int. */
function constantsC(name: string, { values }: EnumTable): string[] {
  return [...values].map(([variant, value]) => `#define ${name}_${variant} ((${name})${literalC(value)})`)
}

function literalC(value: number | bigint): string {
  const big = BigInt(value)
  // The least 64-bit integer has no literal of its own.
  if (big === -(2n ** 63n)) return '(-9223372036854775807LL - 1)'
  if (big > 2n ** 63n - 1n) return `${big}ULL`
  return big > 2n ** 31n - 1n || big < -(2n ** 31n) ? `${big}LL` : `${big}`
}
