import { CallError } from '../errors/index.js'
import { maximumAggregateBytes, variadicTypeOf, type NativeFunction, type NativeValue } from '../ffi/index.js'
import { describeValue } from '../layout/names.js'
import { nativeSpace } from '../memory/native-space.js'
import { hostTarget, type AnyType, type ScalarName } from '../layout/index.js'
import { argumentsPreparer, passedParameters, refuseCount, type CallState } from './call-arguments.js'
import { composeCall } from './composed-call.js'
import { lend } from './loan.js'
import type { LoweredSignature } from './lowered.js'
import { variableMirror } from './lowering.js'
import { toMirror } from './mirror.js'
import { spillerOf } from './struct-argument.js'

type Callable = (...values: unknown[]) => unknown

/** The FFI looks at this many values, the types of variable arguments included. */
const mostValues = 64

/** What C makes of arguments that nobody declared: the default argument promotions. */
const promoted: Partial<Record<ScalarName, ScalarName>> = {
  f32: 'f64',
  i8: 'i32',
  i16: 'i32',
  u8: 'i32',
  u16: 'i32',
  bool: 'i32',
}

/**
 * The wrapper of a variadic function. All calls share the prototype of the declared arguments; the FFI is told the types
 * of the others with each call, and keeps nothing of them but for the last call.
 *
 * @see Rule K-18 of the specification.
 *
 * @internal
 */
export function variadicBound(signature: LoweredSignature, native: NativeFunction, path: string): Callable {
  const prepareDeclared = argumentsPreparer(signature, path)
  const call = composeCall(signature, native, path)
  const declared = passedParameters(signature).length
  const given = signature.native.parameters.length
  return (...values) => {
    if (values.length < declared) refuseCount(signature, path, values.length)
    const others = values.slice(declared)
    if (given + 2 * others.length > mostValues) refuseNumber(path, Math.floor((mostValues - given) / 2))
    return call((state) => {
      const budget = { bytes: aggregateBytes(signature) }
      const extra = others.flatMap((value, index) =>
        prepareVararg(value, `${path} → argument ${declared + index + 1}`, state, budget),
      )
      return [...prepareDeclared(values, state), ...extra]
    })
  }
}

function prepareVararg(
  vararg: unknown,
  path: string,
  state: CallState,
  budget: { bytes: number },
): [type: unknown, value: unknown] {
  const [type, value] = readVararg(vararg, path)
  if (type.passing.kind === 'scalar') {
    const { scalar, toNative } = type.passing
    const domain = type.domain?.(hostTarget())
    const loan =
      domain?.kind === 'function' ? lend(value, domain.type as never, path, state.onError) : undefined
    if (loan !== undefined) state.loans.push(loan)
    const native = loan?.address ?? toNative(value, path, nativeSpace, state.memory.keep)
    return [variadicTypeOf(promoted[scalar] ?? scalar), scalar === 'bool' ? Number(native) : native]
  }
  const mirror = variableMirror(type, path)
  budget.bytes += mirror.size
  if (budget.bytes > maximumAggregateBytes)
    refuse('too much is passed by value', path, `${budget.bytes} bytes`)
  const { memory, offset } = spillerOf({ kind: 'mirror', type, mirror })(value, path, state.memory)
  return [variadicTypeOf(mirror), toMirror(mirror, memory, offset)]
}

function readVararg(vararg: unknown, path: string): readonly [AnyType, unknown] {
  const [type, value] = (Array.isArray(vararg) ? vararg : []) as [AnyType | undefined, unknown]
  if (typeof type?.measure !== 'function' || (vararg as unknown[]).length !== 2)
    refuse('not an argument with its type', path, describeValue(vararg))
  if (['void', 'unit', 'array', 'charArray', 'flexible'].includes((type.inner ?? type).kind))
    refuse('a type that cannot be passed', path, type.name)
  return [type, value]
}

function aggregateBytes({ native }: LoweredSignature): number {
  const sizeOf = (value: NativeValue | 'void'): number => (typeof value === 'string' ? 0 : value.size)
  return native.parameters.reduce((sum, value) => sum + sizeOf(value), sizeOf(native.returns))
}

function refuse(message: string, path: string, found: string): never {
  throw new CallError(message, {
    code: 'ABI-C006',
    rule: 'K-18',
    path,
    expected: 'vararg(type, value) of a scalar, a pointer, text or a struct',
    found,
  })
}

function refuseNumber(path: string, most: number): never {
  throw new CallError('too many arguments', {
    code: 'ABI-C006',
    rule: 'K-18',
    path,
    expected: `at most ${most} arguments behind the declared ones`,
    found: 'more',
  })
}
