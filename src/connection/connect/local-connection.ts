import type { ReceivedObject } from '../protocol/object-border.js'
import type { AnyTrait } from '../trait/trait.js'
import type { Giving } from '../wire/passage.js'
import { addMethods, ConnectedObject, endObject, type ConnectedClass } from './connected-object.js'
import type { ConnectionDescription } from './description.js'
import { connectLocalMethod, LocalMethod } from './local-method.js'
import { LocalPassage } from './local-passage.js'
import { localTarget, LocalTarget, type Implementation } from './local-target.js'
import { refuseArgumentCount } from './refusals.js'

/** Makes connected objects of implementations in the same program. */
type LocalClass = new (target: LocalTarget, giving: Giving) => ConnectedObject

const classes = new WeakMap<AnyTrait, LocalClass>()

function localClass(trait: AnyTrait): LocalClass {
  let made = classes.get(trait)
  if (made === undefined) classes.set(trait, (made = makeLocalClass(trait, connectLocalMethod)))
  return made
}

/**
 * Makes such a class, with methods that are made in one way.
 *
 * @internal
 */
export function makeLocalClass(
  trait: AnyTrait,
  makeMethod: (method: LocalMethod) => (...values: never[]) => unknown,
): LocalClass {
  const connected: ConnectedClass = {
    trait,
    describe: () => describeLocal(trait),
    asyncCalls: (object) => asyncCallsOf(trait, object as Implementation & object),
  }
  class LocalObject extends ConnectedObject {
    readonly [localTarget]: LocalTarget
    constructor(target: LocalTarget, giving: Giving) {
      super(connected, giving === 'owned' ? () => target.drop() : undefined)
      target.uses = this.$uses
      this[localTarget] = target
    }
  }
  const makePassage = (): LocalPassage => new LocalPassage(receiveLocally)
  const { name: traitName, version } = trait
  const methods = [...trait.methods].map(([name, declared]) => {
    const sides = { trait: traitName, name, caller: declared, callee: declared, version }
    return [name, makeMethod(new LocalMethod({ ...sides, makePassage }))] as const
  })
  addMethods(LocalObject, methods)
  Object.defineProperty(LocalObject, 'name', { value: trait.name })
  return LocalObject
}

function receiveLocally(trait: AnyTrait, implementation: object, giving: Giving): ReceivedObject {
  const target = new LocalTarget(implementation as Implementation)
  const object = new (localClass(trait))(target, giving)
  return {
    object,
    end: () => {
      endObject(object)
      target.end()
    },
  }
}

/**
 * Connects to an implementation in the same program: a call is a call of it with the checks that a peer would make.
 *
 * @see Rule X-11 of the specification.
 *
 * @internal
 */
export function connectLocally(trait: AnyTrait, implementation: object): ConnectedObject {
  return new (localClass(trait))(new LocalTarget(implementation as Implementation), 'owned')
}

/** There is no other thread: the calls are made in the event loop. */
function asyncCallsOf({ name: traitName, methods }: AnyTrait, object: Implementation): object {
  return Object.freeze(
    Object.fromEntries(
      [...methods].map(([name, declared]) => [
        name,
        async (...values: unknown[]) => {
          const { length } = values
          if (length !== declared.parameters.length)
            refuseArgumentCount(declared, `${traitName}.${name}`, length)
          await Promise.resolve()
          return object[name]!(...values)
        },
      ]),
    ),
  )
}

function describeLocal({ name, version, methods }: AnyTrait): ConnectionDescription {
  const reason = 'the implementation is in the same program'
  return {
    trait: name,
    version,
    peerVersion: version,
    effectiveVersion: version,
    methods: [...methods].map(([name, { parameters }]) => ({
      name,
      isPresent: true,
      route: 'in process',
      reason,
      parameters: parameters.map(({ name, type }) => ({
        name,
        type: type.name,
        passing: 'value',
        reason,
      })),
      problems: [],
    })),
  }
}
