import type { Address } from '../../layout/index.js'
import type { ConnectedObject } from '../connect/connected-object.js'
import type { NegotiatedPlan } from '../connect/negotiated-plan.js'
import { protocolCalls } from '../connect/native-connection.js'
import { makePeerClass, refusedCalls, type MethodCalls, type PeerClass } from '../connect/peer-class.js'
import { PeerObject } from '../connect/peer-object.js'
import { refuseMissing } from '../connect/refusals.js'
import type { AnyTrait } from '../trait/trait.js'
import { describeDirect } from './describe-direct.js'
import { callDirectlyAsync, directMethod } from './direct-method.js'
import type { FastPath } from './fast-path.js'

const classes = new WeakMap<FastPath, PeerClass>()

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
  const words = plan === undefined ? { data: BigInt(fastPath.create()), vtable: 0n } : plan.entry.create()
  return new Class(words, 'owned')
}

function makeClass(trait: AnyTrait, fastPath: FastPath, plan: NegotiatedPlan | undefined): PeerClass {
  return makePeerClass({
    trait,
    describe: () => describeDirect(trait, fastPath, plan),
    calls: new Map([...trait.methods.keys()].map((name) => [name, callsOf(trait, name, fastPath, plan)])),
    makeObject: (words) => new PeerObject(words),
    drop: (words) =>
      plan === undefined ? fastPath.drop(Number(words.data) as Address) : plan.entry.drop(words),
  })
}

function callsOf(
  trait: AnyTrait,
  name: string,
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
  if (plan !== undefined) return protocolCalls(plan, name)
  return refusedCalls(() => refuseMissing(`${trait.name}.${name}`, fastPath.version))
}
