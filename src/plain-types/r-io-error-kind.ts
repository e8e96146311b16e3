import { enumeration, u8, type EnumType } from '../layout/index.js'

/** A sort of error of input and output. */
export type IoErrorKind =
  | 'Other'
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
  | 'UnexpectedEof'

/** The numbers of the kinds. */
const kinds: Readonly<Record<IoErrorKind, number>> = {
  Other: 0,
  NotFound: 1,
  PermissionDenied: 2,
  ConnectionRefused: 3,
  ConnectionReset: 4,
  ConnectionAborted: 5,
  NotConnected: 6,
  AddrInUse: 7,
  AddrNotAvailable: 8,
  BrokenPipe: 9,
  AlreadyExists: 10,
  WouldBlock: 11,
  InvalidInput: 12,
  InvalidData: 13,
  TimedOut: 14,
  WriteZero: 15,
  Interrupted: 16,
  UnexpectedEof: 17,
}

/**
 * What sort of error of input or output it is: Rust's `io::ErrorKind`, laid out as `abi_stable`'s `RIoErrorKind`. One byte,
 * read as a name; a number that has no name yet is read as the number.
 *
 * @see Rule T-35 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, ioErrorCode, RIoErrorKind, struct } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Report = struct('Report', { kind: RIoErrorKind })
 * const report = bufferMemory(new ArrayBuffer(64)).allocate(Report, { kind: 'NotFound' })
 * assert.equal(report.kind, 'NotFound')
 * assert.equal(ioErrorCode(report.kind), 'ENOENT')
 * ```
 */
export const RIoErrorKind: EnumType<IoErrorKind | number> = enumeration('RIoErrorKind', u8, kinds, {
  open: true,
  abiStable: { name: 'RIoErrorKind', parameters: [] },
})

/** The codes of Node that mean a kind, the one that is given for it first. */
const codes: Readonly<Partial<Record<IoErrorKind, readonly [string, ...string[]]>>> = {
  NotFound: ['ENOENT'],
  PermissionDenied: ['EACCES', 'EPERM'],
  ConnectionRefused: ['ECONNREFUSED'],
  ConnectionReset: ['ECONNRESET'],
  ConnectionAborted: ['ECONNABORTED'],
  NotConnected: ['ENOTCONN'],
  AddrInUse: ['EADDRINUSE'],
  AddrNotAvailable: ['EADDRNOTAVAIL'],
  BrokenPipe: ['EPIPE'],
  AlreadyExists: ['EEXIST'],
  WouldBlock: ['EAGAIN', 'EWOULDBLOCK'],
  InvalidInput: ['EINVAL'],
  TimedOut: ['ETIMEDOUT'],
  Interrupted: ['EINTR'],
}

const kindsByCode = new Map(
  Object.entries(codes).flatMap(([kind, names]) => names.map((name) => [name, kind as IoErrorKind])),
)

/**
 * The code that errors of Node have which mean a kind.
 *
 * @param kind - A kind, or a number that has no name.
 * @returns A code as `ENOENT`; `undefined` for kinds that no code means.
 *
 * @see Rule T-35 of the specification.
 *
 * @example
 * ```ts
 * import { ioErrorCode } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(ioErrorCode('BrokenPipe'), 'EPIPE')
 * assert.equal(ioErrorCode('UnexpectedEof'), undefined)
 * ```
 */
export function ioErrorCode(kind: IoErrorKind | number): string | undefined {
  return codes[kind as IoErrorKind]?.[0]
}

/**
 * The kind that the code of an error of Node means.
 *
 * @param code - A code as `ENOENT`.
 * @returns `Other` for all codes that have no kind, and for what is no code.
 *
 * @see Rule T-35 of the specification.
 *
 * @example
 * ```ts
 * import { ioErrorKind } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(ioErrorKind('EPERM'), 'PermissionDenied')
 * assert.equal(ioErrorKind('EMFILE'), 'Other')
 * ```
 */
export function ioErrorKind(code: unknown): IoErrorKind {
  return kindsByCode.get(code as string) ?? 'Other'
}

/** What a kind says where nothing more is known. */
const texts: Readonly<Record<IoErrorKind, string>> = {
  Other: 'another error of the system',
  NotFound: 'not found',
  PermissionDenied: 'permission denied',
  ConnectionRefused: 'connection refused',
  ConnectionReset: 'connection reset',
  ConnectionAborted: 'connection aborted',
  NotConnected: 'not connected',
  AddrInUse: 'address in use',
  AddrNotAvailable: 'address not available',
  BrokenPipe: 'broken pipe',
  AlreadyExists: 'exists already',
  WouldBlock: 'would have to wait',
  InvalidInput: 'invalid input',
  InvalidData: 'invalid data',
  TimedOut: 'timed out',
  WriteZero: 'nothing could be written',
  Interrupted: 'interrupted',
  UnexpectedEof: 'unexpected end',
}

/**
 * What a kind says.
 *
 * @internal
 */
export function ioErrorText(kind: IoErrorKind | number): string {
  return texts[kind as IoErrorKind] ?? `an error of the unknown kind ${kind}`
}
