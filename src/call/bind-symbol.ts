import { LibraryError } from '../errors/index.js'
import type { Library } from '../ffi/index.js'
import type { AnyType, BoundFunction, FunctionType } from '../layout/index.js'
import { bindFunction } from './bound-function.js'

/**
 * Makes a JavaScript function of a function that a library exports.
 *
 * @param library - What {@link openLibrary} gave.
 * @param name - The symbol.
 * @param type - The signature. Whoever passes it vouches that the function has it.
 * @throws {@link LibraryError} `ABI-F010` where the library does not export the symbol, and what {@link bindFunction}
 * throws.
 *
 * @see Rule K-25 of the specification.
 *
 * @example
 * ```ts
 * import { bindSymbol, c_int, fn, openLibrary } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const libc = openLibrary('libc.so.6')
 * const toupper = bindSymbol(libc, 'toupper', fn({ character: c_int }, c_int))
 * assert.equal(String.fromCharCode(toupper('a'.charCodeAt(0))), 'A')
 * ```
 */
export function bindSymbol<P, R extends AnyType, O>(
  library: Library,
  name: string,
  type: FunctionType<P, R, O>,
): BoundFunction<P, R, O> {
  const address = library.symbol(name)
  if (address !== undefined) return bindFunction(address, type, name)
  throw new LibraryError('a symbol that the library does not export', {
    code: 'ABI-F010',
    rule: 'K-25',
    path: name,
    expected: 'an exported function',
    found: `no ${name} in ${library.path}`,
    hint: 'ask library.symbol(name) first where only some versions of the library have it',
  })
}
