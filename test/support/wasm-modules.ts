// The WebAssembly modules of the tests, and what TypeScript declares of them.
import { f64, struct, u32, u64, u8 } from 'abiding'
import { assemble, op, type MemoryLimits, type ModuleSource } from './wasm-assembler.js'

/** What the module of {@link journeyModule} works on: offsets 0, 8, 16 and 24 on wasm32. */
export const Journey = struct('Journey', { stops: u32, km: f64, is_round: u8, ticks: u64 })

/** What {@link journeyModule} exports. */
export interface JourneyExports {
  readonly memory: WebAssembly.Memory
  readonly table: WebAssembly.Table
  /** Grows the memory by some pages. */
  readonly grow: (pages: number) => number
  /** Adds a stop and 1.5 km, flips `is_round`, and adds 2^40 ticks. */
  readonly travel: (journey: number) => void
  /** Grows the memory by a page, then travels. */
  readonly travel_far: (journey: number) => void
  /** The stops of a journey. */
  readonly stops: (journey: number) => number
  /** Gets room, and grows the memory where it must. */
  readonly allocate: (byteLength: number, alignment: number) => number
  /** Stops with a trap. */
  readonly fail: () => void
}

/** Where the module's allocator begins. */
export const heapStart = 4096

const travel = [
  [...op.local(0), ...op.local(0), ...op.load32(0), ...op.i32(1), ...op.add32, ...op.store32(0)],
  // 1.5 as the bytes of a double.
  [...op.local(0), ...op.local(0), ...op.loadF64(8), 0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, ...op.addF64],
  op.storeF64(8),
  [...op.local(0), ...op.i32(1), ...op.local(0), ...op.load8(16), ...op.subtract32, ...op.store8(16)],
  // 2^40 in LEB128.
  [...op.local(0), ...op.local(0), ...op.load64(24), 0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, ...op.add64],
  op.store64(24),
].flat()

const allocate = [
  // The result is kept in local 0 after the size was added to the global.
  [...op.global(0), ...op.local(1), ...op.add32, ...op.i32(1), ...op.subtract32],
  [...op.i32(0), ...op.local(1), ...op.subtract32, ...op.and32, ...op.setGlobal(1)],
  [...op.global(1), ...op.local(0), ...op.add32, ...op.setGlobal(0)],
  [...op.global(0), ...op.pages, ...op.i32(16), ...op.shiftLeft32, ...op.isAbove32],
  op.when([
    ...op.local(0),
    ...op.i32(16),
    ...op.shiftRight32,
    ...op.i32(1),
    ...op.add32,
    ...op.grow,
    ...op.drop,
  ]),
  op.global(1),
].flat()

/** A module that reads, writes and allocates in its memory, and lets it grow. */
export function journeyModule(memory: ModuleSource['memory']): Uint8Array<ArrayBuffer> {
  return assemble({
    memory,
    globals: [heapStart, 0],
    functions: [
      { name: 'grow', parameters: ['i32'], results: ['i32'], code: [...op.local(0), ...op.grow] },
      { name: 'travel', parameters: ['i32'], code: travel },
      {
        name: 'travel_far',
        parameters: ['i32'],
        code: [...op.i32(1), ...op.grow, ...op.drop, ...op.local(0), ...op.call(1)],
      },
      { name: 'stops', parameters: ['i32'], results: ['i32'], code: [...op.local(0), ...op.load32(0)] },
      { name: 'allocate', parameters: ['i32', 'i32'], results: ['i32'], code: allocate },
      { name: 'fail', code: [...op.trap] },
    ],
    table: ['travel', 'stops', 'grow', 'travel_far'],
  })
}

/** An instance of {@link journeyModule} with a memory of its own, or with one that is imported. */
export function instantiateJourney(limits: MemoryLimits, imported?: WebAssembly.Memory): JourneyExports {
  const module = new WebAssembly.Module(journeyModule({ ...limits, isImported: imported !== undefined }))
  const instance = new WebAssembly.Instance(module, imported && { env: { memory: imported } })
  return instance.exports as unknown as JourneyExports
}
