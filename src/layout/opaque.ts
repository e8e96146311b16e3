import { DeclarationError } from '../errors/index.js'
import { checkName } from './names.js'
import { spellC } from './scalar.js'
import type { Type } from './type.js'

/**
 * A type of which only pointers are passed on: nobody but its owner knows what is inside.
 *
 * @param name - Its name in C.
 *
 * @see Rule L-11 of the specification.
 *
 * @example
 * ```ts
 * import { opaque, pointer } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Database = opaque('Database')
 * assert.equal(pointer(Database).declareC('db'), 'Database *db')
 * ```
 */
export function opaque(name: string): Type<never> {
  checkName(name, name, 'type')
  return makeOpaque(name)
}

function makeOpaque(name: string): Type<never> {
  const refuse = (): never => {
    throw new DeclarationError('an opaque type can only be pointed to', {
      code: 'ABI-L006',
      rule: 'L-11',
      path: name,
      expected: `pointer(${name})`,
      found: `${name} by value`,
    })
  }
  return Object.freeze<Type<never>>({
    kind: 'opaque',
    name,
    measure: refuse,
    makeCodec: refuse,
    passing: { kind: 'aggregate' },
    leaves: refuse,
    schema: () => ({ type: name }),
    mentions: () => [],
    declareC: (declarator, isConst) => spellC(name, declarator, isConst),
    definition: { schema: () => ({ kind: 'opaque' }) },
  })
}

/** What `void *` points to: bytes of which nothing is known. */
export const untyped: Type<never> = Object.freeze<Type<never>>({
  ...makeOpaque('void'),
  name: 'untyped',
  schema: () => 'void',
  definition: undefined,
})
