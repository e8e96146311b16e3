import { AbidingError } from '../../../errors/index.js'
import { functionAt } from '../../../ffi/index.js'
import { isCode } from '../../../memory/mappings.js'
import { safeReadSome } from '../../../memory/safe-read.js'
import { decodeGetter, getterCodeBytes, type GetterArchitecture } from './getter-code.js'
import type { TypeLayoutImage } from './image.js'

/** What {@link processImage} may do. */
export interface ProcessImageOptions {
  /**
   * Whether functions whose machine code is not understood are called. That is for libraries that are trusted and whose type
   * layouts are whole: a wrong address ends the process.
   */
  readonly runGetters?: boolean
}

const pageBytes = 4096
const blockBytes = 64 * 1024
const mostPages = 4096

const architecture: GetterArchitecture | undefined =
  process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : undefined

/**
 * The memory of this process as an image. Nothing is taken for granted: the system reads, and says where there is nothing.
 * Functions are not called but read. What was read is kept, so that an image is made for each decoding.
 *
 * @param options - Whether functions may be called after all.
 * @returns The image.
 *
 * @see Rules of the specification.
 */
export function processImage(options: ProcessImageOptions = {}): TypeLayoutImage {
  const image = new ProcessImage(options.runGetters === true)
  return {
    read: (address, byteLength) => image.read(address, byteLength),
    resolveGetter: (address) => image.resolveGetter(address),
  }
}

class ProcessImage {
  readonly #pages = new Map<number, Uint8Array | undefined>()
  readonly #runsGetters: boolean

  constructor(runsGetters: boolean) {
    this.#runsGetters = runsGetters
  }

  read(address: number, byteLength: number): Uint8Array | undefined {
    if (byteLength === 0) return new Uint8Array()
    if (address <= 0 || !Number.isSafeInteger(address + byteLength)) return undefined
    const within = address % pageBytes
    const known = this.#page(address - within)
    if (known === undefined) return undefined
    if (within + byteLength <= known.length) return known.subarray(within, within + byteLength)
    const bytes = new Uint8Array(byteLength)
    for (let done = 0; done < byteLength;) {
      const at = address + done
      const start = at % pageBytes
      const page = this.#page(at - start)
      if (page === undefined) return undefined
      const part = page.subarray(start, Math.min(pageBytes, start + byteLength - done))
      bytes.set(part, done)
      done += part.length
    }
    return bytes
  }

  resolveGetter(address: number): number | undefined {
    const code = this.read(address, getterCodeBytes) ?? this.read(address, pageBytes - (address % pageBytes))
    if (code === undefined) return undefined
    const known = architecture === undefined ? undefined : decodeGetter(code, address, architecture)
    if (known !== undefined || !this.#runsGetters || !isCode(address)) return known
    return Number(functionAt(address, { parameters: [], returns: 'address' }, 'a type layout')())
  }

  /** The bytes from the start of a page on, as far as they were read with it. */
  #page(start: number): Uint8Array | undefined {
    if (!this.#pages.has(start)) this.#readFrom(start)
    return this.#pages.get(start)
  }

  /** Type layouts lie beside each other: to the end of the block they are read by one call of the system. */
  #readFrom(start: number): void {
    const bytes = readPages(start, blockBytes - (start % blockBytes))
    // Pages are small, but somebody may lead through all of the address space.
    if (this.#pages.size >= mostPages) this.#pages.clear()
    this.#pages.set(start, bytes.length < pageBytes ? undefined : bytes)
    for (let done = pageBytes; done + pageBytes <= bytes.length; done += pageBytes)
      this.#pages.set(start + done, bytes.subarray(done))
  }
}

function readPages(start: number, byteLength: number): Uint8Array {
  try {
    return safeReadSome(start, byteLength)
  } catch (error) {
    // Where the system offers no such reads, nothing is said of the address.
    if (error instanceof AbidingError && error.code !== 'ABI-M006') return new Uint8Array()
    throw error
  }
}
