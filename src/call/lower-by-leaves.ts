import type { AggregateMirror, NativeSignature, NativeValue } from '../ffi/index.js'
import type { AnyType, FunctionType, Target } from '../layout/index.js'
import { checkMirrored } from './by-value.js'
import { functionTypeOf } from './function-type-of.js'
import type { Lowered, LoweredParameter } from './lowered.js'
import { mirrorOf } from './mirror.js'

/**
 * Says how the values of a signature cross the border on a machine whose calling convention is not described here: a struct
 * as a mirror with the same scalars, so that the FFI treats it as C treats the declared type.
 *
 * @param path - What the function is called in errors.
 * @throws {@link CallError} `ABI-F005` for a type whose scalars a mirror cannot have in their places.
 *
 * @see Rules K-3 and K-7 of the specification.
 *
 * @internal
 */
export function lowerByLeaves(
  type: FunctionType,
  target: Target,
  path: string,
): {
  readonly parameters: readonly LoweredParameter[]
  readonly returns: Lowered
  readonly native: NativeSignature
} {
  const lowerOne = (one: AnyType, place: string): Lowered => {
    if (one.kind === 'void') return { kind: 'nothing' }
    if (one.passing.kind === 'scalar') return { kind: 'scalar', type: one, passing: one.passing }
    return { kind: 'mirror', type: one, mirror: leafMirror(one, target, place) }
  }
  const parameters = type.parameters.map(({ name, type: one, out }) => ({
    name,
    out,
    lends: out === undefined ? functionTypeOf(one, target) : undefined,
    lowered: lowerOne(one, `${path} → param ${name}`),
  }))
  const returns = lowerOne(type.returns, `${path} → returns`)
  return {
    parameters,
    returns,
    native: {
      parameters: parameters.map(({ lowered }) => nativeValue(lowered) as NativeValue),
      returns: nativeValue(returns),
    },
  }
}

function nativeValue(lowered: Lowered): NativeValue | 'void' {
  if (lowered.kind === 'scalar') return lowered.passing.scalar
  return lowered.kind === 'mirror' ? lowered.mirror : 'void'
}

/**
 * A mirror with the same scalars.
 *
 * @throws {@link CallError} `ABI-F005` for a type whose scalars a mirror cannot have in their places.
 *
 * @internal
 */
export function leafMirror(type: AnyType, target: Target, path: string): AggregateMirror {
  checkMirrored(type, target, path)
  return mirrorOf(type, target)
}
