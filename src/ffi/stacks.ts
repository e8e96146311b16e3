import koffi from 'koffi'

/**
 * Native code runs on stacks of the FFI's own. With 128 KiB, what it has for a call off the JavaScript thread, ordinary
 * functions of C libraries overflow; these are the sizes that systems give to threads. Only what is touched takes memory.
 *
 * The sizes cannot be changed once anybody has used the FFI in this thread. Then they stay as they are.
 */
function enlargeStacks(): void {
  try {
    koffi.config({ sync_stack_size: 8 * 2 ** 20, async_stack_size: 2 ** 20 })
  } catch {
    // Somebody else loaded a library before: their choice holds.
  }
}

enlargeStacks()
