import { DeclarationError } from '../errors/index.js'
import { asFieldDeclaration, type Field, type FieldDeclaration, type FieldTypeOf } from './field.js'
import { describeValue } from './names.js'

/** The largest alignment that every compiler accepts. */
const largest = 8192

/**
 * Gives a field of a struct or union an alignment of its own, as `_Alignas(n)` does in C. It can only raise the
 * alignment.
 *
 * @param field - The type of the field, or the field with other remarks.
 * @param alignment - Bytes, a power of two from 1 to 8192.
 * @throws {@link DeclarationError} `ABI-L002` for any other alignment, or for what is no field.
 *
 * @see Rule L-23 of the specification.
 *
 * @example
 * ```ts
 * import { aligned, layoutOf, struct, u32, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Packet = struct('Packet', { kind: u8, payload: aligned(u32, 16) })
 * assert.equal(layoutOf(Packet).fields[1]!.offset, 16)
 * ```
 */
export function aligned<F extends Field>(
  field: F,
  alignment: number,
): F extends FieldDeclaration<infer T, infer M>
  ? FieldDeclaration<T, M>
  : FieldDeclaration<FieldTypeOf<F>, undefined> {
  checkAlignment(alignment, 'aligned')
  return Object.freeze({ ...asFieldDeclaration(field, 'aligned'), alignment }) as never
}

/**
 * Refuses what is no alignment.
 *
 * @internal
 */
export function checkAlignment(alignment: unknown, path: string): void {
  const isPower = Number.isInteger(alignment) && Number.isInteger(Math.log2(alignment as number))
  if (isPower && (alignment as number) <= largest) return
  throw new DeclarationError('not an alignment', {
    code: 'ABI-L002',
    rule: 'L-23',
    path,
    expected: `a power of two from 1 to ${largest}`,
    found: describeValue(alignment),
  })
}
