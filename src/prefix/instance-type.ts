import { DeclarationError } from '../errors/index.js'
import { memoize } from '../layout/memoize.js'
import { spellC } from '../layout/scalar.js'
import type { AnyType } from '../layout/index.js'
import { interfaceShape } from './interface-schema.js'
import type { PrefixType } from './prefix-type.js'

/**
 * The instances of a prefix type as a type: what references point to. No value is of such a type, because nobody knows how
 * long an instance is.
 *
 * @internal
 */
export const instanceTypeOf = memoize((type: PrefixType): AnyType => {
  const refuse = (): never => {
    throw new DeclarationError('an instance of a prefix type is only referred to', {
      code: 'ABI-L006',
      rule: 'P-16',
      path: type.name,
      expected: 'prefixRef(…)',
      found: 'the instance itself',
    })
  }
  return Object.freeze<AnyType>({
    kind: 'instance',
    name: type.name,
    measure: refuse,
    makeCodec: refuse,
    passing: { kind: 'aggregate' },
    leaves: refuse,
    schema: () => ({ type: type.name }),
    mentions: () => type.fields.map((field) => field.type),
    declareC: (declarator, isConst) => spellC(type.name, declarator, isConst),
    definition: {
      schema: () => ({ kind: 'prefix', ...interfaceShape(type) }),
      prefixType: type,
      doc: type.doc,
    },
  })
})
