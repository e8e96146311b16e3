import koffi, { type LibraryHandle } from 'koffi'
import { LibraryError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
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
 * Loads a shared library. The system runs the library's own initialisers while it loads. The library is never unloaded.
 *
 * @param path - A path, or a name without a slash, as `libc.so.6`, that the system looks for where it keeps libraries.
 * @throws {@link LibraryError} `ABI-F003` with the words of the system.
 *
 * @see Rule K-25 of the specification.
 *
 * @example
 * ```ts
 * import { openLibrary } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const libc = openLibrary('libc.so.6')
 * assert.equal(typeof libc.symbol('malloc'), 'number')
 * assert.equal(libc.symbol('no_such_function'), undefined)
 * assert.throws(() => openLibrary('/no/such/library.so'), { code: 'ABI-F003' })
 * ```
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
  checkPath(path)
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

/** The system would take null for the running program, and would not see what stands behind a zero byte. */
function checkPath(path: unknown): void {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return
  throw new LibraryError('not a path', {
    code: 'ABI-F003',
    rule: 'K-25',
    expected: 'a path or the name of a library',
    found: describeValue(path),
  })
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
