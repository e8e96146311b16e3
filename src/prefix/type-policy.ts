import { DeclarationError } from '../errors/index.js'
import { defaultOf } from '../layout/default-value.js'
import { describeValue } from '../layout/names.js'
import type { AnyType } from '../layout/index.js'
import type { MissingPolicy } from './missing.js'

/**
 * The policies that can stand for a whole type: for every field that may be missing and has none of its own. A function is
 * asked at each reading, with the name of the field; a value stands for all of them.
 */
export type TypePolicy =
  | 'option'
  | 'panic'
  | 'default'
  | {
      /** Gives what a missing field reads as; asked at each reading, with the name of the field. */
      readonly with: (field: string) => unknown
    }
  | {
      /** What every missing field reads as. */
      readonly value: unknown
    }

/**
 * Refuses a policy that cannot stand for a whole type.
 *
 * @see Rule P-7 of the specification.
 *
 * @internal
 */
export function checkPolicy(name: string, policy: unknown): void {
  if (policy === 'option' || policy === 'panic' || policy === 'default') return
  if (typeof policy === 'object' && policy !== null && Object.keys(policy).length === 1) {
    if ('value' in policy || typeof (policy as { with?: unknown }).with === 'function') return
  }
  throw new DeclarationError('not the policy of a prefix type', {
    code: 'ABI-L002',
    rule: 'P-7',
    path: `${name}.missing`,
    expected: "'option', 'panic', 'default', { with: (field) => … } or { value: … }",
    found: describeValue(policy),
  })
}

/**
 * What the policy of a type means for one of its fields.
 *
 * @param owner - Name of the type.
 * @param name - Name of the field.
 * @throws {@link DeclarationError} `ABI-L004` for the default of a type that has none.
 *
 * @see Rule P-7 of the specification.
 *
 * @internal
 */
export function fieldPolicy(policy: TypePolicy, type: AnyType, owner: string, name: string): MissingPolicy {
  if (policy === 'default') defaultOf(type, `${owner}.${name}`)
  if (typeof policy === 'string') return { policy }
  if ('value' in policy) return { policy: 'value', value: policy.value }
  return { policy: 'with', supply: () => policy.with(name) }
}
