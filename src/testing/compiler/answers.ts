import { ExpectationError } from '../../errors/index.js'
import type { FieldLayout, Target } from '../../layout/index.js'
import { mark, type BitsQuestion, type NumberQuestion, type Questionnaire } from './questions.js'

/** Something about a type that a declaration and a compiler say differently. */
export interface LayoutDifference {
  /** The type, or the field with the type before it, as in `Point.y`. */
  readonly path: string
  /** What is different. */
  readonly what: 'size' | 'alignment' | 'offset' | 'bits'
  /** What the declaration says, in bytes; for bits, their places. */
  readonly declared: string
  /** What the compiler says. */
  readonly compiled: string
  /** Name of the target. */
  readonly target: string
  /** The compiler. */
  readonly compiler: string
}

/** A difference without the compiler that found it. */
export type Difference = Pick<LayoutDifference, 'path' | 'what' | 'declared' | 'compiled'>

/**
 * Reads the answers in an object file, and gives those that are not what was declared.
 *
 * @throws ExpectationError `ABI-X002` where the answers are not there.
 *
 * @internal
 */
export function differencesIn(
  object: Uint8Array,
  { numbers, bits }: Questionnaire,
  target: Target,
  compiler: string,
): Difference[] {
  const lists = findLists(object, target)
  const list = (serial: number): DataView => lists.get(serial) ?? refuseObject(compiler, target)
  const littleEndian = target.byteOrder === 'little'
  const first = list(0)
  if (first.byteLength < (numbers.length + 2) * 8) refuseObject(compiler, target)
  return [
    ...numbers.flatMap((question, index) =>
      numberDifference(question, Number(first.getBigUint64((index + 2) * 8, littleEndian))),
    ),
    ...bits.flatMap((question, index) => {
      const view = list(index + 1)
      return bitsDifference(question, view, Number(view.getBigUint64(16, littleEndian)), target)
    }),
  ]
}

/** The marked lists in an object file, whatever its format, each up to the end of the file. */
function findLists(object: Uint8Array, target: Target): Map<number, DataView> {
  const littleEndian = target.byteOrder === 'little'
  const pattern = Buffer.alloc(8)
  if (littleEndian) pattern.writeBigUInt64LE(mark)
  else pattern.writeBigUInt64BE(mark)
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength)
  const lists = new Map<number, DataView>()
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 8)) {
    const view = new DataView(object.buffer, object.byteOffset + at, object.byteLength - at)
    if (view.byteLength >= 24) lists.set(Number(view.getBigUint64(8, littleEndian)), view)
  }
  return lists
}

function numberDifference(
  { subject, field, what, declared }: NumberQuestion,
  compiled: number,
): Difference[] {
  if (compiled === declared) return []
  const path = field === undefined ? subject.name : `${subject.name}.${field}`
  return [{ path, what, declared: String(declared), compiled: String(compiled) }]
}

function bitsDifference(
  { subject, field }: BitsQuestion,
  view: DataView,
  start: number,
  target: Target,
): Difference[] {
  const declared = declaredBits(field)
  const compiled = setBits(view, start, subject.layout.size, target)
  if (spell(declared) === spell(compiled)) return []
  return [
    {
      path: `${subject.name}.${field.name}`,
      what: 'bits',
      declared: spell(declared),
      compiled: spell(compiled),
    },
  ]
}

function declaredBits({ bitOffset = 0, bitWidth = 0 }: FieldLayout): number[] {
  return Array.from({ length: bitWidth }, (_, index) => bitOffset + index)
}

/** The bits that are set, counted as in a declared layout. */
function setBits(view: DataView, start: number, size: number, target: Target): number[] {
  const found: number[] = []
  for (let byte = 0; byte < size && start + byte < view.byteLength; byte++) {
    const value = view.getUint8(start + byte)
    for (let bit = 0; bit < 8; bit++) {
      const mask = target.byteOrder === 'little' ? 1 << bit : 0x80 >> bit
      if ((value & mask) !== 0) found.push(byte * 8 + bit)
    }
  }
  return found
}

/** Bits as runs: `3 to 7, 9`. */
function spell(bits: readonly number[]): string {
  const runs: { first: number; last: number }[] = []
  for (const bit of bits) {
    const run = runs.at(-1)
    if (run !== undefined && run.last === bit - 1) run.last = bit
    else runs.push({ first: bit, last: bit })
  }
  if (runs.length === 0) return 'none'
  return runs.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ')
}

function refuseObject(compiler: string, target: Target): never {
  throw new ExpectationError('the answers of the compiler are not in its object file', {
    code: 'ABI-X002',
    rule: 'V-4',
    path: compiler,
    expected: `an object file for ${target.name}, ${target.byteOrder}-endian, with data as it lies in memory`,
    found: 'something else',
    hint: 'leave out flags for link-time optimization and for other machines',
  })
}
