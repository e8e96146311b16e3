import { dropObject } from '../protocol/drop-object.js'
import { hostEntryAt, type HostEntry } from '../protocol/host-entry.js'
import { refuseToCreate, type ObjectWords } from '../protocol/native-entry.js'
import { objectBorder, type ObjectBorder, type ReceivedObject } from '../protocol/object-border.js'
import { thrownText } from '../protocol/thrown-text.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving, PackagedObject } from '../wire/passage.js'
import { refusalOf } from './called-method.js'
import { endObject, type ConnectedObject } from './connected-object.js'
import { describePlan } from './describe-plan.js'
import type { ConnectionDescription, MethodDescription } from './description.js'
import type { ConnectedMethod } from './generated-method.js'
import { HostedObject } from './hosted-object.js'
import { matchInProcess, type InProcessMatch } from './in-process-match.js'
import { callInProcessAsync, connectInProcessMethod, InProcessMethod } from './in-process-method.js'
import { connectToObject, protocolCalls } from './native-connection.js'
import { planFor, type NegotiatedPlan } from './negotiated-plan.js'
import { makePeerClass, type MethodCalls, type PeerClass } from './peer-class.js'

const classes = new WeakMap<NegotiatedPlan, PeerClass>()

function inProcessClass(plan: NegotiatedPlan, host: HostEntry): PeerClass {
  let made = classes.get(plan)
  if (made === undefined) classes.set(plan, (made = makeInProcessClass(plan, host)))
  return made
}

/**
 * The class of the objects of a trait behind an entry of this side, with methods that are made in one way.
 *
 * @param plan - What was negotiated with the entry.
 * @param host - What answers behind it.
 * @param make - Makes the methods that are called without native code.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function makeInProcessClass(
  plan: NegotiatedPlan,
  host: HostEntry,
  make: (method: InProcessMethod) => ConnectedMethod = connectInProcessMethod,
): PeerClass {
  const { trait } = plan
  const matches = matchInProcess(plan, host)
  const callsOf = (name: string): MethodCalls => {
    if (!isInProcess(plan, matches, name)) return protocolCalls(plan, name)
    const method = new InProcessMethod(plan, host, name)
    return {
      call: make(method),
      callAsync: (object, values) => callInProcessAsync(trait, object, method, values),
    }
  }
  return makePeerClass({
    trait,
    describe: () => describeInProcess(plan, matches),
    calls: new Map([...trait.methods.keys()].map((name) => [name, callsOf(name)])),
    makeObject: (words) => new HostedObject(words, host),
    implementationOf: (object) => object.implementation,
    drop: (_words, object) => object.drop(),
  })
}

function isInProcess(
  plan: NegotiatedPlan,
  matches: ReadonlyMap<string, InProcessMatch>,
  name: string,
): boolean {
  return matches.get(name)?.isAlike === true && refusalOf(plan, name) === undefined
}

function describeInProcess(
  plan: NegotiatedPlan,
  matches: ReadonlyMap<string, InProcessMatch>,
): ConnectionDescription {
  const negotiated = describePlan(plan)
  const methods = negotiated.methods.map((method): MethodDescription => {
    const { name, parameters } = method
    const match = matches.get(name)
    if (match === undefined || method.problems.length > 0) return method
    const { isAlike, reason } = match
    if (!isAlike) return { ...method, reason }
    return {
      ...method,
      route: 'in process',
      reason,
      parameters: parameters.map((parameter) => ({ ...parameter, passing: 'value', reason })),
    }
  })
  return { ...negotiated, methods }
}

/**
 * Connects to a new object of an entry of this side.
 *
 * @param plan - What was negotiated with the entry.
 * @param host - What answers behind it.
 * @throws CallError `ABI-J004` where making it throws.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function connectInProcess(plan: NegotiatedPlan, host: HostEntry): ConnectedObject {
  // The class first: what it refuses must not leave an object behind.
  const Class = inProcessClass(plan, host)
  return new Class(makeObject(plan, host), 'owned')
}

function makeObject({ entry }: NegotiatedPlan, host: HostEntry): ObjectWords {
  try {
    return host.make()
  } catch (error) {
    return refuseToCreate(`${entry.path} → create`, thrownText(error), error)
  }
}

/**
 * Connects to an object on its way: to one of this side in the process, to any other through the protocol.
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
export function connectToPackaged(
  trait: AnyTrait,
  packaged: PackagedObject,
  giving: Giving,
  path?: string,
): ConnectedObject {
  const host = hostEntryAt(packaged.entry)
  if (host === undefined) return connectToObject(trait, packaged, giving, path)
  const Class = inProcessClass(planFor(trait, packaged.entry, { path }), host)
  return new Class(packaged, giving)
}

/**
 * How objects that cross are connected to.
 *
 * @param connect - Connects to one.
 *
 * @internal
 */
export function receiverOf(connect: typeof connectToPackaged): ObjectBorder['receive'] {
  return (trait, packaged, giving): ReceivedObject => {
    try {
      const object = connect(trait, packaged, giving)
      return { object, end: () => endObject(object) }
    } catch (error) {
      // It belongs to this side, which cannot use it.
      if (giving === 'owned') dropObject(packaged, `${trait.name} → drop`)
      throw error
    }
  }
}

objectBorder.receive = receiverOf(connectToPackaged)
