import { CallError, DeclarationError, MemoryError, ValueError } from '../errors/index.js'
import { formatAddress, type Address } from './address.js'
import {
  readOptions,
  type FunctionOptions,
  type FunctionTraits,
  type NoOptions,
  type ThreadRule,
} from './function-options.js'
import type {
  BoundFunction,
  CertainOrder,
  DeclaredParameter,
  FunctionReference,
  ParameterList,
  ParameterRecord,
  Parameters,
} from './function-typing.js'
import type { AddressSpace } from './memory.js'
import { checkName, describeValue } from './names.js'
import type { OutParameter } from './out-parameter.js'
import { readUnsignedWord, wordFromNative, writeWord } from './pointer-sized.js'
import type { SchemaNode } from './schema.js'
import type { AnyType, Codec, Type } from './type.js'

/** One parameter of a signature. */
export interface Parameter {
  /** Its name in headers and messages. */
  readonly name: string
  /** Its type; a pointer where something comes back through it. */
  readonly type: AnyType
  /** What comes back through it, if anything. */
  readonly out: OutParameter | undefined
}

/** The type of a function pointer. */
export interface FunctionType<P = unknown, R extends AnyType = AnyType, O = FunctionOptions> extends Type<
  BoundFunction<P, R, O>,
  BoundFunction<P, R, O>,
  BoundFunction<P, R, O> | FunctionReference
> {
  /** The parameters in order. */
  readonly parameters: readonly Parameter[]
  /** The type of the result; {@link nothing} for none. */
  readonly returns: R
  /** Whether null is allowed. */
  readonly isNullable: boolean
  /** From which threads native code may call an implementation, where the declaration says it. */
  readonly thread: ThreadRule | undefined
  /** Whether a call gives `errno`. */
  readonly givesErrno: boolean
  /** Whether any number of arguments may follow the declared ones. */
  readonly isVariadic: boolean
  readonly nullableForm: () => NullableFunctionType<P, R, O>
}

/** The type of a function pointer that may be null. */
export interface NullableFunctionType<
  P = unknown,
  R extends AnyType = AnyType,
  O = FunctionOptions,
> extends Type<
  BoundFunction<P, R, O> | null,
  BoundFunction<P, R, O> | null,
  BoundFunction<P, R, O> | FunctionReference | null
> {
  /** The parameters in order. */
  readonly parameters: readonly Parameter[]
  /** The type of the result; {@link nothing} for none. */
  readonly returns: R
  /** Whether null is allowed. */
  readonly isNullable: true
  /** From which threads native code may call an implementation, where the declaration says it. */
  readonly thread: ThreadRule | undefined
  /** Whether a call gives `errno`. */
  readonly givesErrno: boolean
  /** Whether any number of arguments may follow the declared ones. */
  readonly isVariadic: boolean
}

/** The result of a function that gives none: `void` in C, `undefined` in TypeScript. */
export const nothing: Type<undefined, undefined, void> = Object.freeze<Type<undefined, undefined, void>>({
  kind: 'void',
  name: 'nothing',
  measure: () => refuseNothing(),
  makeCodec: () => refuseNothing(),
  passing: { kind: 'aggregate' },
  leaves: () => [],
  schema: () => 'void',
  mentions: () => [],
  declareC: (declarator) => (declarator === '' ? 'void' : `void ${declarator}`),
})

function refuseNothing(path?: string): never {
  throw new DeclarationError('nothing is no value', {
    code: 'ABI-L006',
    rule: 'L-12',
    path,
    expected: 'a type with a size',
    found: 'nothing',
  })
}

/**
 * A pointer to a function with the C calling convention.
 *
 * @param parameters - One record of one parameter, or a list of such records in order: `[{ a: u32 }, { b: f64 }]`. A
 * record of several parameters stands for the list of its keys in order; TypeScript accepts it where all parameters
 * have the same type, because it does not keep the order of keys.
 * @param returns - The type of the result; left out for none.
 * @param options - What else is to be said of the function.
 * @throws {@link DeclarationError} for a bad name or something that is no type.
 *
 * @see Rules L-12 and K-1 of the specification.
 *
 * @example
 * ```ts
 * import { f64, fn, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const scale = fn([{ count: u32 }, { factor: f64 }], f64)
 * assert.equal(scale.declareC('scale'), 'double (*scale)(uint32_t count, double factor)')
 * ```
 */
