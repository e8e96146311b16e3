import { PeerPanicError } from '../../errors/index.js'
import { compile, mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { thrownText } from '../protocol/thrown-text.js'
import type { TraitMethod } from '../trait/method.js'
import type { AnyTrait } from '../trait/trait.js'
import { nothing } from '../wire/nothing.js'
import type { Passage } from '../wire/passage.js'
import { toError } from '../wire/wire-problem.js'
import { WireReader } from '../wire/wire-reader.js'
import { WireWriter } from '../wire/wire-writer.js'
import { wireCodec, type WireCodec } from '../wire/wire-type.js'
import type { ConnectedMethod } from './generated-method.js'
import type { LocalPassage } from './local-passage.js'
import { localTarget, type LocalTarget } from './local-target.js'
import { refuseArgumentCount } from './refusals.js'

/**
 * A method of an implementation in the same program, as it is called.
 *
 * @see Rule X-11 of the specification.
 *
 * @internal
 */
export class LocalMethod {
  readonly path: string
  readonly parameters: readonly WireCodec[]
  /** How the result is passed on; absent where there is none. */
  readonly result: WireCodec | undefined

  constructor(
    readonly name: string,
    readonly declared: TraitMethod,
    trait: AnyTrait,
    readonly makePassage: () => LocalPassage,
  ) {
    this.path = `${trait.name}.${name}`
    this.parameters = declared.parameters.map(({ type }) => wireCodec(type, trait.version))
    this.result = declared.returns === nothing ? undefined : wireCodec(declared.returns, trait.version)
  }

  /** Whether all values are passed as they are. */
  get isPlain(): boolean {
    const { parameters, result } = this
    return (
      parameters.every((codec) => codec.isPlain === true) && (result === undefined || result.isPlain === true)
    )
  }

  /** Refuses a wrong number of arguments. */
  refuseCount(found: number): never {
    return refuseArgumentCount(this.declared, this.path, found)
  }

  /** The error for an argument that does not fit. */
  failArgument(error: unknown, index: number): unknown {
    return toError(`${this.path} → param ${this.declared.parameters[index]!.name}`, error)
  }

  /** The error for a result that does not fit. */
  failResult(error: unknown): unknown {
    return toError(`${this.path} → result`, error)
  }

  /** The error for what an implementation threw. */
  failCall(thrown: unknown): PeerPanicError {
    return new PeerPanicError(thrownText(thrown), this.path, thrown)
  }

  /** Calls an implementation. */
  call(target: LocalTarget, values: readonly unknown[]): unknown {
    const passage = this.makePassage()
    try {
      const received = this.parameters.map((codec, index) => {
        try {
          return passOn(codec, values[index], passage)
        } catch (error) {
          throw this.failArgument(error, index)
        }
      })
      passage.settle()
      const result = this.#run(target, received)
      if (this.result === undefined) return undefined
      try {
        const passed = passOn(this.result, result, passage)
        passage.settle()
        return passed
      } catch (error) {
        throw this.failResult(error)
      }
    } finally {
      passage.end()
    }
  }

  #run({ implementation }: LocalTarget, values: readonly unknown[]): unknown {
    try {
      return implementation[this.name]!(...values)
    } catch (thrown) {
      throw this.failCall(thrown)
    }
  }
}

/** A value as the other side gets it: plain ones as they are, others as a copy that was written and read. */
function passOn(codec: WireCodec, value: unknown, passage: Passage): unknown {
  if (codec.isPlain === true) {
    codec.check(value)
    return value
  }
  const writer = new WireWriter()
  writer.passage = passage
  codec.write(writer, value)
  const reader = new WireReader(writer.bytes.subarray(0, writer.length))
  reader.passage = passage
  return codec.read(reader)
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
    return method.call(target, values)
  }
}

/**
 * A call with the same checks around it, as source text.
 *
 * @internal
 */
export function generatePlainMethod(method: LocalMethod): ConnectedMethod {
  const { name, path, parameters, result } = method
  const scope: Record<string, unknown> = { $target: localTarget, $method: method, $path: path }
  const names = parameters.map((_, index) => `a${index}`)
  const checkOf = (codec: WireCodec, value: string, fail: string): string => {
    const { source } = codec
    scope[`$check_${value}`] = codec.check
    const check = `try { $check_${value}(${value}) } catch (error) { throw ${fail} }`
    if (source === undefined) return check
    Object.assign(scope, source.scope)
    return `if (!(${source.accepts(value)})) ${check}`
  }
  const checks = parameters.map((codec, index) =>
    checkOf(codec, names[index]!, `$method.failArgument(error, ${index})`),
  )
  return compile(
    `return function (${names.join(', ')}) {
      if (arguments.length !== ${names.length}) $method.refuseCount(arguments.length)
      const target = this[$target]
      if (target.isOver) target.refuse($path)
      ${checks.join('\n')}
      let result
      try {
        result = target.implementation[${JSON.stringify(name)}](${names.join(', ')})
      } catch (error) {
        throw $method.failCall(error)
      }
      ${result === undefined ? 'return undefined' : `${checkOf(result, 'result', '$method.failResult(error)')}\nreturn result`}
    }`,
    scope,
  ) as ConnectedMethod
}
