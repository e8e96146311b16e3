import type { Passage } from '../wire/passage.js'
import { WireReader } from '../wire/wire-reader.js'
import { wireCodec, type AnyWireType, type WireCodec } from '../wire/wire-type.js'
import { WireWriter } from '../wire/wire-writer.js'

/** How a value passes from one side to the other in one program. */
export interface PassedValue {
  /** How the side that gives it writes it. */
  readonly give: WireCodec
  /** How the side that takes it reads it. */
  readonly take: WireCodec
  /** Whether it arrives as it is, without being written: both sides have one codec, whose values nobody can change. */
  readonly isPlain: boolean
}

/**
 * How values pass from a type of one side to the type of the other, which are written alike.
 *
 * @param given - The type of the side that gives them.
 * @param taken - The type of the side that takes them.
 * @param version - The version in which they are written.
 *
 * @internal
 */
export function passedValue(given: AnyWireType, taken: AnyWireType, version: number): PassedValue {
  const give = wireCodec(given, version)
  const take = wireCodec(taken, version)
  return { give, take, isPlain: give === take && give.isPlain === true }
}

/** Room of calls that are over, for those to come, each with a reader of its bytes. */
const spare: Room[] = []

/** Room for the values of a call. */
interface Room {
  readonly writer: WireWriter
  reader: WireReader
}

/** The most bytes of room that are kept. */
const mostSpare = 2 ** 16

/**
 * Passes values on: those that are plain as they are, others as copies that were written and read. All of them are written
 * before the first one is read.
 *
 * @param values - What one side gives.
 * @param passed - How each of them passes.
 * @param passage - What the call offers.
 * @param failGive - The error for a value that cannot be written, by its place.
 * @param failTake - The error for one that cannot be read.
 * @returns What the other side gets.
 *
 * @see Rules of the specification.
 *
 * @internal
 */
export function passValues(
  values: readonly unknown[],
  passed: readonly PassedValue[],
  passage: Passage & { settle(): void },
  failGive: (error: unknown, index: number) => unknown,
  failTake: (error: unknown, index: number) => unknown,
): unknown[] {
  const room = spare.pop() ?? makeRoom()
  const { writer } = room
  writer.passage = passage
  let isRead = false
  try {
    passed.forEach(({ give, isPlain }, index) => {
      try {
        if (isPlain) give.check(values[index])
        else give.write(writer, values[index])
      } catch (error) {
        throw failGive(error, index)
      }
    })
    // From now on what was given belongs to the other side.
    passage.settle()
    const reader = readerOf(room)
    reader.passage = passage
    const taken = passed.map(({ take, isPlain }, index) => {
      try {
        return isPlain ? values[index] : take.read(reader)
      } catch (error) {
        throw failTake(error, index)
      }
    })
    passage.settle()
    isRead = true
    return taken
  } finally {
    writer.clear()
    writer.passage = undefined
    room.reader.passage = undefined
    // A reader that stopped in the midst of a value is forgotten.
    if (isRead && writer.bytes.length <= mostSpare) spare.push(room)
  }
}

function makeRoom(): Room {
  const writer = new WireWriter()
  return { writer, reader: new WireReader(writer.bytes) }
}

/** Reads from the start. Both sides write alike, so that nothing is read behind what was written. */
function readerOf(room: Room): WireReader {
  const { bytes } = room.writer
  if (room.reader.bytes !== bytes) room.reader = new WireReader(bytes)
  else room.reader.restart()
  return room.reader
}
