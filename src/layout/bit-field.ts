import { DeclarationError } from '../errors/index.js'
import { asFieldDeclaration, type Field, type FieldDeclaration, type FieldTypeOf } from './field.js'
import { layoutOf } from './layout.js'
import { describeValue } from './names.js'
import type { Target } from './target.js'
import type { AnyType } from './type.js'

/** A bit field without a name: it only takes room. */
export type UnnamedBits = FieldDeclaration<AnyType, undefined>

/**
 * A bit field of a struct or union: some bits of an integer, placed as the target's compilers place them.
 *
 * @param type - The declared type: an integer, `bool`, a C type such as `c_uint`, or an enum.
 * @param width - Number of bits, from 1 to those of the type, at most 64; 1 for bool.
 * @throws {@link DeclarationError} `ABI-L006` for a type that has no bit fields, `ABI-L002` for an impossible width.
 *
 * @see Rules L-24 to L-26 of the specification.
 *
 * @example
 * ```ts
 * import { bits, bool, bufferMemory, layoutOf, struct, u8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Flags = struct('Flags', { ready: bits(bool, 1), level: bits(u8, 3) })
 * assert.equal(layoutOf(Flags).size, 1)
 * const flags = bufferMemory(new ArrayBuffer(64)).allocate(Flags, { ready: true, level: 5 })
 * flags.level += 1
 * assert.deepEqual(flags.toJSON(), { ready: true, level: 6 })
 * ```
 */
export function bits<F extends Field>(type: F, width: number): FieldDeclaration<FieldTypeOf<F>, undefined> {
  return Object.freeze({
    ...asFieldDeclaration(type, 'bits'),
    bits: { width, isUnnamed: false },
  }) as never
}

/**
 * A bit field without a name, which takes room and cannot be accessed. One of width 0 ends a run of bit fields: the next
 * one begins in a new unit. Its key in the declaration begins with `$`, as in `$0`.
 *
 * @param type - The declared type, as for {@link bits}.
 * @param width - Number of bits, from 0 to those of the type.
 * @throws {@link DeclarationError} `ABI-L006` for a type that has no bit fields, `ABI-L002` for an impossible width.
 *
 * @see Rules L-24 to L-26 of the specification.
 *
 * @example
 * ```ts
 * import { bits, layoutOf, struct, targets, u32, unnamedBits } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Register = struct('Register', { mode: bits(u32, 3), $0: unnamedBits(u32, 0), speed: bits(u32, 5) })
 * assert.equal(layoutOf(Register, targets['x86_64-linux']).fields[1]!.bitOffset, 32)
 * ```
 */
export function unnamedBits(type: AnyType, width: number): UnnamedBits {
  return Object.freeze({
    ...asFieldDeclaration(type, 'unnamedBits'),
    bits: { width, isUnnamed: true },
  }) as never
}

/**
 * Refuses what cannot be a bit field.
 *
 * @internal
 */
export function checkBitField({ type, alignment, bits }: FieldDeclaration, path: string): void {
  if (type.integer === undefined) {
    throw new DeclarationError('a type that has no bit fields', {
      code: 'ABI-L006',
      rule: 'L-24',
      path,
      expected: 'an integer of at most 64 bits, bool or an enum',
      found: type.name,
    })
  }
  if (alignment !== undefined) {
    throw new DeclarationError('a bit field has no alignment of its own', {
      code: 'ABI-L006',
      rule: 'L-24',
      path,
      found: `an alignment of ${alignment}`,
      hint: 'end the run of bit fields before it with unnamedBits(type, 0)',
    })
  }
  const { width, isUnnamed } = bits!
  const least = isUnnamed ? 0 : 1
  if (!Number.isInteger(width) || width < least || width > 64) refuseWidth(width, `${least} to 64`, path)
}

/**
 * Refuses a bit field that is wider than its type is on a target.
 *
 * @internal
 */
export function checkWidth(type: AnyType, width: number, target: Target, path: string): void {
  const most = type.integer?.meaningfulBits ?? layoutOf(type, target).size * 8
  if (width > most) refuseWidth(width, `at most the ${most} bits of ${type.name} on ${target.name}`, path)
}

function refuseWidth(width: unknown, expected: string, path: string): never {
  throw new DeclarationError('not the width of a bit field', {
    code: 'ABI-L002',
    rule: 'L-24',
    path,
    expected,
    found: describeValue(width),
  })
}
