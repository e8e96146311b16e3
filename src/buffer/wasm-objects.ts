import { DeclarationError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'

/** A `WebAssembly.Memory`, as far as it is looked at. */
export interface WebAssemblyMemory {
  /** Its bytes at the moment: another buffer after every growth. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer
}

/** A `WebAssembly.Table` of functions, as far as it is looked at. */
export interface WebAssemblyTable {
  /** Number of entries. */
  readonly length: number
  /** The entry at an index: a function, or null for an empty one. */
  get(index: number): unknown
}

type Kind = 'Memory' | 'Table'

/**
 * Reads a property through the getter of the class itself, which works for objects of other windows and contexts too, and
 * for nothing else.
 */
function readThrough(kind: Kind, property: string, value: unknown): unknown {
  const library = (globalThis as { WebAssembly?: Partial<Record<Kind, { prototype: object }>> }).WebAssembly
  const prototype = library?.[kind]?.prototype
  const getter = prototype && Object.getOwnPropertyDescriptor(prototype, property)?.get
  try {
    return getter?.call(value)
  } catch {
    return undefined
  }
}

/**
 * Refuses everything but a memory with 32-bit addresses.
 *
 * @throws {@link DeclarationError} `ABI-L002`.
 *
 * @internal
 */
export function checkMemory(value: unknown): asserts value is WebAssemblyMemory {
  const isMemory = readThrough('Memory', 'buffer', value) !== undefined
  if (isMemory && !hasLongAddresses(value as Growable)) return
  throw new DeclarationError('not a WebAssembly memory with 32-bit addresses', {
    code: 'ABI-L002',
    rule: 'M-8',
    expected: 'a WebAssembly.Memory whose addresses are 32-bit',
    found: isMemory ? 'a memory with 64-bit addresses' : describeValue(value),
    hint: 'pass the memory itself: the one that a module exports, or that it was given as an import',
  })
}

interface Growable {
  grow(delta: unknown): unknown
}

/**
 * No property tells the two kinds of memories apart. But an increment that is no number is refused before anything grows,
 * and text in place of a bigint is a SyntaxError, whereas text in place of a number is a TypeError.
 */
function hasLongAddresses(memory: Growable): boolean {
  try {
    memory.grow('not a number')
  } catch (error) {
    return (error as Error).name === 'SyntaxError'
  }
  return false
}

/**
 * Refuses everything but a table with 32-bit indices.
 *
 * @throws {@link DeclarationError} `ABI-L002`.
 *
 * @internal
 */
export function checkTable(value: unknown): asserts value is WebAssemblyTable {
  const length = readThrough('Table', 'length', value)
  if (typeof length === 'number') return
  throw new DeclarationError('not a WebAssembly table with 32-bit indices', {
    code: 'ABI-L002',
    rule: 'M-11',
    path: 'table',
    expected: 'a WebAssembly.Table whose indices are 32-bit',
    found: typeof length === 'bigint' ? 'a table with 64-bit indices' : describeValue(value),
    hint: 'link the module with its table exported: wasm-ld --export-table',
  })
}
