import { ValueError } from '../errors/index.js'
import { describeValue } from './names.js'
import { spellC } from './scalar.js'
import type { Codec, Type } from './type.js'

/**
 * The type with one value, `undefined`, which takes no bytes. Rust's `()` and `PhantomData`; C has none, so headers leave
 * such fields out.
 *
 * @see Rule L-30 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, struct, u32, unit } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Handle = struct('Handle', { id: u32, marker: unit })
 * assert.equal(layoutOf(Handle).size, 4)
 * ```
 */
export const unit: Type<undefined, undefined, void> = Object.freeze<Type<undefined, undefined, void>>({
  kind: 'unit',
  name: 'unit',
  measure: () => ({ size: 0, alignment: 1 }),
  makeCodec: (): Codec => ({
    size: 0,
    alignment: 1,
    get: () => undefined,
    readsAtOnce: true,
    set(_memory, _offset, value, path) {
      if (value === undefined) return
      throw new ValueError('not the value of unit', {
        code: 'ABI-V001',
        rule: 'L-30',
        path,
        expected: 'undefined',
        found: describeValue(value),
      })
    },
    copy: () => undefined,
    json: () => null,
  }),
  passing: { kind: 'aggregate' },
  leaves: () => [],
  schema: () => 'unit',
  mentions: () => [],
  declareC: (declarator, isConst) => spellC('void', declarator, isConst),
  isVoidInC: true,
  hasUndefined: true,
  defaultValue: () => undefined,
  domain: () => ({ kind: 'choice', values: [undefined] }),
})
