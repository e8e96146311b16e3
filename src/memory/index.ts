/**
 * Where bytes live: the memory of this process, and arenas in it.
 *
 * @module
 */
export { liveArenaBytes, NativeArena } from './arena.js'
export { native } from './native.js'
export { safeRead } from './safe-read.js'
