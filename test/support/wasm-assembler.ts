// A small assembler of WebAssembly modules, so that tests run real ones without a compiler for them.

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64'

/** A memory of a module, or of its imports: lengths in pages of 64 KiB. */
export interface MemoryLimits {
  readonly initial: number
  readonly maximum: number
  readonly shared?: boolean
}

/** A function: exported by its name, and reachable by its place in the list. */
export interface FunctionSource {
  readonly name: string
  readonly parameters?: readonly ValueType[]
  readonly results?: readonly ValueType[]
  /** Instructions as bytes, without the `end`. */
  readonly code: readonly number[]
}

/** What a module consists of. */
export interface ModuleSource {
  /** Exported as `memory`; with `isImported` it comes from `env.memory` instead. */
  readonly memory: MemoryLimits & { readonly isImported?: boolean }
  readonly functions: readonly FunctionSource[]
  /** Names of the functions in the exported table, from index 1 on; index 0 stays empty. */
  readonly table?: readonly string[]
  /** First values of the mutable i32 globals. */
  readonly globals?: readonly number[]
}

const valueTypes: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c }

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

/** Signed LEB128. */
export function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}

const text = (value: string): number[] => sized([...new TextEncoder().encode(value)])
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes]
const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()]
const section = (id: number, items: readonly (readonly number[])[]): number[] =>
  items.length === 0 ? [] : [id, ...sized(list(items))]

/** Instructions: each gives the bytes that stand for it. */
export const op = {
  local: (index: number) => [0x20, ...unsigned(index)],
  setLocal: (index: number) => [0x21, ...unsigned(index)],
  global: (index: number) => [0x23, ...unsigned(index)],
  setGlobal: (index: number) => [0x24, ...unsigned(index)],
  i32: (value: number) => [0x41, ...signed(value)],
  i64: (value: number) => [0x42, ...signed(value)],
  load32: (offset = 0) => [0x28, 2, ...unsigned(offset)],
  load64: (offset = 0) => [0x29, 3, ...unsigned(offset)],
  loadF64: (offset = 0) => [0x2b, 3, ...unsigned(offset)],
  load8: (offset = 0) => [0x2d, 0, ...unsigned(offset)],
  store32: (offset = 0) => [0x36, 2, ...unsigned(offset)],
  store64: (offset = 0) => [0x37, 3, ...unsigned(offset)],
  storeF64: (offset = 0) => [0x39, 3, ...unsigned(offset)],
  store8: (offset = 0) => [0x3a, 0, ...unsigned(offset)],
  pages: [0x3f, 0],
  grow: [0x40, 0],
  drop: [0x1a],
  add32: [0x6a],
  subtract32: [0x6b],
  and32: [0x71],
  shiftLeft32: [0x74],
  shiftRight32: [0x76],
  isAbove32: [0x4b],
  add64: [0x7c],
  addF32: [0x92],
  addF64: [0xa0],
  call: (index: number) => [0x10, ...unsigned(index)],
  callIndirect: (type: number) => [0x11, ...unsigned(type), 0],
  when: (...then: number[][]) => [0x04, 0x40, ...then.flat(), 0x0b],
  trap: [0x00],
} as const

/** The bytes of a module. The type with an index is that of the function with the index. */
export function assemble({ memory, functions, table, globals = [] }: ModuleSource): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters = [], results = [] }) => [
    0x60,
    ...list(parameters.map((type) => [valueTypes[type]])),
    ...list(results.map((type) => [valueTypes[type]])),
  ])
  const limits = [memory.shared ? 3 : 1, ...unsigned(memory.initial), ...unsigned(memory.maximum)]
  const indexOf = (name: string): number => functions.findIndex((one) => one.name === name)
  const tableLength = table === undefined ? 0 : table.length + 1
  const exports = [
    ...functions.map((one, index) => [...text(one.name), 0x00, ...unsigned(index)]),
    [...text('memory'), 0x02, 0],
    ...(table === undefined ? [] : [[...text('table'), 0x01, 0]]),
  ]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, memory.isImported ? [[...text('env'), ...text('memory'), 0x02, ...limits]] : []),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(4, table === undefined ? [] : [[0x70, 0, ...unsigned(tableLength)]]),
    ...section(5, memory.isImported ? [] : [limits]),
    ...section(
      6,
      globals.map((value) => [valueTypes.i32, 1, ...op.i32(value), 0x0b]),
    ),
    ...section(7, exports),
    ...section(
      9,
      table === undefined
        ? []
        : [[0, ...op.i32(1), 0x0b, ...list(table.map((name) => unsigned(indexOf(name))))]],
    ),
    ...section(
      10,
      functions.map(({ code }) => sized([0, ...code, 0x0b])),
    ),
  ])
}
