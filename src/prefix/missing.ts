import { DeclarationError } from '../errors/index.js'
import { defaultOf } from '../layout/default-value.js'
import { asFieldDeclaration } from '../layout/field.js'
import { describeValue } from '../layout/names.js'
import type { AnyType, Field, FieldDeclaration, FieldTypeOf, SubstituteFor } from '../layout/index.js'

/** What a reader does where a field is missing. */
export type MissingPolicy =
  | { readonly policy: 'option' }
  | { readonly policy: 'panic' }
  | { readonly policy: 'default' }
  | {
      readonly policy: 'with'
      /** Gives the value at each reading. */
      readonly supply: () => unknown
    }
  | { readonly policy: 'value'; readonly value: unknown }

/** The policy under which reading a missing field gives `undefined`. */
export type Optional = Extract<MissingPolicy, { policy: 'option' }>

/** Any policy under which reading gives a value or throws. */
export type Certain = Exclude<MissingPolicy, { policy: 'option' }>

function withPolicy<F extends Field, M extends MissingPolicy>(
  field: F,
  missing: M,
): FieldDeclaration<FieldTypeOf<F>, M> {
  const declaration = asFieldDeclaration(field, `missing.${missing.policy}`)
  if (declaration.missing !== undefined) {
    throw new DeclarationError('this field has a policy already', {
      code: 'ABI-L002',
      rule: 'P-7',
      path: `missing.${missing.policy}`,
      found: `missing.${(declaration.missing as MissingPolicy).policy}`,
    })
  }
  return Object.freeze({ ...declaration, missing }) as unknown as FieldDeclaration<FieldTypeOf<F>, M>
}

/**
 * What a reader does where a module does not have a field. A field without a policy has that of its prefix type, which
 * is `option` unless it says otherwise.
 *
 * @see Rule P-7 of the specification.
 *
 * @example
 * ```ts
 * import { fn, hasField, implement, missing, MissingFieldError, nullable, prefixType, since, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Shop = prefixType('Shop', {
 *   version: '1.1.0',
 *   prefix: { items: u32 },
 *   lastPrefixField: 'items',
 *   suffix: {
 *     opened: since('1.1.0', u32),
 *     staff: since('1.1.0', missing.panic(u32)),
 *     floor: since('1.1.0', missing.value(u32, 1)),
 *     price: since('1.1.0', missing.with(fn({ item: u32 }, u32), () => (item) => item * 100)),
 *     close: since('1.1.0', missing.default(nullable(fn({})))),
 *   },
 * })
 *
 * using old = implement(Shop.upTo('1.0.0'), { items: 3 })
 * const shop = old.as(Shop)
 * assert.equal(shop.items, 3)
 * assert.equal(shop.opened, undefined)
 * assert.throws(() => shop.staff, MissingFieldError)
 * assert.equal(shop.floor, 1)
 * assert.equal(shop.price(2), 200)
 * assert.equal(shop.close, null)
 * assert.equal(hasField(shop, 'price'), false)
 * ```
 */
export const missing = {
  /** Reading gives `undefined`. */
  option<F extends Field>(field: F): FieldDeclaration<FieldTypeOf<F>, Optional> {
    return withPolicy(field, { policy: 'option' })
  },

  /** Reading throws a {@link MissingFieldError}. */
  panic<F extends Field>(field: F): FieldDeclaration<FieldTypeOf<F>, Certain> {
    return withPolicy(field, { policy: 'panic' })
  },

  /**
   * Reading gives the default value of the type.
   *
   * @throws {@link DeclarationError} `ABI-L004` where the type has none.
   */
  default<F extends Field>(field: F): FieldDeclaration<FieldTypeOf<F>, Certain> {
    const { type } = asFieldDeclaration(field, 'missing.default')
    defaultOf(type, 'missing.default')
    return withPolicy(field, { policy: 'default' })
  },

  /**
   * Reading gives what a function supplies. It is called at each reading.
   *
   * @param field - The field.
   * @param supply - Gives the value: for a function field, the function to call instead.
   */
  with<F extends Field>(
    field: F,
    supply: () => SubstituteFor<FieldTypeOf<F>>,
  ): FieldDeclaration<FieldTypeOf<F>, Certain> {
    if (typeof supply !== 'function') {
      throw new DeclarationError('the supplier of a missing field is a function', {
        code: 'ABI-L002',
        rule: 'P-7',
        path: 'missing.with',
        expected: 'a function without parameters that gives the value',
        found: describeValue(supply),
      })
    }
    return withPolicy(field, { policy: 'with', supply })
  },

  /**
   * Reading gives a value.
   *
   * @param field - The field.
   * @param value - The value.
   */
  value<F extends Field>(
    field: F,
    value: SubstituteFor<FieldTypeOf<F>>,
  ): FieldDeclaration<FieldTypeOf<F>, Certain> {
    return withPolicy(field, { policy: 'value', value })
  },
}

/**
 * Says in which version of the interface a field came.
 *
 * @param version - As in `1.2.0`: not above the version of the interface, and not below those of the fields before.
 * @param field - The type of the field, or the field with other remarks.
 *
 * @see Rule P-3 of the specification.
 *
 * @example
 * ```ts
 * import { prefixType, since, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Meter = prefixType('Meter', {
 *   version: '1.1.0',
 *   prefix: { total: u32 },
 *   lastPrefixField: 'total',
 *   suffix: { peak: since('1.1.0', u32) },
 * })
 * assert.deepEqual(Meter.versions, ['1.0.0', '1.1.0'])
 * ```
 */
export function since<F extends Field>(
  version: string,
  field: F,
): F extends FieldDeclaration<infer T extends AnyType, infer M>
  ? FieldDeclaration<T, M>
  : FieldDeclaration<FieldTypeOf<F>, undefined> {
  return Object.freeze({ ...asFieldDeclaration(field, 'since'), since: version }) as never
}