export function fn<
  const P extends Parameters,
  R extends AnyType = typeof nothing,
  const O extends FunctionOptions = NoOptions,
>(parameters: P & CertainOrder<P>, returns?: R, options?: O): FunctionType<P, R, O> {
  const list = readParameters(parameters)
  const result = returns ?? nothing
  checkIsType(result, 'fn → returns')
  checkPassable(result, 'fn → returns')
  const traits = readOptions(options, list, result)
  return makeFunctionType(list, result, false, traits) as unknown as FunctionType<P, R, O>
}

function readParameters(parameters: Parameters): Parameter[] {
  if (typeof parameters !== 'object' || parameters === null) {
    throw new DeclarationError('parameters are declared by name', {
      code: 'ABI-L002',
      path: 'fn',
      expected: 'a record as { id: u32 } or a list of records',
      found: describeValue(parameters),
    })
  }
  const records = Array.isArray(parameters) ? (parameters as ParameterList) : [parameters as ParameterRecord]
  const list = records.flatMap((record) =>
    Object.entries(record).map(([name, declared]) => ({ name, ...readDeclared(declared) })),
  )
  const seen = new Set<string>()
  for (const { name, type } of list) {
    checkName(name, `fn → param ${name}`, 'parameter')
    checkIsType(type, `fn → param ${name}`)
    if (type.kind === 'void') refuseNothing(`fn → param ${name}`)
    checkPassable(type, `fn → param ${name}`)
    if (seen.has(name)) {
      throw new DeclarationError('two parameters have this name', {
        code: 'ABI-L002',
        rule: 'L-12',
        path: `fn → param ${name}`,
      })
    }
    seen.add(name)
  }
  return list
}

/** The type of a parameter, and what comes back through it. */
function readDeclared(declared: DeclaredParameter): Omit<Parameter, 'name'> {
  const isOut = typeof (declared as Partial<OutParameter> | undefined)?.pointee?.measure === 'function'
  return isOut
    ? { type: (declared as OutParameter).pointer, out: declared as OutParameter }
    : { type: declared as AnyType, out: undefined }
}

/**
 * Whether values of a type can be passed. C passes no arrays by value: what looks like one in a header is a pointer. And it has
 * no values without bytes.
 *
 * @internal
 */
export function isPassable(type: AnyType): boolean {
  return !['array', 'charArray', 'flexible', 'unit'].includes((type.inner ?? type).kind)
}

function checkPassable(type: AnyType, path: string): void {
  if (isPassable(type)) return
  const { kind } = type.inner ?? type
  throw new DeclarationError(
    kind === 'unit' ? 'unit cannot be passed' : 'an array cannot be passed by value',
    {
      code: 'ABI-L006',
      rule: 'L-12',
      path,
      expected:
        kind === 'unit' ? 'a type that takes bytes' : 'a pointer, or a struct that contains the array',
      found: type.name,
      hint: kind === 'unit' ? 'leave it out' : undefined,
    },
  )
}

/**
 * Checks that something is a declared type.
 *
 * @internal
 */
export function checkIsType(value: unknown, path: string): asserts value is AnyType {
  if (typeof (value as AnyType | undefined)?.measure === 'function') return
  throw new DeclarationError('not a type', {
    code: 'ABI-L002',
    path,
    expected: 'a type, as u32 or struct(…)',
    found: describeValue(value),
  })
}

