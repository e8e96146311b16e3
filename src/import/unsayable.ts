/**
 * Why a C type has no declaration here. Thrown while a type is translated and caught where the type can be left out or
 * hidden behind a pointer; it never leaves this layer.
 *
 * @internal
 */
export class Unsayable extends Error {
  constructor(
    /** One clause that ends the sentence "It is left out because …". */
    readonly reason: string,
  ) {
    super(reason)
  }
}

/**
 * Runs a translation, and another one where the first cannot be said.
 *
 * @param say - The translation.
 * @param otherwise - What is done instead; gets the reason.
 *
 * @internal
 */
export function orElse<Result>(say: () => Result, otherwise: (reason: string) => Result): Result {
  try {
    return say()
  } catch (error) {
    if (error instanceof Unsayable) return otherwise(error.reason)
    throw error
  }
}
