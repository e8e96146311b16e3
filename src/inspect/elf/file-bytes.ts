import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { LibraryError } from '../../errors/index.js'

/** Bytes that are read at once: most libraries are a few of these, and much of a large one is never looked at. */
const partSize = 2 ** 18

/** Parts that are kept. */
const mostParts = 256

/**
 * A file that is read where it is looked at. What was read is kept, within limits.
 *
 * @internal
 */
export class FileBytes {
  /** Bytes of the file. */
  readonly size: number
  readonly #descriptor: number
  readonly #parts = new Map<number, Uint8Array>()

  /**
   * @param path - The file.
   * @throws `LibraryError` `ABI-F001` where there is no such file, or nothing that can be read.
   */
  constructor(readonly path: string) {
    this.#descriptor = open(path)
    try {
      this.size = sizeOf(path, this.#descriptor)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Gives the file back to the system. */
  close(): void {
    closeSync(this.#descriptor)
  }

  /**
   * Bytes of the file, or `undefined` where not all of them exist. They are shared, and only read.
   *
   * @param offset - Bytes from the start of the file.
   * @param length - How many.
   */
  read(offset: number, length: number): Uint8Array | undefined {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) return undefined
    const index = Math.floor(offset / partSize)
    const start = offset - index * partSize
    if (start + length <= partSize) {
      const part = this.#part(index)
      return part.length < start + length ? undefined : part.subarray(start, start + length)
    }
    return this.#readNow(offset, length)
  }

  #part(index: number): Uint8Array {
    let part = this.#parts.get(index)
    if (part === undefined) {
      if (this.#parts.size >= mostParts) this.#parts.clear()
      const offset = index * partSize
      part = this.#readNow(offset, Math.min(partSize, this.size - offset)) ?? new Uint8Array(0)
      this.#parts.set(index, part)
    }
    return part
  }

  #readNow(offset: number, length: number): Uint8Array | undefined {
    const bytes = new Uint8Array(length)
    // The file may have become shorter meanwhile.
    return readSync(this.#descriptor, bytes, 0, length, offset) === length ? bytes : undefined
  }
}

function open(path: string): number {
  try {
    // Opening a pipe would wait until somebody writes to it.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new LibraryError(isMissing ? 'there is no such file' : 'the file cannot be read', {
      code: 'ABI-F001',
      rule: 'A-40',
      path,
      ...(isMissing ? {} : { found: cause instanceof Error ? cause.message : String(cause) }),
      cause,
    })
  }
}

function sizeOf(path: string, descriptor: number): number {
  const stats = fstatSync(descriptor)
  if (stats.isFile()) return stats.size
  throw new LibraryError('not a file', {
    code: 'ABI-F001',
    rule: 'A-40',
    path,
    expected: 'a file',
    found: stats.isDirectory() ? 'a directory' : 'a device or a pipe',
  })
}
