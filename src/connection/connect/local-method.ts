import { PeerPanicError } from '../../errors/index.js'
import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { callMethod, refuseLostMethod } from '../protocol/call-implementation.js'
import { thrownText } from '../protocol/thrown-text.js'
import type { TraitMethod } from '../trait/method.js'
import { nothing } from '../wire/nothing.js'
import type { Passage } from '../wire/passage.js'
import { toError } from '../wire/wire-problem.js'
import type { WireCodec } from '../wire/wire-type.js'
import type { ConnectedMethod } from './generated-method.js'
import { localTarget, type LocalTarget } from './local-target.js'
import { refuseArgumentCount } from './refusals.js'
import { passedValue, passValues, type PassedValue } from './value-passage.js'

/** What a call in one program offers to its values, until it ends. */
export interface CallInProgram extends Passage {
  /** Says that the other side has what was given. */
  settle(): void
  /** Ends the call. */
  end(): void
}

/** A method as the two sides of a call in one program know it. */
export interface LocalMethodParts {
  /** The name of the trait of the caller. */
  readonly trait: string
  /** The name of the method. */
  readonly name: string
  /** The method as the caller declares it. */
  readonly caller: TraitMethod
  /** The method as the implementation has it: what is written by one is read by the other. */
  readonly callee: TraitMethod
  /** The version in which values are written. */
  readonly version: number
  /** Makes what a call offers. */
  readonly makePassage: () => CallInProgram
}

/** What is called: an implementation. */
export interface CalledTarget {
  /** It has the methods of the trait. */
  readonly implementation: Readonly<Record<string, unknown>>
}

/**
 * A method of an implementation in the same program, as it is called.
 *
 * @see Rule X-11 of the specification.
 *
 * @internal
 */
export class LocalMethod {
  readonly name: string
  readonly path: string
  readonly declared: TraitMethod
  readonly parameters: readonly PassedValue[]
  /** How the result is passed on; absent where there is none. */
  readonly result: PassedValue | undefined
  readonly makePassage: () => CallInProgram

  constructor({ trait, name, caller, callee, version, makePassage }: LocalMethodParts) {
    this.name = name
    this.path = `${trait}.${name}`
    this.declared = caller
    this.makePassage = makePassage
    this.parameters = caller.parameters.map(({ type }, index) =>
      passedValue(type, callee.parameters[index]!.type, version),
    )
    this.result =
      caller.returns === nothing ? undefined : passedValue(callee.returns, caller.returns, version)
  }

  /** Whether all values are passed as they are. */
  get isPlain(): boolean {
    const { parameters, result } = this
    return parameters.every(({ isPlain }) => isPlain) && (result === undefined || result.isPlain)
  }

  /** Refuses a wrong number of arguments. */
  refuseCount(found: number): never {
    return refuseArgumentCount(this.declared, this.path, found)
  }

  /** The error for an argument that does not fit. */
  readonly failArgument = (error: unknown, index: number): unknown =>
    toError(`${this.path} → param ${this.declared.parameters[index]!.name}`, error)

  /** The error for an argument that the implementation cannot read. */
  failTakenArgument(error: unknown, index: number): unknown {
    return this.failArgument(error, index)
  }

  /** The error for a result that does not fit. */
  failResult(error: unknown): unknown {
    return this.failTakenResult(error)
  }

  /** The error for a result that the caller cannot read. */
  readonly failTakenResult = (error: unknown): unknown => toError(`${this.path} → result`, error)

  /**
   * What a call without a look at the method threw: where the implementation lost it, that is told instead of what the
   * engine says. Looking beforehand takes longer than the rest of the call.
   */
  findLost(thrown: unknown, implementation: CalledTarget['implementation']): unknown {
    if (!(thrown instanceof TypeError)) return thrown
    try {
      if (typeof implementation[this.name] !== 'function')
        refuseLostMethod(implementation[this.name], this.path)
    } catch (error) {
      return error
    }
    return thrown
  }

