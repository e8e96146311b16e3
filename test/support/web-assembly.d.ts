// WebAssembly as the tests and the examples use it. It is declared with the types of browsers alone, which would give
// everything else of a browser to code that runs in Node too.
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean })
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }

  class Table {
    constructor(descriptor: { element: 'anyfunc'; initial: number; maximum?: number })
    readonly length: number
    get(index: number): unknown
    set(index: number, value: unknown): void
    grow(entries: number): number
  }

  class Module {
    constructor(bytes: BufferSource)
  }

  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }

  class RuntimeError extends Error {}
}
