import { canonicalJson, type AnyType } from '../layout/index.js'
import { definitionsOf } from '../layout/schema.js'
import { sourceOf } from './draft.js'

/**
 * How a type is declared, for messages of tests: the source text of a type that {@link anyType} made, the schema of any
 * other one.
 *
 * @param type - Any type.
 *
 * @see Rule V-2 of the specification.
 *
 * @example
 * ```ts
 * import fc from 'fast-check'
 * import { anyType, declarationOf } from 'abiding/testing'
 * import assert from 'node:assert/strict'
 *
 * const [type] = fc.sample(anyType({ root: ['array'], kinds: ['array', 'bool'] }), 1)
 * assert.match(declarationOf(type!), /^array\(/)
 * ```
 */
export function declarationOf(type: AnyType): string {
  const source = sourceOf(type)
  if (source !== undefined) return source
  return canonicalJson({ type: type.schema(), definitions: definitionsOf([type]) })
}
