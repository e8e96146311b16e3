import { MemoryError, ValueError } from '../errors/index.js'
import type { Address } from './address.js'
import { formatAddress } from './address.js'
import { makePointerReader } from './accessor/pointer-class.js'
import { checkIsType } from './function-pointer.js'
import { codecOf } from './layout.js'
import { isSameSpace, type AddressSpace } from './memory.js'
import { describeValue } from './names.js'
import { wordFromNative, writeWord } from './pointer-sized.js'
import { isSameType } from './same-type.js'
import type { SchemaNode } from './schema.js'
import type { AnyType, Codec, InputOf, Type, ViewOf } from './type.js'
import { addressOf, isView, spaceOfView, typeOfView } from './view.js'

/**
 * A pointer value: an address together with the type of what lies there.
 *
 * @typeParam T - Type of the pointee.
 */
export class Pointer<T extends AnyType = AnyType> {
  /** Where it points to; 0 for null. */
  readonly address: Address
  readonly #type: T
  readonly #space: AddressSpace
  readonly #path: string

  /**
   * Makes a pointer value. Fields and functions give pointers; few programs make their own.
   *
   * @param address - Where it points to.
   * @param type - The type of the pointee.
   * @param space - The space in which the address lies.
   * @param path - Where the pointer was read, for errors.
   */
  constructor(address: number, type: T, space: AddressSpace, path: string) {
    this.address = address as Address
    this.#type = type
    this.#space = space
    this.#path = path
  }

  // What the other methods need: the classes of single pointer types keep it in their own way.
  /** @internal */
  get $type(): T {
    return this.#type
  }
  /** @internal */
  get $space(): AddressSpace {
    return this.#space
  }
  /** @internal */
  get $path(): string {
    return this.#path
  }

  /** Whether it is the null pointer. */
  get isNull(): boolean {
    return this.address === 0
  }

  /**
   * Follows the pointer. Whoever wrote the pointer vouches for it: only null and impossible addresses are refused.
   *
   * @returns An accessor for structs and arrays, the value for scalars.
   * @throws {@link MemoryError} `ABI-M001` for the null pointer, `ABI-M002` for what cannot be an address, `ABI-M005` for
   * what lies outside of the memory.
   */
  deref(): ViewOf<T> {
    const codec = codecOf(this.$type, this.$space.target)
    const memory = this.$space.memoryAt(this.address, codec.size, this.$path)
    return codec.get(memory, this.address - memory.base!) as ViewOf<T>
  }

  /**
   * Writes what the pointer points to.
   *
   * @param value - Anything that may be written where the pointee's type is declared.
   * @throws {@link ValueError} where the value does not fit, and whatever {@link Pointer.deref} throws.
   */
  store(value: InputOf<T>): void {
    const codec = codecOf(this.$type, this.$space.target)
    const memory = this.$space.memoryAt(this.address, codec.size, this.$path)
    codec.set(memory, this.address - memory.base!, value, this.$path)
  }

  /** The address in hexadecimal. */
  toJSON(): string {
    return formatAddress(this.address)
  }

  /** Spells the pointer for people. */
  toString(): string {
    return `Pointer<${this.$type.name}>(${this.isNull ? 'null' : formatAddress(this.address)})`
  }

