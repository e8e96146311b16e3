/**
 * Where bytes live: the memory of this process, arenas in it, and buffers that are address spaces of their own.
 *
 * @module
 */
export { liveArenaBytes, NativeArena } from './arena.js'
export { BufferMemory, bufferMemory } from './buffer.js'
export { native } from './native.js'
export { safeRead } from './safe-read.js'
export { decodeUtf8 } from './strings.js'
