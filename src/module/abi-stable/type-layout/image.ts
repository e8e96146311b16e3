/**
 * Memory in which type layouts of `abi_stable` lie: that of this process, or that of a library file that is not loaded.
 * Addresses are numbers; pointers are 8 bytes, least significant byte first.
 *
 * An image never throws for an address that it does not have: whoever asks knows what was looked for, and says so.
 *
 * @see Rule A-20 of the specification.
 */
export interface TypeLayoutImage {
  /**
   * Bytes from an address on: exactly as many as asked for, or `undefined` where one of them does not exist. They may be
   * shared with others, and are only read. Asking often for few bytes is cheap: an image keeps what it has read.
   */
  readonly read: (address: number, byteLength: number) => Uint8Array | undefined
  /**
   * The address that an `extern "C" fn() -> &'static TypeLayout` gives, or `undefined` where that cannot be found out. It
   * need not be an address that can be read.
   */
  readonly resolveGetter: (address: number) => number | undefined
}
