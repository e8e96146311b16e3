import { DeclarationError, MemoryError, ValueError } from '../errors/index.js'
import { isSameSpace } from '../layout/memory.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord, wordFromNative, writeWord } from '../layout/pointer-sized.js'
import {
  formatAddress,
  type Address,
  type AddressSpace,
  type AnyType,
  type Codec,
  type SchemaNode,
  type Type,
} from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import { instanceTypeOf } from './instance-type.js'
import type { ModuleOf, PrefixType } from './prefix-type.js'
import { addressOfReference, describeReference } from './reference.js'
import { referentAt } from './referents.js'

/** An instance of a prefix type that somebody owns: what {@link implement} and {@link staticPrefix} give. */
export interface InstanceReference {
  /** The version of the interface that it is an instance of. */
  readonly type: PrefixType
  /** Where it lies. */
  readonly address: Address
}

/** What may be written where a reference is declared: an accessor object, an instance, or an address. */
export type PrefixRefInput<T extends PrefixType> = (ModuleOf<T> & object) | InstanceReference | Address

/** A pointer to an instance of a prefix type, which may not be null. */
export interface PrefixRefType<T extends PrefixType = PrefixType> extends Type<
  ModuleOf<T>,
  ModuleOf<T>,
  PrefixRefInput<T>
> {
  readonly nullableForm: () => Type<ModuleOf<T> | null, ModuleOf<T> | null, PrefixRefInput<T> | null>
}

/**
 * A pointer to an instance of a prefix type, for fields, parameters and results: interfaces that mention interfaces. Each
 * of the two may grow on its own.
 *
 * Reading gives the accessor object of the instance, which is checked once and kept: the same one for the same address. The
 * instance must live as long as the process, or be one that {@link implement} made. `nullable(prefixRef(…))` may be null.
 *
 * @param type - The prefix type, or a function that gives it, for types that mention themselves.
 * @throws {@link DeclarationError} `ABI-L002` for anything else.
 *
 * @see Rules P-16 and P-17 of the specification.
 *
 * @example
 * ```ts
 * import { fn, implement, prefixRef, prefixType, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Logger = prefixType('Logger', {
 *   version: '1.0.0',
 *   prefix: { log: fn({ code: u32 }) },
 *   lastPrefixField: 'log',
 * })
 * const Service = prefixType('Service', {
 *   version: '1.0.0',
 *   prefix: { start: fn({ logger: prefixRef(Logger) }) },
 *   lastPrefixField: 'start',
 * })
 *
 * const codes: number[] = []
 * using logger = implement(Logger, { log: (code) => void codes.push(code) })
 * using service = implement(Service, { start: (given) => given.log(7) })
 * service.as().start(logger)
 * assert.deepEqual(codes, [7])
 * ```
 */
export function prefixRef<T extends PrefixType>(type: T | (() => T)): PrefixRefType<T> {
  if (typeof type !== 'function') checkIsPrefixType(type)
  return makeReference(type, false) as PrefixRefType<T>
}

function checkIsPrefixType(type: unknown): asserts type is PrefixType {
  if ((type as PrefixType | undefined)?.kind === 'prefix') return
  throw new DeclarationError('not a prefix type', {
    code: 'ABI-L002',
    rule: 'P-16',
    path: 'prefixRef',
    expected: 'what prefixType gave, or a function that gives it',
    found: describeValue(type),
  })
}

function makeReference(given: PrefixType | (() => PrefixType), isNullable: boolean): AnyType {
  // What a function gives may not be declared yet, so it is asked when it is needed.
  let known: PrefixType | undefined
  const referent = (): PrefixType => {
    if (known === undefined) checkIsPrefixType((known = typeof given === 'function' ? given() : given))
    return known
  }
  const name = (): string =>
    `${isNullable ? 'nullable(' : ''}prefixRef(${referent().name})${isNullable ? ')' : ''}`
  const toAddress = (value: unknown, path: string, space: AddressSpace): Address => {
    checkSpace(space, path)
    if (value === null && isNullable) return 0 as Address
    const address = addressOfReference(value, referent(), path)
    if (address !== undefined) return address
    throw new ValueError(`not an instance of ${referent().name}`, {
      code: 'ABI-V001',
      rule: 'P-16',
      path,
      expected: `an accessor object, an implementation or an address of ${referent().name}${isNullable ? ', or null' : ''}`,
      found: describeReference(value),
    })
  }
  const fromAddress = (address: number, path: string, space: AddressSpace): unknown => {
    checkSpace(space, path)
    if (address !== 0) return referentAt(referent(), address, path)
    return isNullable ? null : refuseNull(path)
  }
  return Object.freeze<AnyType>({
    kind: 'prefixRef',
    get name() {
      return name()
    },
    measure: (target) => ({ size: target.pointerSize, alignment: target.pointerSize }),
    makeCodec(target): Codec {
      const read = (memory: Parameters<Codec['get']>[0], offset: number, path?: string): number =>
        readUnsignedWord(memory.view, offset, target, path)
      const get: Codec['get'] = (memory, offset, path) =>
        fromAddress(read(memory, offset, path), path ?? name(), memory.space)
      return {
        size: target.pointerSize,
        alignment: target.pointerSize,
        get,
        set: (memory, offset, value, path) =>
          writeWord(memory.view, offset, toAddress(value, path, memory.space), target),
        copy: get,
        json(memory, offset) {
          const address = read(memory, offset)
          return address === 0 ? null : formatAddress(address)
        },
        verify(memory, offset, path) {
          if (!isNullable && read(memory, offset, path) === 0) refuseNull(path)
        },
      }
    },
    passing: {
      kind: 'scalar',
      scalar: 'address',
      toNative: toAddress,
      fromNative: (raw, path, space) => fromAddress(wordFromNative(raw, path), path, space),
    },
    leaves: (target) => [{ offset: 0, size: target.pointerSize, scalar: 'address' }],
    schema: (): SchemaNode => ({
      pointer: { type: referent().name },
      const: true,
      ...(isNullable ? { nullable: true as const } : {}),
    }),
    mentions: () => [instanceTypeOf(referent())],
    declareC: (declarator, isConst) =>
      instanceTypeOf(referent()).declareC(`*${isConst ? ' const ' : ''}${declarator}`, true),
    defaultValue: isNullable ? () => null : undefined,
    domain: () => ({ kind: 'address', pointee: instanceTypeOf(referent()), isNullable }),
    nullableForm: isNullable ? undefined : () => makeReference(given, true),
  })
}

function refuseNull(path: string): never {
  throw new MemoryError('a null reference where none is allowed', {
    code: 'ABI-M001',
    rule: 'P-16',
    path,
    expected: 'the address of an instance',
    found: 'null',
    hint: 'declare it as nullable(prefixRef(…)) if null is allowed',
  })
}

/** Functions can only be called in native memory, and an instance is checked there before it is used. */
function checkSpace(space: AddressSpace, path: string): void {
  if (isSameSpace(space, nativeSpace)) return
  throw new MemoryError('a reference to a prefix type outside of native memory', {
    code: 'ABI-M009',
    rule: 'P-16',
    path,
    expected: 'native memory',
    found: `${space.name} memory`,
  })
}
