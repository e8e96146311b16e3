import { DeclarationError } from '../../errors/index.js'
import { asFieldDeclaration } from '../../layout/field.js'
import { checkName, describeValue } from '../../layout/names.js'
import type { AnyType, Field, FieldDeclaration, FieldTypeOf } from '../../layout/index.js'
import type { MissingPolicy, Optional } from '../missing.js'
import type { PrefixField } from '../prefix-type.js'
import { compareVersions } from '../version.js'

/** What stands in the place of the policy of a reserved slot: nobody reads it. */
export interface Reserved {
  /** Tells it from policies. */
  readonly policy: 'reserved'
}

/** A reserved slot of older versions, of which a field has taken the place. */
export interface ConsumedSlot {
  /** Name of the slot. */
  readonly name: string
  /** Version that brought the slot. */
  readonly since: string
  /** Version that brought the field: the slot was reserved until then. */
  readonly until: string
}

/**
 * Keeps bytes of a prefix type for later versions. A reserved slot is written as zero; nobody reads it, so it is no
 * property of accessor objects.
 *
 * @param field - The type whose room is kept, or the slot with other remarks.
 * @throws {@link DeclarationError} `ABI-P011` where the field has a policy.
 *
 * @see Rule R-9 of the specification.
 *
 * @example
 * ```ts
 * import { array, implement, prefixType, reserved, u32, u64 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Plugin = prefixType('Plugin', {
 *   version: '1.0.0',
 *   prefix: { id: u32, spare: reserved(array(u64, 4)) },
 *   lastPrefixField: 'spare',
 * })
 * using plugin = implement(Plugin, { id: 7 })
 * assert.equal(JSON.stringify(plugin.as()), '{"id":7}')
 * ```
 */
export function reserved<F extends Field>(field: F): FieldDeclaration<FieldTypeOf<F>, Reserved> {
  const declaration = asFieldDeclaration(field, 'reserved')
  refusePolicy(declaration, 'reserved')
  return Object.freeze({ ...declaration, missing: { policy: 'reserved' } }) as never
}

/**
 * Puts a field into the place of a slot that older versions reserved. The field has the size and the alignment of the
 * slot, and stands where the slot stood. Older instances have zero there: where nothing else tells, zero means that the
 * field is missing. Its policy is `option` where it has none of its own.
 *
 * @param slot - Name of the reserved slot in older versions.
 * @param version - The version that brings the field.
 * @param field - The type of the field, or the field with other remarks; a `since` among them is that of the slot.
 * @throws {@link DeclarationError} `ABI-L001` for what cannot be the name of a field, `ABI-P011` for a field that is
 * itself reserved or takes the place of a slot already.
 *
 * @see Rule R-10 of the specification.
 *
 * @example
 * ```ts
 * import { consuming, implement, prefixType, reserved, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Plugin = prefixType('Plugin', {
 *   version: '1.1.0',
 *   prefix: { id: u32, flags: consuming('spare', '1.1.0', u32) },
 *   lastPrefixField: 'flags',
 * })
 * using old = implement(Plugin.upTo('1.0.0'), { id: 7 })
 * assert.equal(old.as(Plugin).flags, undefined)
 *
 * using now = implement(Plugin, { id: 7, flags: 0 })
 * assert.equal(now.as().flags, 0)
 * ```
 */
export function consuming<F extends Field>(
  slot: string,
  version: string,
  field: F,
): FieldDeclaration<FieldTypeOf<F>, PolicyOr<F, Optional> & Consuming> {
  checkName(slot, 'consuming', 'field')
  const declaration = asFieldDeclaration(field, 'consuming')
  if (declaration.consumes !== undefined || isReserved(declaration)) {
    refuse(
      'consuming',
      'a field that is neither reserved nor stands in the place of another slot',
      isReserved(declaration) ? 'a reserved slot' : `a field in the place of ${declaration.consumes!.slot}`,
    )
  }
  const policy = declaration.missing ?? ({ policy: 'option' } satisfies MissingPolicy)
  const missing = { ...policy, consumes: slot }
  return Object.freeze({ ...declaration, missing, consumes: { slot, version } }) as never
}

/** What the policy of a field in the place of a slot says beside: older versions do not have the field. */
export interface Consuming {
  /** Name of the slot. */
  readonly consumes: string
}

/** The policy of a field, or another where it has none. */
export type PolicyOr<F, Otherwise> =
  F extends FieldDeclaration<AnyType, infer M> ? (M extends MissingPolicy ? M : Otherwise) : Otherwise

/**
 * Whether a field is a reserved slot.
 *
 * @internal
 */
export function isReserved(field: FieldDeclaration): boolean {
  return (field.missing as Reserved | undefined)?.policy === 'reserved'
}

/**
 * The slot that a field has taken the place of.
 *
 * @param since - The version that brought the slot.
 *
 * @internal
 */
export function slotOf(field: FieldDeclaration, since: string): ConsumedSlot | undefined {
  return field.consumes && { name: field.consumes.slot, since, until: field.consumes.version }
}

/**
 * The fields as an older version knew them: without newer ones, and with the slots that newer ones have taken.
 *
 * @internal
 */
export function asOlder(fields: readonly PrefixField[], version: string): PrefixField[] {
  return fields.flatMap((field) => {
    if (compareVersions(field.since, version) <= 0) return [field]
    const slot = field.consumes
    if (slot === undefined || compareVersions(slot.since, version) > 0) return []
    const missing: MissingPolicy | undefined = field.isPrefix ? undefined : { policy: 'option' }
    const { name, since } = slot
    return [{ ...field, name, since, missing, isReserved: true, consumes: undefined, doc: undefined }]
  })
}

/**
 * Which fields of a mask are there when slots are looked at: a maker that knew a slot as reserved does not have the
 * field that took its place. Where nobody says which version the maker knew, zero bytes mean that.
 *
 * @param bytes - Copies bytes of a place.
 *
 * @see Rule R-10 of the specification.
 *
 * @internal
 */
export function withoutReserved(
  mask: bigint,
  fields: readonly { readonly index: number; readonly consumes?: ConsumedSlot | undefined }[],
  version: string | undefined,
  isZero: (index: number) => boolean,
): bigint {
  return fields.reduce((left, { index, consumes }) => {
    const bit = 1n << BigInt(index)
    if (consumes === undefined || (left & bit) === 0n) return left
    const isThere = version === undefined ? !isZero(index) : compareVersions(consumes.until, version) <= 0
    return isThere ? left : left & ~bit
  }, mask)
}

function refusePolicy(declaration: FieldDeclaration, path: string): void {
  if (declaration.missing === undefined && declaration.consumes === undefined) return
  const policy = (declaration.missing as MissingPolicy | undefined)?.policy
  refuse(path, 'a field without a policy: nobody reads it', `missing.${describeValue(policy)}`)
}

function refuse(path: string, expected: string, found: string): never {
  throw new DeclarationError('no slot that can be reserved or consumed', {
    code: 'ABI-P011',
    rule: path === 'reserved' ? 'R-9' : 'R-10',
    path,
    expected,
    found,
  })
}
