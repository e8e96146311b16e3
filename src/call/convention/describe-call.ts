import { CallError } from '../../errors/index.js'
import { hostTarget, type AnyType, type FunctionType, type Target } from '../../layout/index.js'
import { aapcs64 } from './aapcs64.js'
import { appleArm64 } from './apple-arm64.js'
import type { Convention, PassedValue, PassedValues } from './convention.js'
import { passedType } from './passed-type.js'
import { systemVX64 } from './system-v-x64.js'
import { windowsX64 } from './windows-x64.js'

const conventions: Readonly<Record<string, Convention>> = {
  'x86_64-linux': systemVX64,
  'x86_64-macos': systemVX64,
  'aarch64-linux': aapcs64,
  'aarch64-macos': appleArm64,
  'x86_64-windows-msvc': windowsX64,
  'x86_64-windows-gnu': windowsX64,
}

/**
 * The calling convention of a target.
 *
 * @param target - The machine.
 * @returns `undefined` where the convention of the target is not described here.
 *
 * @see Rule K-8 of the specification.
 *
 * @example
 * ```ts
 * import { conventionFor, targets } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(conventionFor(targets['x86_64-linux'])?.name, 'System V x86-64')
 * assert.equal(conventionFor(targets['aarch64-macos'])?.name, 'Apple arm64')
 * assert.equal(conventionFor(targets.wasm32), undefined)
 * ```
 */
export function conventionFor(target: Target): Convention | undefined {
  return Object.hasOwn(conventions, target.name) ? conventions[target.name] : undefined
}

/** What {@link describeCall} may be told beyond the signature. */
export interface DescribeCallOptions {
  /** How many of the parameters are declared in C, from 0 on: those behind them stand for variable arguments. All by default. */
  readonly named?: number
}

/** A parameter and how it is passed. */
export interface DescribedParameter extends PassedValue {
  /** Its name. */
  readonly name: string
  /** What its type is called. */
  readonly type: string
}

/** Where all values of a signature travel. */
export interface CallDescription extends PassedValues {
  /** What the calling convention is called. */
  readonly convention: string
  /** The parameters in order. */
  readonly parameters: readonly DescribedParameter[]
}

/**
 * Says where the calling convention of a target puts every value of a signature: registers, places on the stack, copies
 * that are passed by reference, the address for a large result.
 *
 * @param type - The signature.
 * @param target - The machine; this one where it is left out.
 * @param options - How many parameters are declared, for variable arguments.
 * @throws {@link CallError} `ABI-F006` for a target whose convention is not described here.
 *
 * @see Rules K-8 to K-12 of the specification.
 *
 * @example
 * ```ts
 * import { describeCall, f32, fn, pointer, struct, targets, u64, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Slice = struct('Slice', { data: pointer(u8), length: u64 })
 * const Point = struct('Point', { x: f32, y: f32, z: f32 })
 * const Draw = fn([{ slice: Slice }, { at: Point }])
 *
 * const placesOn = (name: 'x86_64-linux' | 'aarch64-linux'): unknown[] =>
 *   describeCall(Draw, targets[name]).parameters.map(({ pieces }) =>
 *     pieces.map(({ place }) => (place.kind === 'stack' ? place.offset : place.register)),
 *   )
 * assert.deepEqual(placesOn('x86_64-linux'), [['rdi', 'rsi'], ['xmm0', 'xmm1']])
 * assert.deepEqual(placesOn('aarch64-linux'), [['x0', 'x1'], ['v0', 'v1', 'v2']])
 *
 * const [slice] = describeCall(Draw, targets['x86_64-windows-msvc']).parameters
 * assert.equal(slice?.how, 'reference')
 * ```
 */
export function describeCall<P, R extends AnyType>(
  type: FunctionType<P, R>,
  target: Target = hostTarget(),
  options: DescribeCallOptions = {},
): CallDescription {
  const convention = conventionFor(target)
  if (convention === undefined) {
    throw new CallError('a target whose calling convention is not described', {
      code: 'ABI-F006',
      rule: 'K-8',
      path: type.name,
      expected: `one of ${Object.keys(conventions).join(', ')}`,
      found: target.name,
    })
  }
  const passed = convention.pass({
    parameters: type.parameters.map((parameter) => passedType(parameter.type, target)),
    returns: type.returns.kind === 'void' ? undefined : passedType(type.returns, target),
    named: options.named ?? type.parameters.length,
  })
  return {
    convention: convention.name,
    ...passed,
    parameters: type.parameters.map((parameter, index) => ({
      name: parameter.name,
      type: parameter.type.name,
      ...passed.parameters[index]!,
    })),
  }
}
