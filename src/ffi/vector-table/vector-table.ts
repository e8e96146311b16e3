import koffi, { type LibraryHandle } from 'koffi'
import type { Address } from '../../layout/index.js'
import { mapCode, mapMemory, pageSize } from '../foreign-calls/system.js'
import { allocateNative, unsafeViewAt } from '../memory.js'
import { vectorCodeFor } from './vector-code.js'

/** Where the words lie that the machine code finds behind the functions of a table, in the order of places.s. */
const wordsAt = 48

/** What of the C library the machine code calls, in the order of places.s. */
const librarySymbols = ['free', 'realloc', 'aligned_alloc', 'memcpy', 'abort'] as const

/** Bytes of what lies behind the functions of a table: the last word is one of tables of bytes in blocks. */
const wordBytes = 8 * (3 + librarySymbols.length + 1)

/** Where that one lies. */
const ordinaryAt = wordsAt + wordBytes - 8

/** Functions in machine code for the tables of vectors, which every thread may call. */
export interface NativeVectorFunctions {
  /** Gives the type id. */
  readonly typeId: Address
  /** The destructor, for elements that own nothing. */
  readonly destroy: Address
  /** Makes room. */
  readonly grow: Address
  /** Gives back room. */
  readonly shrink: Address
  /** Bytes of a table with what the functions look for behind it. */
  readonly tableBytes: number
  /**
   * Writes what the functions look for.
   *
   * @param table - A view of the whole table.
   * @param size - Bytes of an element.
   * @param alignment - Bytes, that of an element.
   */
  readonly completeTable: (table: DataView, size: number, alignment: number) => void
  /**
   * Gets a buffer and counts it.
   *
   * @returns 0 where no memory is left.
   */
  readonly allocate: (byteLength: number, alignment: number) => number
  /**
   * Gets a buffer for bytes that lie elsewhere, copies them and counts it.
   *
   * @param from - Where they lie.
   * @param byteLength - How many there are, 1 or more.
   * @param table - A complete table, of elements that are aligned to 16 bytes or less.
   * @returns 0 where no memory is left.
   */
  readonly duplicate: (from: number, byteLength: number, table: number) => number
  /** Frees a buffer and counts it. */
  readonly release: (buffer: number) => void
  /** How many buffers there are. */
  readonly count: () => number
  /** The functions of tables of vectors of bytes that lie in blocks, where the machine has them. */
  readonly blocks: BlockFunctions | undefined
}

/** What is different about vectors of bytes in blocks of this side. */
export interface BlockFunctions {
  /** The destructor. */
  readonly destroy: Address
  /** Makes room. */
  readonly grow: Address
  /** Gives back room. */
  readonly shrink: Address
  /**
   * Writes which table bytes get that leave their block.
   *
   * @param table - A view of the whole table, which is complete otherwise.
   * @param ordinary - The table of vectors of bytes in buffers of their own.
   */
  readonly completeTable: (table: DataView, ordinary: Address) => void
}

/** What `malloc` aligns to. */
const usualAlignment = 16

const duplicateType = koffi.proto('uintptr_t', ['uintptr_t', 'size_t', 'uintptr_t'])

let functions: NativeVectorFunctions | undefined
let isUnavailable = false

/**
 * The functions of the tables of vectors in machine code.
 *
 * @param typeId - The 24 bytes that the function for the type id gives.
 * @returns `undefined` where the machine or the system has none.
 *
 * @see Rule T-6 of the specification.
 *
 * @internal
 */
export function nativeVectorFunctions(typeId: Uint8Array): NativeVectorFunctions | undefined {
  if (functions !== undefined || isUnavailable) return functions
  try {
    return (functions = layFunctions(typeId))
  } catch {
    isUnavailable = true
    return undefined
  }
}

function layFunctions(typeId: Uint8Array): NativeVectorFunctions {
  const code = vectorCodeFor(process.platform, process.arch)
  if (code === undefined) throw new Error('there is no machine code for this machine')
  const bytes = Buffer.from(code.bytes.join(''), 'hex')
  bytes.set(typeId, code.identity)
  const page = pageSize()
  const start = mapMemory(Math.ceil(bytes.length / page) * page)
  mapCode(start, bytes)

  const library = koffi.load(null)
  const called = librarySymbols.map((name) => addressIn(library, name))
  const live = allocateNative(8)
  // There are never so many that the upper half is needed, and numbers are faster than bigints.
  const counter = new Int32Array(unsafeViewAt(live, 8))
  const malloc = library.func('uintptr_t malloc(size_t)') as (byteLength: number) => number
  const alignedAlloc = library.func('uintptr_t aligned_alloc(size_t, size_t)') as (
    alignment: number,
    byteLength: number,
  ) => number
  const free = library.func('void free(uintptr_t)') as (address: number) => void
  const at = (offset: number): Address => (start + offset) as Address
  const duplicate = koffi.decode(BigInt(at(code.duplicate)), duplicateType) as (
    from: number,
    byteLength: number,
    table: number,
  ) => number
  return {
    duplicate,
    typeId: at(code.typeId),
    destroy: at(code.destroy),
    grow: at(code.grow),
    shrink: at(code.shrink),
    tableBytes: wordsAt + wordBytes,
    completeTable(table, size, alignment) {
      const words = [size, alignment, live, ...called]
      words.forEach((word, index) => table.setBigUint64(wordsAt + 8 * index, BigInt(word), true))
    },
    allocate(byteLength, alignment) {
      const buffer = alignment > usualAlignment ? alignedAlloc(alignment, byteLength) : malloc(byteLength)
      if (buffer !== 0) Atomics.add(counter, 0, 1)
      return buffer
    },
    release(buffer) {
      Atomics.sub(counter, 0, 1)
      free(buffer)
    },
    count: () => Atomics.load(counter, 0),
    blocks: code.blocks && {
      destroy: at(code.blocks.destroy),
      grow: at(code.blocks.grow),
      shrink: at(code.blocks.shrink),
      completeTable: (table, ordinary) => table.setBigUint64(ordinaryAt, BigInt(ordinary), true),
    },
  }
}

function addressIn(library: LibraryHandle, name: string): number {
  return Number(koffi.address(library.symbol(name)))
}