  /** Spells the pointer for `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** What may be written into a pointer field: a pointer, an address, or an accessor of the pointee's type. */
export type PointerInput<T extends AnyType> = Pointer<T> | Address | (ViewOf<T> & object)

/** A pointer that may not be null. */
export interface PointerType<T extends AnyType> extends Type<Pointer<T>, Pointer<T>, PointerInput<T>> {
  readonly nullableForm: () => Type<Pointer<T> | null, Pointer<T> | null, PointerInput<T> | null>
}

/**
 * A pointer to values of a type that may be written through.
 *
 * @param target - The type of the pointee, or a function that gives it, for types that mention themselves.
 *
 * @see Rule L-10 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, f64, pointer, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Sample = struct('Sample', { celsius: f64 })
 * const Latest = struct('Latest', { sample: pointer(Sample) })
 *
 * const memory = bufferMemory(new ArrayBuffer(64))
 * const sample = memory.allocate(Sample, { celsius: 21.5 })
 * const latest = memory.allocate(Latest, { sample })
 * assert.equal(latest.sample.deref().celsius, 21.5)
 * ```
 */
export function pointer<T extends AnyType>(target: T | (() => T)): PointerType<T> {
  return makePointer(target, false, false) as PointerType<T>
}

/**
 * A pointer to values of a type that must not be written through.
 *
 * @param target - The type of the pointee, or a function that gives it, for types that mention themselves.
 *
 * @see Rule L-10 of the specification.
 *
 * @example
 * ```ts
 * import { constPointer, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(constPointer(u8).declareC('bytes'), 'const uint8_t *bytes')
 * ```
 */
export function constPointer<T extends AnyType>(target: T | (() => T)): PointerType<T> {
  return makePointer(target, true, false) as PointerType<T>
}

function makePointer(target: AnyType | (() => AnyType), isConst: boolean, isNullable: boolean): AnyType {
  if (typeof target !== 'function') checkIsType(target, isConst ? 'constPointer' : 'pointer')
  const pointee = typeof target === 'function' ? target : () => target
  // A pointee that is given by a function may not be declared yet, so its name is asked for when it is needed.
  let spelled: string | undefined
  const describe = (): string => (spelled ??= `${isConst ? 'constPointer' : 'pointer'}(${pointee().name})`)
  const toAddress = (value: unknown, path: string, space: AddressSpace): number =>
    addressFor(value, pointee(), isNullable, path, space)
  const fromAddress = (address: number, path: string, space: AddressSpace): Pointer | null =>
    isNullable && address === 0 ? null : new Pointer(address, pointee(), space, path)
  return Object.freeze<AnyType>({
    kind: 'pointer',
    get name() {
      return isNullable ? `nullable(${describe()})` : describe()
    },
    measure: (target) => ({ size: target.pointerSize, alignment: target.pointerSize }),
    makeCodec(target): Codec {
      const get = makePointerReader({
        Pointer,
        isNullable,
        target,
        pointee,
        codec: () => codecOf(pointee(), target),
        describe,
      })
      const set: Codec['set'] = (memory, offset, value, path) =>
        writeWord(memory.view, offset, toAddress(value, path, memory.space), target)
      return {
        size: target.pointerSize,
        alignment: target.pointerSize,
        get,
        set,
        copy: get,
        json: (memory, offset) => (get(memory, offset) as Pointer | null)?.toJSON() ?? null,
      }
    },
    passing: {
      kind: 'scalar',
      scalar: 'address',
      toNative: toAddress,
      fromNative: (raw, path, space) => fromAddress(wordFromNative(raw, path), path, space),
      // A plain number is vouched for by whoever passes it.
      accepts: (value) => `Number.isSafeInteger(${value}) && ${value} > 0`,
    },
    leaves: (target) => [{ offset: 0, size: target.pointerSize, scalar: 'address' }],
    schema: (): SchemaNode => ({
      pointer: pointee().schema(),
      ...(isConst ? { const: true as const } : {}),
      ...(isNullable ? { nullable: true as const } : {}),
    }),
    mentions: () => [pointee()],
    contains: () =>
      [pointee()].filter(
        (type) =>
          type.kind === 'array' || type.passing.kind === 'scalar' || type.definition?.aliasC !== undefined,
      ),
    declareC: (declarator, constPointer) =>
      pointee().declareC(`*${constPointer ? ' const ' : ''}${declarator}`, isConst),
    defaultValue: isNullable ? () => null : undefined,
    domain: () => ({ kind: 'address', pointee: pointee(), isNullable }),
    nullableForm: isNullable ? undefined : () => makePointer(target, isConst, true),
  })
}

function addressFor(
  value: unknown,
  pointee: AnyType,
  isNullable: boolean,
  path: string,
  space: AddressSpace,
): number {
  if (value === null && isNullable) return 0
  checkSpace(value, path, space)
  const address = givenAddress(value, pointee)
  const limit = space.target.pointerSize === 4 ? 2 ** 32 - 1 : Number.MAX_SAFE_INTEGER
  if (address === undefined || !Number.isSafeInteger(address) || address < 0 || address > limit) {
    throw new ValueError(`not a pointer to ${pointee.name}`, {
      code: 'ABI-V001',
      rule: 'L-10',
      path,
      expected: `a Pointer, an address or an accessor of ${pointee.name}${isNullable ? ', or null' : ''}`,
      found: isView(value) ? `an accessor of ${typeOfView(value).name}` : describeValue(value),
    })
  }
  if (address === 0 && !isNullable) {
    throw new MemoryError('a null pointer where none is allowed', {
      code: 'ABI-M001',
      rule: 'L-10',
      path,
      expected: `the address of a ${pointee.name}`,
      found: `null (in the ${space.name} memory)`,
      hint: 'declare it as nullable(…) if null is allowed',
    })
  }
  return address
}

/** An address means something in its own space only. A plain number is vouched for by whoever writes it. */
function checkSpace(value: unknown, path: string, space: AddressSpace): void {
  const from =
    value instanceof Pointer ? (value as Pointer).$space : isView(value) ? spaceOfView(value) : space
  if (isSameSpace(from, space) || (value instanceof Pointer && value.isNull)) return
  throw new ValueError('a pointer into another memory', {
    code: 'ABI-V001',
    rule: 'L-10',
    path,
    expected: `an address in the ${space.name} memory that holds the pointer`,
    found:
      from.name === space.name ? `an address in another ${from.name}` : `an address in ${from.name} memory`,
    hint: 'copy what it points to into the same memory first',
  })
}

function givenAddress(value: unknown, pointee: AnyType): number | undefined {
  if (typeof value === 'number') return value
  if (value instanceof Pointer) return value.address
  if (isView(value) && isSameType(typeOfView(value), pointee.inner ?? pointee)) return addressOf(value)
  return undefined
}
