// Functions of a crate of test/interop/ by name.
import { bindFunction, type AnyType, type BoundFunction, type FunctionType } from '../../src/index.js'
import { openLibrary } from '../../src/ffi/index.js'
import { buildCrate } from './cargo-crate.js'

/** Builds a crate, loads it, and gives what binds its functions. */
export function rustLibrary(
  name: string,
): <P, R extends AnyType>(symbol: string, type: FunctionType<P, R>) => BoundFunction<P, R> {
  const library = openLibrary(buildCrate(name))
  return (symbol, type) => bindFunction(library.symbol(symbol)!, type, symbol)
}
