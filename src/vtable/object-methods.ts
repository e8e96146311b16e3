import { CallError } from '../errors/index.js'
import { compile, mayGenerateCode } from '../layout/accessor/code-generation.js'
import { ownershipKey } from '../ownership/index.js'
import type { Method } from './method.js'
import type { ObjectAccessor } from './object-accessor.js'
import { freeUsedUp } from './object-drop.js'
import { refuseLent } from './receiver.js'
import type { ObjectType } from './trait-object.js'

type Call = (this: ObjectAccessor, ...values: never[]) => unknown

/**
 * Gives the class of a trait's objects its methods.
 *
 * @param generate - Whether to make them from source text; closures otherwise.
 *
 * @see Rules B-3 and B-7 of the specification.
 *
 * @internal
 */
export function installMethods(prototype: object, type: ObjectType, generate = mayGenerateCode()): void {
  for (const [name, method] of type.trait.methods) {
    const path = `${type.trait.name}.${name}`
    const call = callOf(type, name, method, path, generate)
    Object.defineProperty(call, 'name', { value: name, configurable: true })
    Object.defineProperty(prototype, name, { value: call, writable: true, configurable: true })
  }
}

function callOf(type: ObjectType, name: string, method: Method, path: string, generate: boolean): Call {
  const { receiver } = method
  if (receiver === 'mut' && type.pointer === 'ref') return () => refuseChange(path)
  const names = passedNames(method)
  const scope: CallScope = {
    count: names.length,
    name,
    path,
    refuseCount: (found) => refuseCount(names, path, found),
    whenMissing: (self, values) => callDefault(self, name, receiver, values),
  }
  if (receiver === 'owned') return ownedCall(scope)
  return generate ? generateCall(scope) : composeCall(scope)
}

/**
 * The names of what is passed to a method: nothing is for what only comes back.
 *
 * @internal
 */
export function passedNames({ signature }: Method): readonly string[] {
  return signature.parameters
    .filter((parameter) => parameter.out?.direction !== 'out')
    .map((parameter) => parameter.name)
}

interface CallScope {
  readonly count: number
  readonly name: string
  readonly path: string
  readonly refuseCount: (found: number) => never
  readonly whenMissing: (self: ObjectAccessor, values: readonly unknown[]) => unknown
}

/** The object is told of the use, so that a drop in the middle of the call waits for its end. */
function generateCall({ count, name, path, refuseCount, whenMissing }: CallScope): Call {
  const names = Array.from({ length: count }, (_, index) => `a${index}`)
  return compile(
    `return function (${names.join(', ')}) {
      if (arguments.length !== ${count}) $refuseCount(arguments.length)
      const { $use } = this
      $use.beginUse(${JSON.stringify(path)})
      try {
        const { ${name}: $method } = this.$methods
        if ($method === undefined) return $whenMissing(this, [${names.join(', ')}])
        return $method(${['this.$data', ...names].join(', ')})
      } finally {
        $use.endUse()
      }
    }`,
    { $refuseCount: refuseCount, $whenMissing: whenMissing },
  ) as Call
}

function composeCall({ count, name, path, refuseCount, whenMissing }: CallScope): Call {
  return function (...values) {
    if (values.length !== count) refuseCount(values.length)
    this.$use.beginUse(path)
    try {
      const method = this.$methods[name]
      if (method === undefined) return whenMissing(this, values)
      return method(this.$data as never, ...values)
    } finally {
      this.$use.endUse()
    }
  }
}

/** The method takes the value out of its memory; the memory is freed when it has. */
function ownedCall({ count, name, path, refuseCount, whenMissing }: CallScope): Call {
  return function (...values) {
    if (values.length !== count) refuseCount(values.length)
    const ownership = this[ownershipKey]
    if (ownership === undefined) refuseLent(path)
    ownership.assertOwned(path)
    const method = this.$methods[name]
    if (method === undefined) return whenMissing(this, values)
    try {
      return method(this as never, ...values)
    } finally {
      // It is still owned where an argument was refused.
      if (ownership.state === 'moved') freeUsedUp(this.$data, this.$box)
    }
  }
}

/**
 * What the reader's own declaration does in place of a method that the object does not have.
 *
 * @internal
 */
export function callDefault(
  self: ObjectAccessor,
  name: string,
  receiver: Method['receiver'],
  values: readonly unknown[],
): unknown {
  const body = self.$type.trait.defaults[name]
  if (body === undefined) return self.$functions.readMissing(name)
  try {
    return body(self as never, ...(values as never[]))
  } finally {
    if (receiver === 'owned') self[Symbol.dispose]()
  }
}

/**
 * Refuses a wrong number of arguments.
 *
 * @internal
 */
export function refuseCount(names: readonly string[], path: string, found: number): never {
  throw new CallError('a wrong number of arguments', {
    code: 'ABI-C001',
    rule: 'K-1',
    path,
    expected: names.length === 0 ? 'none' : `${names.length} (${names.join(', ')})`,
    found: String(found),
  })
}

function refuseChange(path: string): never {
  throw new CallError('the object was lent to be read', {
    code: 'ABI-B007',
    rule: 'B-7',
    path,
    expected: 'an object that is owned, or was lent to be changed',
    found: 'an object that was lent to be read',
    hint: 'declare the parameter as mut',
  })
}
