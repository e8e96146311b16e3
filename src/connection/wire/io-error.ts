import { isText } from '../../layout/utf8.js'
import { invert } from './invert.js'
import { notText } from './text.js'
import { unfit, type WireType } from './wire-type.js'

/** The kinds of errors by the numbers that savefile gives them. */
const kinds = {
  NotFound: 1,
  PermissionDenied: 2,
  ConnectionRefused: 3,
  ConnectionReset: 4,
  ConnectionAborted: 7,
  NotConnected: 8,
  AddrInUse: 9,
  AddrNotAvailable: 10,
  BrokenPipe: 12,
  AlreadyExists: 13,
  WouldBlock: 14,
  InvalidInput: 21,
  InvalidData: 22,
  TimedOut: 23,
  WriteZero: 24,
  Interrupted: 36,
  Unsupported: 37,
  UnexpectedEof: 38,
  OutOfMemory: 39,
  Other: 40,
} as const satisfies Record<Exclude<IoErrorKind, 'Uncategorized'>, number>

/** The number of every kind that has none of its own. */
const uncategorized = 42

const kindOfNumber = invert(kinds)

/** What went wrong with input or output, as Rust's `ErrorKind` names it; `Uncategorized` for the kinds beyond. */
export type IoErrorKind =
  | 'NotFound'
  | 'PermissionDenied'
  | 'ConnectionRefused'
  | 'ConnectionReset'
  | 'ConnectionAborted'
  | 'NotConnected'
  | 'AddrInUse'
  | 'AddrNotAvailable'
  | 'BrokenPipe'
  | 'AlreadyExists'
  | 'WouldBlock'
  | 'InvalidInput'
  | 'InvalidData'
  | 'TimedOut'
  | 'WriteZero'
  | 'Interrupted'
  | 'Unsupported'
  | 'UnexpectedEof'
  | 'OutOfMemory'
  | 'Other'
  | 'Uncategorized'

/** An error of input or output: its kind, and its message. */
export interface IoError {
  /** What went wrong. */
  readonly kind: IoErrorKind
  /** What its author said. */
  readonly message: string
}

/**
 * An error of input or output: `{ kind, message }`. Rust's `std::io::Error`.
 *
 * @see Rule W-16 of the specification.
 *
 * @example
 * ```ts
 * import { encodeWire, ioError } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * const bytes = encodeWire(ioError, { kind: 'NotFound', message: 'x' })
 * assert.deepEqual([...bytes], [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 120])
 * ```
 */
export const ioError: WireType<IoError> = Object.freeze<WireType<IoError>>({
  kind: 'ioError',
  name: 'io::Error',
  makeCodec: () => ({
    smallest: 10,
    check: (value) => void readIoError(value),
    write(writer, value: unknown) {
      const { number, message } = readIoError(value)
      writer.u16(number)
      writer.text(message)
    },
    read: (reader) => ({ kind: kindOfNumber.get(reader.u16()) ?? 'Uncategorized', message: reader.text() }),
  }),
  makeSchema: () => ({ kind: 'ioError' }),
})

function readIoError(value: unknown): { readonly number: number; readonly message: string } {
  if (typeof value !== 'object' || value === null) throw unfit(value, 'an object with kind and message')
  const { kind, message } = value as Partial<IoError>
  const number = numberOfKind(kind)
  if (number === undefined) {
    throw unfit(kind, `one of ${[...Object.keys(kinds), 'Uncategorized'].join(', ')}`).within('.kind')
  }
  if (!isText(message)) throw notText(message).within('.message')
  return { number, message }
}

function numberOfKind(kind: IoErrorKind | undefined): number | undefined {
  if (kind === 'Uncategorized') return uncategorized
  return kind !== undefined && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
}
