import { checkTypeName } from './check-declaration.js'
import {
  fieldChanges,
  fieldParts,
  fieldSchemas,
  planFields,
  readFields,
  type DeclaredField,
  type FieldsInput,
  type FieldsValue,
  type WireFields,
} from './fields.js'
import { fieldsCode } from './record-code.js'
import type { WireType } from './wire-type.js'

/**
 * A plain object with fields. Rust's structs with the derive macro `Savefile`. Fields are found by their order: their
 * names are for people, and for TypeScript.
 *
 * A record that contains itself says so with a getter.
 *
 * @param name - Its name.
 * @param fields - Its fields in the order of the Rust declaration; {@link field}, {@link removed} and {@link changed}
 * say what became of them.
 * @throws `DeclarationError` for bad names, and `ABI-L006` for what is no type that travels.
 *
 * @see Rule W-9 of the specification.
 *
 * @example
 * ```ts
 * import { f32, u8 } from 'abiding'
 * import { encodeWire, record, string } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const Line = record('Line', { name: string, age: u8, length: f32 })
 * const bytes = encodeWire(Line, { name: 'abc', age: 7, length: 1.5 })
 * assert.equal(Buffer.from(bytes).toString('hex'), '0300000000000000616263070000c03f')
 * ```
 */
export function record<const F extends WireFields>(
  name: string,
  fields: F,
): WireType<FieldsValue<F>, FieldsInput<F>> {
  checkTypeName(name, 'record', 'W-9')
  // Asked for when it is needed: a getter may name the record itself.
  let known: readonly DeclaredField[] | undefined
  const declared = (): readonly DeclaredField[] => (known ??= readFields(name, fields))
  return Object.freeze<WireType<any, any>>({
    kind: 'record',
    name,
    makeCodec(version) {
      const planned = planFields(declared(), version)
      return {
        smallest: planned.reduce((sum, { codec }) => sum + (codec?.smallest ?? 0), 0),
        ...fieldsCode(planned, `an object with the fields of ${name}`),
      }
    },
    makeSchema: (version, guard) => ({
      kind: 'struct',
      name,
      fields: fieldSchemas(declared(), version, guard),
    }),
    parts: () => fieldParts(declared()),
    changes: () => fieldChanges(declared()),
  })
}
