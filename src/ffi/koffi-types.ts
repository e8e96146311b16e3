import koffi, { type TypeObject } from 'koffi'
import { CallError } from '../errors/index.js'
import type { ScalarName } from '../layout/index.js'

/** One value of a signature: a scalar, or the mirror of an aggregate that is passed by value. */
export type NativeValue = ScalarName | AggregateMirror

/**
 * An aggregate as the FFI sees it: runs of equal scalars. The members have the same places and kinds as those of the
 * declared type, so every calling convention treats the mirror as it treats the original.
 */
export interface AggregateMirror {
  /** The runs in the order of their offsets. */
  readonly runs: readonly MirrorRun[]
  /** Size in bytes. */
  readonly size: number
}

/** Some scalars of one kind, one after the other. */
export interface MirrorRun {
  /** Which scalar. */
  readonly scalar: ScalarName
  /** How many. */
  readonly count: number
  /** Bytes from the start of the aggregate. */
  readonly offset: number
  /** Whether it is a single number, not a typed array with one: making a typed array costs more than a call. */
  readonly isNumber?: true
}

/** A signature in the terms of the FFI. */
export interface NativeSignature {
  /** What is passed, in order. */
  readonly parameters: readonly NativeValue[]
  /** What comes back. */
  readonly returns: NativeValue | 'void'
  /** Whether any number of values may follow, each behind its type. */
  readonly variadic?: true
}

const scalarNames: Record<ScalarName, string> = {
  i8: 'int8_t',
  i16: 'int16_t',
  i32: 'int32_t',
  i64: 'int64_t',
  u8: 'uint8_t',
  u16: 'uint16_t',
  u32: 'uint32_t',
  u64: 'uint64_t',
  f32: 'float',
  f64: 'double',
  bool: 'bool',
  address: 'uintptr_t',
  isize: 'intptr_t',
}

/** A bool inside of an aggregate is moved as its byte. */
const runNames: Record<ScalarName, string> = {
  ...scalarNames,
  bool: 'uint8_t',
  address: 'uint64_t',
  isize: 'int64_t',
}

// koffi never frees a type, so equal signatures share one.
const prototypes = new Map<string, { readonly prototype: TypeObject; readonly pointer: TypeObject }>()
const mirrors = new Map<string, TypeObject>()

/**
 * The koffi prototype of a signature, and the type of pointers to such functions.
 *
 * @internal
 */
export function prototypeOf(signature: NativeSignature): {
  readonly prototype: TypeObject
  readonly pointer: TypeObject
} {
  const key = signatureKey(signature)
  let known = prototypes.get(key)
  if (known === undefined) {
    const returns = signature.returns === 'void' ? 'void' : koffiType(signature.returns)
    const prototype = koffi.proto(returns, [
      ...signature.parameters.map(koffiType),
      ...(signature.variadic === true ? ['...'] : []),
    ])
    known = { prototype, pointer: koffi.pointer(prototype) }
    prototypes.set(key, known)
  }
  return known
}

/**
 * Text that is equal for equal signatures.
 *
 * @internal
 */
export function signatureKey({ parameters, returns, variadic }: NativeSignature): string {
  return `${parameters.map(valueKey).join(',')}${variadic === true ? ',...' : ''}>${valueKey(returns)}`
}

function valueKey(value: NativeValue | 'void'): string {
  if (typeof value === 'string') return value
  return `{${value.runs.map((run) => `${run.scalar}${run.isNumber === true ? '' : `*${run.count}`}@${run.offset}`).join(';')}#${value.size}}`
}

/**
 * What stands before a value that is passed behind the declared ones of a variadic function.
 *
 * @internal
 */
export function variadicTypeOf(value: NativeValue): unknown {
  return koffiType(value)
}

function koffiType(value: NativeValue): TypeObject | string {
  if (typeof value === 'string') return scalarNames[value]
  const key = valueKey(value)
  let mirror = mirrors.get(key)
  if (mirror === undefined) {
    mirror = koffi.struct(
      Object.fromEntries(
        value.runs.map((run, index) => [
          `run${index}`,
          run.isNumber === true
            ? runNames[run.scalar]
            : koffi.array(runNames[run.scalar], run.count, 'Typed'),
        ]),
      ),
    )
    checkMirror(mirror, value)
    mirrors.set(key, mirror)
  }
  return mirror
}

/** A mirror whose members lie elsewhere than those of the original would be passed in the wrong way. */
function checkMirror(mirror: TypeObject, value: AggregateMirror): void {
  const offsets = Object.values(mirror.members ?? {}).map((member) => member.offset)
  if (mirror.size === value.size && value.runs.every((run, index) => run.offset === offsets[index])) return
  throw new CallError('a struct of this layout cannot be passed by value', {
    code: 'ABI-F005',
    rule: 'K-3',
    expected: `${value.size} bytes with parts at ${value.runs.map((run) => run.offset).join(', ')}`,
    found: `${mirror.size} bytes with parts at ${offsets.join(', ')}`,
    hint: 'pass a pointer to it',
  })
}
