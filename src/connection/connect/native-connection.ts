import { mayGenerateCode } from '../../layout/accessor/code-generation.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject } from '../wire/passage.js'
import { callAsync } from './async-calls.js'
import { CalledMethod, refusalOf } from './called-method.js'
import { composeMethod } from './composed-method.js'
import type { ConnectedObject } from './connected-object.js'
import { describePlan } from './describe-plan.js'
import { generateMethod, type ConnectedMethod } from './generated-method.js'
import { planFor, type NegotiatedPlan } from './negotiated-plan.js'
import { makePeerClass, refusedCalls, type MethodCalls, type PeerClass } from './peer-class.js'
import { PeerObject } from './peer-object.js'

const classes = new WeakMap<NegotiatedPlan, PeerClass>()

/**
 * The class of the objects of a trait behind an entry.
 *
 * @internal
 */
export function nativeClass(plan: NegotiatedPlan): PeerClass {
  let made = classes.get(plan)
  if (made === undefined) classes.set(plan, (made = makeNativeClass(plan)))
  return made
}

/** Makes a method from source text, or from closures where that is forbidden. */
function makeMethod(method: CalledMethod): ConnectedMethod {
  return mayGenerateCode() ? generateMethod(method) : composeMethod(method)
}

/**
 * Makes such a class, with methods that are made in one way.
 *
 * @internal
 */
export function makeNativeClass(plan: NegotiatedPlan, make = makeMethod): PeerClass {
  const { trait, entry } = plan
  return makePeerClass({
    trait,
    describe: () => describePlan(plan),
    calls: new Map([...trait.methods.keys()].map((name) => [name, protocolCalls(plan, name, make)])),
    makeObject: (words) => new PeerObject(words),
    drop: (words) => entry.drop(words),
  })
}

/**
 * How a method is called through the protocol.
 *
 * @param plan - What was negotiated.
 * @param name - The name of the method.
 * @param make - Makes the method of the connection.
 *
 * @internal
 */
export function protocolCalls(plan: NegotiatedPlan, name: string, make = makeMethod): MethodCalls {
  const refuse = refusalOf(plan, name)
  if (refuse !== undefined) return refusedCalls(refuse)
  const { trait, negotiation } = plan
  const method = new CalledMethod(name, trait.methods.get(name)!, plan, negotiation.methods.get(name)!)
  return {
    call: make(method),
    callAsync: (object, values) => callAsync(trait, object, method, values),
  }
}

/**
 * Connects to an object of a peer through the protocol.
 *
 * @param trait - The trait as this side declares it.
 * @param packaged - The object.
 * @param giving - Whether it belongs to this side from now on, or was lent.
 * @param path - What its entry is called in errors.
 * @throws What {@link planFor} throws. An owned object still belongs to whoever gave it then.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function connectToObject(
  trait: AnyTrait,
  packaged: PackagedObject,
  giving: Giving,
  path?: string,
): ConnectedObject {
  const Class = nativeClass(planFor(trait, packaged.entry, { path }))
  return new Class(packaged, giving)
}
