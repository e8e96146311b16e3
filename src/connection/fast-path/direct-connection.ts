import { mayGenerateCode } from '../../layout/accessor/code-generation.js'
import { callAsync } from '../connect/async-calls.js'
import { CalledMethod, refusalOf } from '../connect/called-method.js'
import { composeMethod } from '../connect/composed-method.js'
import { addMethods, ConnectedObject, type ConnectedClass } from '../connect/connected-object.js'
import type { ConnectionDescription } from '../connect/description.js'
import { generateMethod, type ConnectedMethod } from '../connect/generated-method.js'
import type { NegotiatedPlan } from '../connect/negotiated-plan.js'
import { peerObject, PeerObject } from '../connect/peer-object.js'
import { refuseMissing } from '../connect/refusals.js'
import type { ObjectWords } from '../protocol/native-entry.js'
import type { TraitMethod } from '../trait/method.js'
import type { AnyTrait } from '../trait/trait.js'
import { describeDirect } from './describe-direct.js'
import { callDirectlyAsync, directMethod } from './direct-method.js'
import type { FastPath } from './fast-path.js'

/** Makes connected objects of a peer that has a table. */
type DirectClass = new (object: ObjectWords) => ConnectedObject

/** How a method is called on this thread and on another one. */
interface MethodCalls {
  readonly call: ConnectedMethod
  readonly callAsync: (object: PeerObject, values: readonly unknown[]) => Promise<unknown>
}

const classes = new WeakMap<FastPath, DirectClass>()

/**
 * Connects to a new object of a library that exports the table of a trait, and maybe an entry for the protocol beside it. The
 * object is made through the entry where there is one, and its first word is the object of the table.
 *
 * @param trait - The trait as this side declares it.
 * @param fastPath - The table.
 * @param plan - What was negotiated with the entry; absent where the library exports none.
 *
 * @see Rule X-77 of the specification.
 *
 * @internal
 */
export function connectDirectly(
  trait: AnyTrait,
  fastPath: FastPath,
  plan: NegotiatedPlan | undefined,
): ConnectedObject {
  let Class = classes.get(fastPath)
  if (Class === undefined) classes.set(fastPath, (Class = makeClass(trait, fastPath, plan)))
  return new Class(plan === undefined ? { data: BigInt(fastPath.create()), vtable: 0n } : plan.entry.create())
}

function makeClass(trait: AnyTrait, fastPath: FastPath, plan: NegotiatedPlan | undefined): DirectClass {
  let description: ConnectionDescription | undefined
  const calls = new Map<string, MethodCalls>(
    [...trait.methods].map(([name, declared]) => [name, callsOf(trait, name, declared, fastPath, plan)]),
  )
  const connected: ConnectedClass = {
    trait,
    describe: () => (description ??= describeDirect(trait, fastPath, plan)),
    asyncCalls: (object) => {
      const words = (object as DirectObject)[peerObject]
      return Object.freeze(
        Object.fromEntries(
          [...calls].map(([name, { callAsync }]) => [
            name,
            (...values: readonly unknown[]) => callAsync(words, values),
          ]),
        ),
      )
    },
  }
  const drop = (words: ObjectWords): void =>
    plan === undefined ? fastPath.drop(Number(words.data) as never) : plan.entry.drop(words)
  class DirectObject extends ConnectedObject {
    readonly [peerObject]: PeerObject
    constructor(words: ObjectWords) {
      super(connected, () => drop(words))
      this[peerObject] = new PeerObject(words, this.$uses)
    }
  }
  addMethods(
    DirectObject,
    [...calls].map(([name, { call }]) => [name, call] as const),
  )
  Object.defineProperty(DirectObject, 'name', { value: trait.name })
  return DirectObject
}

function callsOf(
  trait: AnyTrait,
  name: string,
  declared: TraitMethod,
  fastPath: FastPath,
  plan: NegotiatedPlan | undefined,
): MethodCalls {
  const direct = fastPath.methods.get(name)!.method
  if (direct !== undefined) {
    return {
      call: directMethod(direct),
      callAsync: (object, values) => callDirectlyAsync(trait, object, direct, values),
    }
  }
  const refuse =
    plan === undefined
      ? () => refuseMissing(`${trait.name}.${name}`, fastPath.version)
      : refusalOf(plan, name)
  if (refuse !== undefined) return { call: refuse, callAsync: () => Promise.resolve().then(refuse) }
  const method = new CalledMethod(name, declared, plan!, plan!.negotiation.methods.get(name)!)
  return {
    call: mayGenerateCode() ? generateMethod(method) : composeMethod(method),
    callAsync: (object, values) => callAsync(trait, object, method, values),
  }
}
