import { IncompatibleTraitError } from '../negotiation/incompatible-trait-error.js'
import type { NegotiatedMethod } from '../negotiation/negotiate.js'
import { byReferenceOf } from '../protocol/host-method.js'
import type { TraitMethod } from '../trait/method.js'
import { nothing } from '../wire/nothing.js'
import { toError } from '../wire/wire-problem.js'
import { WireReader } from '../wire/wire-reader.js'
import { WireWriter } from '../wire/wire-writer.js'
import { wireCodec, type WireCodec } from '../wire/wire-type.js'
import type { CallFrame, EntryFunction } from '../protocol/call-frame.js'
import type { NegotiatedPlan } from './negotiated-plan.js'
import { refuseArgumentCount, refuseMissing } from './refusals.js'

/** Where a call is, once its arguments are written. */
export const callStep = { sent: -1, reading: -2 } as const

/**
 * A method of a peer, as it is called.
 *
 * @internal
 */
export class CalledMethod {
  /** What it is called in errors. */
  readonly path: string
  /** How the arguments are written. */
  readonly parameters: readonly WireCodec[]
  /** How the result is read; absent where there is none. */
  readonly result: WireCodec | undefined
  /** The version in which arguments travel. */
  readonly version: number
  /** The number of the method on the side of the peer. */
  readonly number: number
  /** Which of the first 32 arguments are pointers, and which of the others. */
  readonly maskLow: number
  readonly maskHigh: number
  /** The entry of the peer. */
  readonly entry: EntryFunction
  /** Rewrites what the peer gave in its own version. */
  readonly #adapt: NegotiatedMethod['adaptResult']

  constructor(
    readonly name: string,
    readonly declared: TraitMethod,
    { trait, entry, negotiation }: NegotiatedPlan,
    { number, mask, byReference, adaptResult }: NegotiatedMethod,
  ) {
    const version = negotiation.effectiveVersion
    this.path = `${trait.name}.${name}`
    this.version = version
    this.number = number!
    this.maskLow = Number(mask & 0xffff_ffffn)
    this.maskHigh = Number(mask >> 32n)
    this.entry = entry
    this.#adapt = adaptResult
    this.parameters = declared.parameters.map(({ type }, index) =>
      byReference[index] === true ? byReferenceOf(type, version)! : wireCodec(type, version),
    )
    this.result = declared.returns === nothing ? undefined : wireCodec(declared.returns, version)
  }

  /** Reads the result behind its version. */
  read(reader: WireReader): unknown {
    const { result } = this
    if (this.#adapt === undefined) return result!.read(reader)
    const writer = new WireWriter()
    this.#adapt(reader, writer)
    const adapted = new WireReader(writer.finish())
    adapted.passage = reader.passage
    return result!.read(adapted)
  }

  /** Whether the bytes of a result are those of this side's declaration. */
  get readsDirectly(): boolean {
    return this.#adapt === undefined
  }

  /** The error for what was thrown in the course of a call. */
  fail(frame: CallFrame, error: unknown, step: number): unknown {
    if (step === callStep.sent) return error
    if (step === callStep.reading) {
      frame.forgetReaders()
      return toError(`${this.path} → result`, error)
    }
    return toError(`${this.path} → param ${this.declared.parameters[step]!.name}`, error)
  }

  /** Refuses a wrong number of arguments. */
  refuseCount(found: number): never {
    return refuseArgumentCount(this.declared, this.path, found)
  }
}

/**
 * What is called where a method cannot be: throws why.
 *
 * @internal
 */
export function refusalOf(
  { trait, entry, negotiation }: NegotiatedPlan,
  name: string,
): (() => never) | undefined {
  const path = `${trait.name}.${name}`
  const { number, problems } = negotiation.methods.get(name)!
  if (number === undefined) return () => refuseMissing(path, negotiation.calleeVersion)
  if (problems.length === 0) return undefined
  return () => {
    throw new IncompatibleTraitError(`the peer does not fit the method ${path}`, entry.path, problems)
  }
}
