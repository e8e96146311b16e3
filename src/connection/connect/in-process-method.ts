import { PeerPanicError } from '../../errors/index.js'
import { mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { refuseUnread } from '../protocol/call-outcome.js'
import type { HostEntry } from '../protocol/host-entry.js'
import { thrownText } from '../protocol/thrown-text.js'
import type { AnyTrait } from '../trait/trait.js'
import type { ConnectedMethod } from './generated-method.js'
import { hostedState, type HostedObject } from './hosted-object.js'
import { borrowPassage } from './in-process-passage.js'
import { generatePlainMethod, LocalMethod, type CallApproach, type CalledTarget } from './local-method.js'
import type { NegotiatedPlan } from './negotiated-plan.js'
import { OffThreadUse } from './off-thread-use.js'
import { peerImplementation, peerObject, type PeerObject } from './peer-object.js'

/**
 * A method of an object of an entry of this side that is called without native code. What fails is told as the protocol would
 * tell it.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export class InProcessMethod extends LocalMethod {
  /**
   * @param plan - What was negotiated.
   * @param host - What answers behind the entry.
   * @param name - The name of the method, which both sides declare alike.
   */
  constructor({ trait, negotiation }: NegotiatedPlan, host: HostEntry, name: string) {
    super({
      trait: trait.name,
      name,
      caller: trait.methods.get(name)!,
      callee: host.trait.methods.get(name)!,
      version: negotiation.effectiveVersion,
      makePassage: borrowPassage,
    })
  }

  /** What implements an object. */
  target(object: HostedObject): CalledTarget {
    try {
      return object.find(this.path)
    } catch (error) {
      return refuseUnread(this.path, thrownText(error), error)
    }
  }

  override failTakenArgument(error: unknown, index: number): unknown {
    try {
      const told = this.failArgument(error, index)
      return refuseUnread(this.path, thrownText(told), told)
    } catch (refusal) {
      return refusal
    }
  }

  /** The implementation gave what does not fit: it panics, as if it had thrown. */
  override failResult(error: unknown): unknown {
    const told = this.failTakenResult(error)
    return new PeerPanicError(thrownText(told), this.path, told)
  }
}

/** What has an object of an entry of this side. */
interface WithHosted {
  readonly [peerObject]: HostedObject
}

/**
 * The method that a connection has for it.
 *
 * @internal
 */
export function connectInProcessMethod(method: InProcessMethod): ConnectedMethod {
  return method.isPlain && mayGenerateCode() ? generateInProcess(method) : composeInProcess(method)
}

/**
 * Writes a method with plain values as source text. What is not as usual, as a call within a call, or an object that is lent,
 * gone or on another thread, is left to the method without source text.
 *
 * @internal
 */
export function generateInProcess(method: InProcessMethod): ConnectedMethod {
  const values = method.parameters.map((_, index) => `, a${index}`).join('')
  const approach: CallApproach = {
    begin: `const target = this[$object]
      if (target.state !== ${hostedState.ready}) return $composed.call(this${values})`,
    implementation: 'this[$implementation]',
    before: `target.state = ${hostedState.called}`,
    failed: 'target.endCall()',
    after: `if (target.state === ${hostedState.called}) target.state = ${hostedState.ready}
      else target.endCall()`,
    scope: { $object: peerObject, $implementation: peerImplementation, $composed: composeInProcess(method) },
  }
  return generatePlainMethod(method, approach)
}

/**
 * The same without source text, and for values that are not plain.
 *
 * @internal
 */
export function composeInProcess(method: InProcessMethod): ConnectedMethod {
  return function (...values) {
    if (values.length !== method.parameters.length) method.refuseCount(values.length)
    const object = (this as WithHosted)[peerObject]
    object.uses.beginUse(method.path)
    try {
      const target = method.target(object)
      const passage = method.makePassage()
      try {
        return method.run(target, method.receive(values, passage), passage)
      } finally {
        passage.end()
      }
    } finally {
      object.uses.endUse()
    }
  }
}

/**
 * Calls a method in the event loop: there is no other thread that could. The rules for calls on another thread hold.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export async function callInProcessAsync(
  trait: AnyTrait,
  object: PeerObject,
  method: InProcessMethod,
  values: readonly unknown[],
): Promise<unknown> {
  if (values.length !== method.parameters.length) method.refuseCount(values.length)
  const use = OffThreadUse.begin(object, trait, method.name)
  try {
    const target = method.target(object as HostedObject)
    const passage = method.makePassage()
    try {
      const received = method.receive(values, passage)
      await Promise.resolve()
      return method.run(target, received, passage)
    } finally {
      passage.end()
    }
  } finally {
    use.end()
  }
}
