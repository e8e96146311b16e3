import { addressOf, native, NativeArena, struct, u32, u8, usize } from 'abiding'
import { openLibrary } from 'abiding/ffi'
import { compileFixture } from './fixture.js'

const Word = struct('Word', { value: u32 })
const Table = struct('Table', { none: usize, add: usize })

/**
 * Does what a program does that uses a small library, and says how much external memory the engine then reports: the
 * windows over native memory count although nothing is allocated for them.
 */
export function externalMemory(): string {
  const before = process.memoryUsage().external
  const arena = new NativeArena()
  const small = addressOf(arena.allocate(Word, { value: 1 }))
  const large = arena.allocateBytes(1 << 24)
  let sum = native.at(Word, small).value + native.at(Word, large.memory.base! + large.offset).value
  const library = compileFixture()
  const table = library === undefined ? undefined : openLibrary(library).symbol('calls')
  if (table !== undefined) sum += native.at(u8, native.at(Table, table).add)
  const after = process.memoryUsage().external
  arena[Symbol.dispose]()
  const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`
  return `External memory with the heap and a library touched (${sum > 0 ? 'read' : 'empty'}): ${mebibytes(after)}, ${mebibytes(before)} before.`
}
