import type { FileBytes } from './file-bytes.js'
import type { Segment } from './segments.js'

/**
 * The memory that a file is mapped to, before anything is relocated.
 *
 * @internal
 */
export class SegmentMemory {
  readonly #file: FileBytes
  readonly #segments: readonly Segment[]

  /**
   * @param file - The file.
   * @param segments - The parts that are mapped, by address.
   */
  constructor(file: FileBytes, segments: readonly Segment[]) {
    this.#file = file
    this.#segments = segments
  }

  /** The segment that an address lies in. */
  segmentAt(address: number): Segment | undefined {
    let [low, high] = [0, this.#segments.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const segment = this.#segments[middle]!
      if (address < segment.address) high = middle
      else if (address >= segment.address + segment.memorySize) low = middle + 1
      else return segment
    }
    return undefined
  }

  /**
   * Bytes from an address on, or `undefined` where not all of them are in one segment.
   *
   * @param address - The first.
   * @param byteLength - How many.
   */
  read(address: number, byteLength: number): Uint8Array | undefined {
    const segment = this.segmentAt(address)
    if (segment === undefined || !(byteLength >= 0)) return undefined
    const start = address - segment.address
    if (start + byteLength > segment.memorySize) return undefined
    const inFile = Math.min(Math.max(0, segment.fileSize - start), byteLength)
    if (inFile === byteLength) return this.#file.read(segment.offset + start, byteLength)
    // A segment of zeros may be said to be larger than any memory.
    if (byteLength > longestZeros) return undefined
    const bytes = new Uint8Array(byteLength)
    const known = this.#file.read(segment.offset + start, inFile)
    if (known === undefined) return undefined
    bytes.set(known)
    return bytes
  }

  /**
   * A text that ends with a zero, or `undefined` where none begins there.
   *
   * @param address - Its first byte.
   * @param longest - The most bytes that it may have.
   */
  text(address: number, longest: number): string | undefined {
    const segment = this.segmentAt(address)
    if (segment === undefined) return undefined
    const bytes = this.read(address, Math.min(longest + 1, segment.address + segment.memorySize - address))
    const end = bytes?.indexOf(0) ?? -1
    return end === -1 ? undefined : Buffer.from(bytes!.subarray(0, end)).toString('utf8')
  }
}

const longestZeros = 2 ** 24