  /** The error for what an implementation threw. */
  failCall(thrown: unknown): PeerPanicError {
    return new PeerPanicError(thrownText(thrown), this.path, thrown)
  }

  /** The arguments as an implementation gets them. */
  receive(values: readonly unknown[], passage: CallInProgram): readonly unknown[] {
    return passValues(values, this.parameters, passage, this.failArgument, (error, index) =>
      this.failTakenArgument(error, index),
    )
  }

  /** Calls an implementation with what it gets, and passes on what it gives. */
  run({ implementation }: CalledTarget, received: readonly unknown[], passage: CallInProgram): unknown {
    let result: unknown
    try {
      result = callMethod(implementation, this, received)
    } catch (thrown) {
      throw this.failCall(thrown)
    }
    if (this.result === undefined) return undefined
    const fail = (error: unknown): unknown => this.failResult(error)
    return passValues([result], [this.result], passage, fail, this.failTakenResult)[0]
  }
}

/** What differs between methods that are made of source text. */
export interface CallApproach {
  /** Statements before the arguments are looked at. */
  readonly begin: string
  /** The value of what implements the method. */
  readonly implementation: string
  /** Right before the call. */
  readonly before: string
  /** Where the call threw. */
  readonly failed: string
  /** Where it did not. */
  readonly after: string
  /** What the texts use. */
  readonly scope: Readonly<Record<string, unknown>>
}

const localApproach: CallApproach = {
  begin: `const target = this[$target]
      if (target.isOver) target.refuse($path)`,
  implementation: 'target.implementation',
  before: '',
  failed: '',
  after: '',
  scope: { $target: localTarget },
}

/**
 * The method that a connection has for it.
 *
 * @internal
 */
export function connectLocalMethod(method: LocalMethod): ConnectedMethod {
  return method.isPlain && mayGenerateCode() ? generatePlainMethod(method) : composeLocalMethod(method)
}

/**
 * The same without source text, and for values that are not plain.
 *
 * @internal
 */
export function composeLocalMethod(method: LocalMethod): ConnectedMethod {
  return function (...values) {
    if (values.length !== method.parameters.length) method.refuseCount(values.length)
    const target = (this as { readonly [localTarget]: LocalTarget })[localTarget]
    if (target.isOver) target.refuse(method.path)
    const passage = method.makePassage()
    try {
      return method.run(target, method.receive(values, passage), passage)
    } finally {
      passage.end()
    }
  }
}

/**
 * A call with the same checks around it, as source text.
 *
 * @param method - The method: all of its values are plain.
 * @param approach - How it finds what it calls.
 *
 * @internal
 */
export function generatePlainMethod(method: LocalMethod, approach = localApproach): ConnectedMethod {
  const { name, path, parameters, result } = method
  const scope: Record<string, unknown> = { ...approach.scope, $method: method, $path: path }
  const names = parameters.map((_, index) => `a${index}`)
  const checkOf = ({ source, check }: WireCodec, value: string, fail: string): string => {
    scope[`$check_${value}`] = check
    const thorough = `try { $check_${value}(${value}) } catch (error) { throw ${fail} }`
    if (source === undefined) return thorough
    Object.assign(scope, source.scope)
    return `if (!(${source.accepts(value)})) ${thorough}`
  }
  const checks = parameters.map(({ give }, index) =>
    checkOf(give, names[index]!, `$method.failArgument(error, ${index})`),
  )
  const give =
    result === undefined
      ? 'return undefined'
      : `${checkOf(result.give, 'result', '$method.failResult(error)')}
      return result`
  return compile(
    `return function (${names.join(', ')}) {
      if (arguments.length !== ${names.length}) $method.refuseCount(arguments.length)
      ${approach.begin}
      ${checks.join('\n')}
      const implementation = ${approach.implementation}
      ${approach.before}
      let result
      try {
        result = implementation[${JSON.stringify(name)}](${names.join(', ')})
      } catch (error) {
        ${approach.failed}
        throw $method.failCall($method.findLost(error, implementation))
      }
      ${approach.after}
      ${give}
    }`,
    scope,
  ) as ConnectedMethod
}
