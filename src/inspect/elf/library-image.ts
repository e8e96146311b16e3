import { elf } from '../../module/elf.js'
import {
  decodeGetter,
  getterCodeBytes,
  type GetterArchitecture,
} from '../../module/abi-stable/type-layout/getter-code.js'
import type { TypeLayoutImage } from '../../module/abi-stable/type-layout/image.js'
import type { Relocations } from './relocations.js'
import type { SegmentMemory } from './segment-memory.js'

const architectures: Readonly<Record<number, GetterArchitecture>> = {
  [elf.machines['x86_64-linux']!]: 'x86_64',
  [elf.machines['aarch64-linux']!]: 'aarch64',
}

/** Bytes that are relocated at once. */
const pageSize = 4096
/** Pages that are kept. */
const mostPages = 4096

/**
 * The memory that a library would have if it were loaded at 0, seen in its file. No code of it runs.
 *
 * @see Rule A-42 of the specification.
 *
 * @internal
 */
export class LibraryImage implements TypeLayoutImage {
  readonly #memory: SegmentMemory
  readonly #relocations: Relocations
  readonly #architecture: GetterArchitecture | undefined
  readonly #pages = new Map<number, Uint8Array | undefined>()

  /**
   * @param memory - The memory before anything is relocated.
   * @param relocations - What the loader would store in it.
   * @param machine - Its e_machine.
   */
  constructor(memory: SegmentMemory, relocations: Relocations, machine: number) {
    this.#memory = memory
    this.#relocations = relocations
    this.#architecture = architectures[machine]
  }

  /**
   * Bytes from an address on, or `undefined` where one of them does not exist.
   *
   * @param address - The first.
   * @param byteLength - How many.
   */
  read(address: number, byteLength: number): Uint8Array | undefined {
    if (!(byteLength >= 0)) return undefined
    const page = Math.floor(address / pageSize)
    const start = address - page * pageSize
    if (start + byteLength <= pageSize) {
      const bytes = this.#page(page)
      if (bytes !== undefined) return bytes.subarray(start, start + byteLength)
    }
    return this.#relocated(address, byteLength)
  }

  /**
   * The address that a function without parameters gives, by its machine code.
   *
   * @param address - The function.
   */
  resolveGetter(address: number): number | undefined {
    const segment = this.#memory.segmentAt(address)
    if (segment?.isExecutable !== true || this.#architecture === undefined) return undefined
    const room = segment.address + segment.memorySize - address
    const code = this.#memory.read(address, Math.min(getterCodeBytes, room))
    return code === undefined ? undefined : decodeGetter(code, address, this.#architecture)
  }

  /** A whole page, for pages that lie in one segment. */
  #page(index: number): Uint8Array | undefined {
    if (this.#pages.has(index)) return this.#pages.get(index)
    if (this.#pages.size >= mostPages) this.#pages.clear()
    const page = this.#relocated(index * pageSize, pageSize)
    this.#pages.set(index, page)
    return page
  }

  #relocated(address: number, byteLength: number): Uint8Array | undefined {
    const bytes = this.#memory.read(address, byteLength)?.slice()
    if (bytes !== undefined) this.#relocations.apply(address, bytes)
    return bytes
  }
}