function makeFunctionType(
  parameters: readonly Parameter[],
  returns: AnyType,
  isNullable: boolean,
  traits: FunctionTraits,
): FunctionType {
  const { isVariadic } = traits
  let spelled: string | undefined
  // Spelled late: a parameter may mention a type that is not declared yet.
  const name = (): string => {
    if (spelled !== undefined) return spelled
    const listed = parameters.map((one) => `${one.name}: ${one.out?.direction ?? ''}${spellParameter(one)}`)
    const signature = `fn(${[...listed, ...(isVariadic ? ['...'] : [])].join(', ')}) → ${returns.name}`
    return (spelled = isNullable ? `nullable(${signature})` : signature)
  }
  const fromAddress = (address: number, path: string, space: AddressSpace): unknown => {
    if (address !== 0) return space.callable(address, type, path)
    return isNullable ? null : refuseNull(path)
  }
  const type: FunctionType = Object.freeze<FunctionType>({
    kind: 'fn',
    get name() {
      return name()
    },
    parameters,
    returns,
    isNullable,
    ...traits,
    measure: (target) => ({ size: target.pointerSize, alignment: target.pointerSize }),
    makeCodec(target): Codec {
      const get: Codec['get'] = (memory, offset, path) =>
        fromAddress(readUnsignedWord(memory.view, offset, target, path), path ?? name(), memory.space)
      return {
        size: target.pointerSize,
        alignment: target.pointerSize,
        get,
        set(memory, offset, value, path) {
          writeWord(memory.view, offset, entryPoint(value, isNullable, path, memory.space), target)
        },
        copy: get,
        json(memory, offset) {
          const address = readUnsignedWord(memory.view, offset, target)
          return address === 0 ? null : formatAddress(address)
        },
      }
    },
    passing: {
      kind: 'scalar',
      scalar: 'address',
      toNative: (value, path, space) => entryPoint(value, isNullable, path, space),
      fromNative: (raw, path, space) => fromAddress(wordFromNative(raw, path), path, space),
    },
    leaves: (target) => [{ offset: 0, size: target.pointerSize, scalar: 'address' }],
    schema: (): SchemaNode => ({
      fn: {
        params: parameters.map((one) => ({ name: one.name, type: one.type.schema() })),
        returns: returns.schema(),
        ...(isVariadic ? { variadic: true as const } : {}),
      },
      ...(isNullable ? { nullable: true as const } : {}),
    }),
    mentions: () => [...parameters.map((one) => one.type), returns],
    contains: () =>
      [...parameters.map((one) => one.type), returns].filter(
        (one) => one.passing.kind === 'scalar' || one.definition?.aliasC !== undefined,
      ),
    declareC(declarator, isConst) {
      const list = [
        ...parameters.map((one) => one.type.declareC(one.name)),
        ...(isVariadic ? ['...'] : []),
      ].join(', ')
      return returns.declareC(`(*${isConst ? ' const ' : ''}${declarator})(${list === '' ? 'void' : list})`)
    },
    defaultValue: isNullable ? ((() => null) as unknown as () => never) : undefined,
    domain: () => ({ kind: 'function', type, isNullable }),
    nullableForm: (() => makeFunctionType(parameters, returns, true, traits)) as FunctionType['nullableForm'],
  })
  return type
}

function spellParameter({ type, out }: Parameter): string {
  return out === undefined ? type.name : `(${out.pointee.name})`
}

/**
 * Refuses null where a function must be.
 *
 * @throws {@link CallError} `ABI-C002`.
 *
 * @internal
 */
export function refuseNull(path: string): never {
  throw new CallError('a null function pointer', {
    code: 'ABI-C002',
    rule: 'L-12',
    path,
    expected: 'the address of a function',
    found: 'null',
    hint: 'declare it as nullable(fn(…)) if null is allowed',
  })
}

function entryPoint(value: unknown, isNullable: boolean, path: string, space: AddressSpace): Address {
  if (value === null && isNullable) return 0 as Address
  const address = space.addressOfFunction(value)
  if (address !== undefined) return address
  if (value === null) {
    throw new MemoryError('a null function pointer where none is allowed', {
      code: 'ABI-M001',
      rule: 'L-12',
      path,
      hint: 'declare it as nullable(fn(…)) if null is allowed',
    })
  }
  throw new ValueError('not a function of native code', {
    code: 'ABI-V001',
    rule: 'L-12',
    path,
    expected: `a function that was read from native memory or exported to it${isNullable ? ', or null' : ''}`,
    found: describeValue(value),
    hint:
      typeof value === 'function'
        ? 'make it callable first: exportFunction(type, implementation)'
        : undefined,
  })
}
