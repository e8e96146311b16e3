import { CallError } from '../errors/index.js'
import { memoize } from '../layout/memoize.js'
import { ownershipKey } from '../ownership/index.js'
import type { Method, Receiver } from './method.js'
import type { ObjectAccessor } from './object-accessor.js'
import { freeUsedUp } from './object-drop.js'
import { callDefault, passedNames, refuseCount } from './object-methods.js'
import type { Uses } from './owning-accessor.js'
import { refuseLent } from './receiver.js'
import type { Supertrait } from './supertrait.js'
import type { ObjectType } from './trait-object.js'

/** A method that was bound for a table. */
interface Bound {
  readonly async: (...values: unknown[]) => Promise<unknown>
}

/** The methods of an object that make their calls off the JavaScript thread. */
type OffThread = new (object: ObjectAccessor) => object

/**
 * The methods of an object, called off the JavaScript thread.
 *
 * @see Rule B-15 of the specification.
 *
 * @internal
 */
export function offThread(object: ObjectAccessor): object {
  return new (classOf(object.$type))(object)
}

const classOf = memoize((type: ObjectType): OffThread => {
  const Calls = class {
    constructor(readonly $object: ObjectAccessor) {}
  }
  for (const [name, method] of type.trait.methods) {
    const call = function (this: InstanceType<typeof Calls>, ...values: unknown[]): Promise<unknown> {
      return callOffThread(this.$object, name, method, values)
    }
    Object.defineProperty(call, 'name', { value: name, configurable: true })
    Object.defineProperty(Calls.prototype, name, { value: call, writable: true, configurable: true })
  }
  return Calls
})

/** Everything up to the call itself happens at once; what is refused rejects the promise. */
async function callOffThread(
  object: ObjectAccessor,
  name: string,
  declared: Method,
  values: readonly unknown[],
): Promise<unknown> {
  const { receiver } = declared
  const path = `${object.$type.trait.name}.${name}`
  const names = passedNames(declared)
  if (values.length !== names.length) refuseCount(names, path, values.length)
  const ownership = object[ownershipKey]
  if (ownership === undefined) refuseLent(path)
  ownership.assertOwned(path)
  if (ownership.isInUse && !(object.$use instanceof OffThreadUse)) refuseBusy(path)
  const method = object.$methods[name] as Bound | undefined
  if (method === undefined) return callDefault(object, name, receiver, values)
  requireSupertrait(object, 'Send', path)
  if (receiver !== 'owned') {
    const use = OffThreadUse.begin(object, receiver, path)
    return method.async(object.$data, ...values).finally(() => use.end())
  }
  return method.async(object, ...values).finally(() => {
    // It is still owned where an argument was refused.
    if (ownership.state === 'moved') freeUsedUp(object.$data, object.$box)
  })
}

/** Stands between an object and its uses while it is used on another thread. */
class OffThreadUse implements Uses {
  /** Calls that are under way. */
  #calls = 0

  private constructor(
    readonly object: ObjectAccessor,
    /** What is told of uses otherwise. */
    readonly uses: Uses,
    /** Whether others may read the object meanwhile. */
    readonly isShared: boolean,
  ) {}

  /** A call begins off the thread. */
  static begin(object: ObjectAccessor, receiver: Receiver, path: string): OffThreadUse {
    const isShared = receiver === 'ref' && has(object, 'Sync')
    const { $use } = object
    const use = $use instanceof OffThreadUse ? $use : new OffThreadUse(object, $use, isShared)
    if (!isShared && use.#calls > 0) refuseBusy(path)
    use.beginUse(path)
    use.#calls += 1
    setUse(object, use)
    return use
  }

  /** A call off the thread has ended. */
  end(): void {
    this.#calls -= 1
    if (this.#calls === 0) setUse(this.object, this.uses)
    this.uses.endUse()
  }

  beginUse(path = this.object.$type.trait.name): void {
    if (this.#calls > 0 && !(this.isShared && reads(this.object, path))) refuseBusy(path)
    this.uses.beginUse(path)
  }

  endUse(): void {
    this.uses.endUse()
  }
}

function setUse(object: ObjectAccessor, use: Uses): void {
  ;(object as { $use: Uses }).$use = use
}

/** Whether what is called leaves the object as it is: supertraits do. */
function reads({ $type }: ObjectAccessor, path: string): boolean {
  const method = $type.trait.methods.get(path.slice($type.trait.name.length + 1))
  return method === undefined || method.receiver === 'ref'
}

function has({ $type }: ObjectAccessor, supertrait: Supertrait): boolean {
  return $type.trait.supertraits.includes(supertrait)
}

function requireSupertrait(object: ObjectAccessor, supertrait: Supertrait, path: string): void {
  if (has(object, supertrait)) return
  throw new CallError('the object stays on the thread that made it', {
    code: 'ABI-B007',
    rule: 'B-15',
    path,
    expected: `a trait with the supertrait ${supertrait}`,
    found: `${object.$type.trait.name} without it`,
    hint: `declare it where the trait has it; otherwise call the method without $async`,
  })
}

function refuseBusy(path: string): never {
  throw new CallError('the object is used on another thread at the moment', {
    code: 'ABI-B008',
    rule: 'B-15',
    path,
    expected: 'an object that nobody uses, or one with the supertrait Sync that all only read',
    found: 'an object with a call under way',
    hint: 'await the call that is under way',
  })
}
