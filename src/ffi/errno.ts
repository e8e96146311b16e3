import koffi from 'koffi'
import { unsafeViewAt } from './memory.js'

/** The number of the last error of the C library in this thread. */
export interface Errno {
  /** Reads it. */
  readonly read: () => number
  /** Sets it to 0. */
  readonly clear: () => void
}

let errno: Errno | undefined

/**
 * The `errno` of this thread. It is read where it lies: nothing runs between native code and the reading that could
 * change it.
 *
 * @internal
 */
export function errnoOfThread(): Errno {
  return (errno ??= errnoInMemory() ?? { read: () => koffi.errno(), clear: () => void koffi.errno(0) })
}

/** Where glibc and musl keep it; other systems are asked through the FFI. */
function errnoInMemory(): Errno | undefined {
  if (process.platform !== 'linux') return undefined
  const locate = koffi.load(null).func('__errno_location', 'uintptr_t', []) as () => number
  const view = new Int32Array(unsafeViewAt(locate(), 4))
  return {
    read: () => view[0]!,
    clear: () => {
      view[0] = 0
    },
  }
}
