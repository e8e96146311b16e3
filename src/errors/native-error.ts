import { AbidingError } from './abiding-error.js'

/**
 * An error that native code gave, as an error of JavaScript: what it says of itself was read, and it need not be disposed of.
 *
 * @example
 * ```ts
 * import { NativeError } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const error = new NativeError('no such ride', 'NotFound { id: 7 }')
 * assert.equal(error.code, 'ABI-U011')
 * assert.equal(error.display, 'no such ride')
 * ```
 */
export class NativeError extends AbidingError {
  /** What it says for people: Rust's `Display`. */
  readonly display: string
  /** What it says for programmers: Rust's `Debug`. */
  readonly debug: string

  /**
   * Makes the error.
   *
   * @param display - What it says for people.
   * @param debug - What it says for programmers.
   */
  constructor(display: string, debug: string) {
    super(display, { code: 'ABI-U011', found: debug })
    this.display = display
    this.debug = debug
  }
}

/**
 * An error of input or output that native code gave.
 *
 * @example
 * ```ts
 * import { NativeIoError } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const error = new NativeIoError('no such file', 'NotFound', { kind: 'NotFound', ioCode: 'ENOENT' })
 * assert.equal(error.ioCode, 'ENOENT')
 * ```
 */
export class NativeIoError extends NativeError {
  /** What sort of error it is, as in `NotFound`; a number where it has no name. */
  readonly kind: string | number
  /** The code that errors of Node have which mean the same, as in `ENOENT`; `undefined` where no code does. */
  readonly ioCode: string | undefined

  /**
   * Makes the error.
   *
   * @param display - What it says for people.
   * @param debug - What it says for programmers.
   * @param sort - What sort of error it is, and the code of Node that means the same.
   */
  constructor(
    display: string,
    debug: string,
    sort: { readonly kind: string | number; readonly ioCode: string | undefined },
  ) {
    super(display, debug)
    this.kind = sort.kind
    this.ioCode = sort.ioCode
  }
}
