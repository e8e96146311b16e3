import type { AggregateMirror, NativeSignature, NativeValue } from '../ffi/index.js'
import type { AnyType, FunctionType, ScalarPassing } from '../layout/index.js'
import { checkByValue } from './by-value.js'
import { mirrorOf } from './mirror.js'
import { FreeRegisters, isSystemV, registerParts, type RegisterPart } from './system-v.js'

/** A part of a struct for which a scalar stands. */
export interface ScalarPart extends RegisterPart {
  readonly scalar: 'u64' | 'f64' | 'f32'
}

/** How one declared value crosses the border. */
export type Lowered =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'scalar'; readonly type: AnyType; readonly passing: ScalarPassing }
  | { readonly kind: 'parts'; readonly type: AnyType; readonly parts: readonly ScalarPart[] }
  | { readonly kind: 'mirror'; readonly type: AnyType; readonly mirror: AggregateMirror }

/** A declared signature with the way in which each value crosses the border. */
export interface LoweredSignature {
  /** The declared parameters in order. */
  readonly parameters: readonly { readonly name: string; readonly lowered: Lowered }[]
  /** The declared result. */
  readonly returns: Lowered
  /** What the FFI is told. */
  readonly native: NativeSignature
}

/** Which side of the border JavaScript is on: a struct that is received cannot be taken apart. */
export type Direction = 'call' | 'receive'

const lowered = {
  call: new WeakMap<FunctionType, LoweredSignature>(),
  receive: new WeakMap<FunctionType, LoweredSignature>(),
}

/**
 * Says how the values of a signature cross the border.
 *
 * Scalars cross as they are. A struct by value that the calling convention passes in registers crosses as the scalars
 * that take the same registers, which is many times faster; every other struct crosses as its mirror.
 *
 * @param type - The declared signature.
 * @param direction - `call` where JavaScript calls native code, `receive` where native code calls JavaScript.
 * @param path - What the function is called in errors.
 * @throws {@link CallError} `ABI-F005` for a type that cannot be passed by value.
 *
 * @see Rules K-2, K-3, K-4 and K-7 of the specification.
 *
 * @internal
 */
export function lower(type: FunctionType, direction: Direction, path = type.name): LoweredSignature {
  let known = lowered[direction].get(type)
  if (known === undefined) lowered[direction].set(type, (known = lowerSignature(type, direction, path)))
  return known
}

function lowerSignature(type: FunctionType, direction: Direction, path: string): LoweredSignature {
  const returns = lowerResult(type.returns, `${path} → returns`)
  const registers = new FreeRegisters()
  // A result in memory comes with a hidden first argument: where to put it.
  if (returns.kind === 'mirror' && returns.mirror.size > 16) registers.takeScalar('address')
  const parameters = type.parameters.map((parameter) => ({
    name: parameter.name,
    lowered: lowerParameter(parameter.type, direction, registers, `${path} → param ${parameter.name}`),
  }))
  return {
    parameters,
    returns,
    native: {
      parameters: parameters.flatMap((parameter) => nativeValues(parameter.lowered)),
      returns: nativeValues(returns)[0] ?? 'void',
    },
  }
}

function lowerResult(type: AnyType, path: string): Lowered {
  if (type.kind === 'void') return { kind: 'nothing' }
  if (type.passing.kind === 'scalar') return { kind: 'scalar', type, passing: type.passing }
  checkByValue(type, path)
  return { kind: 'mirror', type, mirror: mirrorOf(type) }
}

function lowerParameter(
  type: AnyType,
  direction: Direction,
  registers: FreeRegisters,
  path: string,
): Lowered {
  if (type.passing.kind === 'scalar') {
    registers.takeScalar(type.passing.scalar)
    return { kind: 'scalar', type, passing: type.passing }
  }
  checkByValue(type, path)
  const parts = isSystemV && direction === 'call' ? registerParts(type) : undefined
  if (parts !== undefined && registers.takeParts(parts) && parts.every(isScalarPart))
    return { kind: 'parts', type, parts }
  return { kind: 'mirror', type, mirror: mirrorOf(type) }
}

function isScalarPart(part: RegisterPart): part is ScalarPart {
  return part.scalar !== 'pair'
}

function nativeValues(value: Lowered): NativeValue[] {
  switch (value.kind) {
    case 'nothing':
      return []
    case 'scalar':
      return [value.passing.scalar]
    case 'parts':
      return value.parts.map((part) => part.scalar)
    case 'mirror':
      return [value.mirror]
  }
}
