import koffi, { type LibraryHandle } from 'koffi'
import { LibraryError } from '../errors/index.js'
import type { Address } from '../layout/index.js'

/** A loaded shared library. It is never unloaded: pointers into it may be anywhere. */
export interface Library {
  /** The path that it was loaded from. */
  readonly path: string
  /**
   * The address of an exported function or variable.
   *
   * @param name - The symbol.
   * @returns Its address, or `undefined` where the library does not export it.
   */
  symbol(name: string): Address | undefined
}

/**
 * Loads a shared library. The system runs the library's own initialisers while it loads.
 *
 * @param path - An absolute path.
 * @throws {@link LibraryError} `ABI-F003` with the words of the system.
 *
 * @internal
 */
export function openLibrary(path: string): Library {
  const handle = load(path)
  return {
    path,
    symbol(name) {
      try {
        return Number(koffi.address(handle.symbol(name))) as Address
      } catch {
        return undefined
      }
    },
  }
}

function load(path: string): LibraryHandle {
  try {
    return koffi.load(path)
  } catch (cause) {
    throw new LibraryError('the system refuses to load the library', {
      code: 'ABI-F003',
      path,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}
