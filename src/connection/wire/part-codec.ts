import { within } from './wire-problem.js'
import type { WireReader } from './wire-reader.js'
import type { WireCodec } from './wire-type.js'
import type { WireWriter } from './wire-writer.js'

/** What becomes of the values of a part. */
export type PartCodec = Pick<WireCodec, 'write' | 'read' | 'check'>

/**
 * How a part of a value is written, read and checked, with its place in what is told of its problems.
 *
 * @param segment - Its place in paths: `.ok`.
 * @param codec - How it is written, read and checked alone.
 *
 * @see Rule W-2 of the specification.
 *
 * @internal
 */
export function partCodec(segment: string, { write, read, check }: PartCodec): PartCodec {
  return {
    write(writer: WireWriter, value: unknown) {
      try {
        write(writer, value)
      } catch (error) {
        throw within(segment, error)
      }
    },
    read(reader: WireReader) {
      try {
        return read(reader)
      } catch (error) {
        throw within(segment, error)
      }
    },
    check(value: unknown, depth) {
      try {
        check(value, depth)
      } catch (error) {
        throw within(segment, error)
      }
    },
  }
}
