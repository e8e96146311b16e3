import { DeclarationError } from '../../errors/index.js'
import { layoutOf } from '../../layout/layout.js'
import { placeFields, type FieldToPlace } from '../../layout/placement/place-fields.js'
import type { AnyType, FieldLayout, StructLayout, Target } from '../../layout/index.js'
import { checkName } from '../../layout/names.js'
import type { Instance, PresentField } from './presence.js'

/**
 * Places the fields of a struct that begins with its own first field, as a C compiler does.
 *
 * @see Rule R-1 of the specification.
 *
 * @internal
 */
export function placePlainly(fields: readonly FieldToPlace[], target: Target): StructLayout {
  return placeFields(fields, target)
}

/**
 * Refuses a name that can be no field.
 *
 * @internal
 */
export function checkFieldName(field: string, path: string): void {
  checkName(field, path, 'field')
}

/**
 * The field that says which fields are there. It is an integer of the frozen prefix.
 *
 * @param mayBeStruct - Whether it may also be a struct of integers.
 * @throws {@link DeclarationError} `ABI-P010` for anything else.
 *
 * @see Rule R-1 of the specification.
 *
 * @internal
 */
export function checkPresenceField(
  name: string,
  field: string,
  fields: readonly PresentField[],
  mayBeStruct: boolean,
): void {
  const declared = fields.find((one) => one.name === field)
  const isRight =
    declared?.isPrefix === true &&
    !declared.isReserved &&
    declared.missing === undefined &&
    isNumber(declared.type, mayBeStruct)
  if (isRight) return
  throw new DeclarationError('not a field that can say which fields are there', {
    code: 'ABI-P010',
    rule: 'R-1',
    path: `${name}.${field}`,
    expected: `a field of the prefix that is an integer${mayBeStruct ? ', or a struct of integers' : ''}`,
    found:
      declared === undefined
        ? 'no such field'
        : declared.isPrefix
          ? declared.isReserved
            ? 'a reserved slot'
            : declared.missing === undefined
              ? declared.type.name
              : 'a field that may be missing'
          : 'a field of the suffix',
  })
}

function isNumber(type: AnyType, mayBeStruct: boolean): boolean {
  if (isInteger(type)) return true
  const parts = mayBeStruct ? type.definition?.fields?.() : undefined
  return (
    parts !== undefined &&
    type.definition!.keyword === 'struct' &&
    parts.every((part) => isInteger(part.type))
  )
}

/** Whether values are plain integers: not a bool, and not the names of an enum. */
function isInteger(type: AnyType): boolean {
  return (
    type.integer !== undefined &&
    type.integer.fromInteger === undefined &&
    type.integer.meaningfulBits === undefined
  )
}

/**
 * How many integers the field consists of.
 *
 * @internal
 */
export function partsOf(type: AnyType): readonly string[] | undefined {
  return isInteger(type) ? undefined : type.definition?.fields?.().map((part) => part.name)
}

/**
 * Reads the field that says which fields are there.
 *
 * @returns Its integers in order.
 *
 * @internal
 */
export function readPresenceField({ layout, target, bytes }: Instance, field: string): bigint[] {
  const { offset, size, type: said } = placeOf(layout, field)
  const copy = bytes(offset, size)
  if (isInteger(said)) return [integerIn(copy, said, target)]
  const { fields } = layoutOf(said, target) as StructLayout
  return fields.map((part) => integerIn(copy.subarray(part.offset), part.type, target))
}

/** Any integer, also one that is too large to be a number: whoever made the instance may have written anything. */
function integerIn(bytes: Uint8Array, type: AnyType, target: Target): bigint {
  const ordered = bytes.slice(0, layoutOf(type, target).size)
  if (target.byteOrder === 'little') ordered.reverse()
  const integer = ordered.reduce((high, byte) => (high << 8n) | BigInt(byte), 0n)
  return type.integer!.isSigned(target) ? BigInt.asIntN(ordered.length * 8, integer) : integer
}

/**
 * The place of a field.
 *
 * @internal
 */
export function placeOf(layout: StructLayout, field: string): FieldLayout {
  return layout.fields.find((place) => place.name === field)!
}

/**
 * A number as the values of an integer type are: a number or a bigint.
 *
 * @internal
 */
export function asValueOf(type: AnyType, value: bigint): number | bigint {
  return type.integer?.isBig === true ? value : Number(value)
}
