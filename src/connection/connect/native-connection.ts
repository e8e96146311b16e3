import { mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { NativeEntry, type ObjectWords } from '../protocol/native-entry.js'
import { objectBorder, type ReceivedObject } from '../protocol/object-border.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject } from '../wire/passage.js'
import { callAsync } from './async-calls.js'
import { CalledMethod, refusalOf } from './called-method.js'
import { composeMethod } from './composed-method.js'
import { addMethods, ConnectedObject, endObject, type ConnectedClass } from './connected-object.js'
import { describePlan } from './describe-plan.js'
import type { ConnectionDescription } from './description.js'
import { generateMethod, type ConnectedMethod } from './generated-method.js'
import { planFor, type NegotiatedPlan } from './negotiated-plan.js'
import { peerObject, PeerObject } from './peer-object.js'

/** Makes connected objects of a trait behind an entry. */
export type NativeClass = new (object: ObjectWords, giving: Giving) => ConnectedObject

const classes = new WeakMap<NegotiatedPlan, NativeClass>()

/**
 * The class of the objects of a trait behind an entry.
 *
 * @internal
 */
export function nativeClass(plan: NegotiatedPlan): NativeClass {
  let made = classes.get(plan)
  if (made === undefined) classes.set(plan, (made = makeNativeClass(plan, methodMaker())))
  return made
}

/** Whether methods are made from source text. */
function methodMaker(): (method: CalledMethod) => ConnectedMethod {
  return mayGenerateCode() ? generateMethod : composeMethod
}

/**
 * Makes such a class, with methods that are made in one way.
 *
 * @internal
 */
export function makeNativeClass(
  plan: NegotiatedPlan,
  makeMethod: (method: CalledMethod) => ConnectedMethod,
): NativeClass {
  const { trait, entry } = plan
  let description: ConnectionDescription | undefined
  const async = new Map<string, (object: PeerObject, values: readonly unknown[]) => Promise<unknown>>()
  const connected: ConnectedClass = {
    trait,
    describe: () => (description ??= describePlan(plan)),
    asyncCalls: (object) => {
      const words = (object as NativeObject)[peerObject]
      return Object.freeze(
        Object.fromEntries(
          [...async].map(([name, call]) => [name, (...values: readonly unknown[]) => call(words, values)]),
        ),
      )
    },
  }
  class NativeObject extends ConnectedObject {
    readonly [peerObject]: PeerObject
    constructor(words: ObjectWords, giving: Giving) {
      super(connected, giving === 'owned' ? () => entry.drop(words) : undefined)
      this[peerObject] = new PeerObject(words, this.$uses)
    }
  }
  const methods = [...trait.methods].map(([name, declared]): [string, ConnectedMethod] => {
    const refuse = refusalOf(plan, name)
    if (refuse !== undefined) {
      async.set(name, () => Promise.resolve().then(refuse))
      return [name, refuse]
    }
    const negotiated = plan.negotiation.methods.get(name)!
    const method = new CalledMethod(name, declared, plan, negotiated)
    async.set(name, (object, values) => callAsync(trait, object, method, values))
    return [name, makeMethod(method)]
  })
  addMethods(NativeObject, methods)
  Object.defineProperty(NativeObject, 'name', { value: trait.name })
  return NativeObject
}

/**
 * Connects to an object of a peer.
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

objectBorder.receive = (trait, packaged, giving): ReceivedObject => {
  try {
    const object = connectToObject(trait, packaged, giving)
    return { object, end: () => endObject(object) }
  } catch (error) {
    // It belongs to this side, which cannot use it.
    if (giving === 'owned') new NativeEntry(packaged.entry, trait.name).drop(packaged)
    throw error
  }
}
