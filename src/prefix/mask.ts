/** Which of the fields of a prefix type an instance has: bit `i` stands for field `i`. */
export type Mask = bigint

/**
 * The mask of an instance that has the first fields of a type.
 *
 * @param count - How many, 0 to 64.
 *
 * @see Rule P-5 of the specification.
 *
 * @internal
 */
export function lowMask(count: number): Mask {
  return (1n << BigInt(count)) - 1n
}

/**
 * Whether a field is there.
 *
 * @internal
 */
export function maskHas(mask: Mask, index: number): boolean {
  return ((mask >> BigInt(index)) & 1n) === 1n
}

/**
 * The fields that this side makes, and looks for: all but those whose condition does not hold.
 *
 * @see Rules P-11 and P-12 of the specification.
 *
 * @internal
 */
export function accessibleMask(fields: readonly { readonly isAccessible: boolean | undefined }[]): Mask {
  return fields.reduce(
    (mask, { isAccessible }, index) => (isAccessible === false ? mask : mask | (1n << BigInt(index))),
    0n,
  )
}
