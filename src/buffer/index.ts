/**
 * Bytes that JavaScript itself holds, as address spaces of their own: buffers, shared buffers and the memories of
 * WebAssembly modules. Pure: it runs in a browser too.
 *
 * @module
 */
export { BufferMemory, bufferMemory } from './buffer.js'
export { WasmMemory, wasmMemory, type WasmMemoryOptions } from './wasm.js'
export type { WasmAllocator, WasmRegion } from './wasm-allocator.js'
export type { WebAssemblyMemory, WebAssemblyTable } from './wasm-objects.js'
