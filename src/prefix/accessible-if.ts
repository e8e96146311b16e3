import { DeclarationError } from '../errors/index.js'
import { asFieldDeclaration } from '../layout/field.js'
import { describeValue } from '../layout/names.js'
import type { AnyType, Field, FieldDeclaration, FieldTypeOf } from '../layout/index.js'

/** Marks a field with a condition and without a policy of its own; never present at run time. */
export interface Conditional {
  readonly policy: 'conditional'
}

/**
 * A field that is there under a condition: one of the platform, of a build, of whatever is certain when the interface is
 * declared. Where the condition does not hold, the field keeps its index, its bit and its bytes; makers of instances clear
 * the bit, and readers treat the field as missing, whoever made the instance. A field of the prefix with a condition is
 * looked up in the mask as those of the suffix are, and follows a policy.
 *
 * @param condition - Whether the field is there on this side.
 * @param field - The type of the field, or the field with other remarks.
 * @throws {@link DeclarationError} `ABI-L002` where the condition is neither `true` nor `false`.
 *
 * @see Rules P-11 to P-14 of the specification.
 *
 * @example
 * ```ts
 * import { accessibleIf, hasField, implement, prefixType, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Clock = prefixType('Clock', {
 *   version: '1.0.0',
 *   prefix: { seconds: u32, cycles: accessibleIf(false, u32), zone: u32 },
 *   lastPrefixField: 'zone',
 * })
 * using clock = implement(Clock, { seconds: 5, zone: 7 })
 * assert.equal(clock.as().cycles, undefined)
 * assert.equal(hasField(clock.as(), 'cycles'), false)
 * assert.equal(clock.as().zone, 7)
 * ```
 */
export function accessibleIf<F extends Field>(
  condition: boolean,
  field: F,
): F extends FieldDeclaration<infer T extends AnyType, infer M>
  ? FieldDeclaration<T, [M] extends [undefined] ? Conditional : M>
  : FieldDeclaration<FieldTypeOf<F>, Conditional> {
  if (typeof condition !== 'boolean') {
    throw new DeclarationError('the condition of a field is a constant of the declaration', {
      code: 'ABI-L002',
      rule: 'P-11',
      path: 'accessibleIf',
      expected: 'true or false',
      found: describeValue(condition),
    })
  }
  return Object.freeze({ ...asFieldDeclaration(field, 'accessibleIf'), isAccessible: condition }) as never
}
