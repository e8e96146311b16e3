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
    const handle = koffi.load(path)
    pin(path)
    return handle
  } catch (cause) {
    throw new LibraryError('the system refuses to load the library', {
      code: 'ABI-F003',
      path,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}

type Open = (path: string, flags: number) => unknown

let open: Open | undefined

/** dlfcn.h on Linux: bind all symbols at once, and never unload the library. */
const RTLD_NOW_NODELETE = 0x2 | 0x1000

/**
 * koffi unloads a library when the garbage collector finds its handle, and when the worker ends that loaded it. Pointers
 * into the library live longer, so the system is told to keep it.
 */
function pin(path: string): void {
  open ??= koffi.load(null).func('dlopen', 'uintptr_t', ['str', 'int']) as Open
  open(path, RTLD_NOW_NODELETE)
}
