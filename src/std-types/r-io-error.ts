import { NativeError, NativeIoError, ValueError } from '../errors/index.js'
import { struct, type AnyType, type Codec, type Target, type Type } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { ioErrorCode, ioErrorKind, RIoErrorKind, ROption, type IoErrorKind } from '../plain-types/index.js'
import { ioErrorText } from '../plain-types/r-io-error-kind.js'
import { RBoxError, type BoxedError } from './r-box-error.js'

/** An error of input or output. It owns the error inside, if there is one: its owner disposes of it, once. */
export interface IoError extends Disposable {
  /** What sort of error it is; a number where it has no name. */
  readonly kind: IoErrorKind | number
  /** The code that errors of Node have which mean the same, as in `ENOENT`; `undefined` where no code does. */
  readonly code: string | undefined
  /** The error inside, which says more; `undefined` where the kind is all. */
  readonly error: BoxedError | undefined
  /** What it says for people. */
  display(): string
  /** What it says for programmers. */
  debug(): string
  /** The error as one of JavaScript, which owns nothing: the one that it was made of, or a {@link NativeIoError}. */
  toError(): Error
  /** What it says for people. */
  toString(): string
  /** Its kind, and what it says. */
  toJSON(): unknown
}

/** What may be written as an error of input or output: an error, a text, or a kind with or without an error. */
export type IoErrorInput =
  | IoError
  | Error
  | string
  | { readonly kind: IoErrorKind | number; readonly error?: BoxedError | Error | string | undefined }

/** The accessor of an error of input or output. */
class IoErrorAccessor implements IoError {
  constructor(
    readonly kind: IoErrorKind | number,
    readonly error: BoxedError | undefined,
  ) {}

  get code(): string | undefined {
    return ioErrorCode(this.kind)
  }

  display(): string {
    return this.error?.display() ?? ioErrorText(this.kind)
  }

  debug(): string {
    return debugText(this.kind, this.error?.debug())
  }

  toError(): Error {
    const inner = this.error?.toError()
    if (inner !== undefined && saysAll(inner)) return inner
    return new NativeIoError(this.display(), this.debug(), { kind: this.kind, ioCode: this.code })
  }

  toString(): string {
    return this.display()
  }

  toJSON(): unknown {
    return { kind: this.kind, text: this.display() }
  }

  [Symbol.dispose](): void {
    this.error?.[Symbol.dispose]()
  }

  /** Spells it for `console.log`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `RIoError { ${this.kind}, ${JSON.stringify(this.display())} }`
  }
}

const representation = struct(
  'RIoError',
  { kind: RIoErrorKind, error: ROption(RBoxError) },
  { doc: 'An error of input or output.', abiStable: { name: 'RIoError', parameters: [] } },
)

interface Parts {
  readonly kind: IoErrorKind | number
  readonly error: BoxedError | undefined
}

function ioErrorCodec(target: Target): Codec {
  const inner = codecOf(representation, target)
  const get = (...place: Parameters<Codec['get']>): IoErrorAccessor => {
    const { kind, error } = inner.get(...place) as Parts
    return new IoErrorAccessor(kind, error)
  }
  return {
    ...inner,
    readsLater: undefined,
    get,
    set: (memory, offset, value, path) => inner.set(memory, offset, partsOf(value, path), path),
    copy(memory, offset, path) {
      const { kind, error } = inner.copy(memory, offset, path) as { kind: Parts['kind']; error?: Error }
      if (error !== undefined && saysAll(error)) return error
      const { display, debug } = (error as NativeError | undefined) ?? {
        display: ioErrorText(kind),
        debug: '',
      }
      return new NativeIoError(display, debugText(kind, debug), { kind, ioCode: ioErrorCode(kind) })
    },
    json: (memory, offset) => inner.json(memory, offset),
  }
}

/** Whether an error says by itself of what kind it is: those of JavaScript do, others of native code do not. */
function saysAll(error: Error): boolean {
  return error instanceof NativeIoError || !(error instanceof NativeError)
}

function debugText(kind: IoErrorKind | number, inner: string | undefined): string {
  return inner === undefined || inner === '' ? String(kind) : `${kind}: ${inner}`
}

/** The fields that stand for what may be written. */
function partsOf(value: unknown, path: string): object {
  if (value instanceof IoErrorAccessor) return { kind: value.kind, error: value.error }
  if (typeof value === 'string') return { kind: 'Other', error: value }
  if (value instanceof NativeIoError) return { kind: value.kind, error: value }
  if (value instanceof Error) return { kind: ioErrorKind((value as { code?: unknown }).code), error: value }
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
  if (keys.includes('kind') && keys.every((key) => key === 'kind' || key === 'error'))
    return { error: undefined, ...(value as object) }
  throw new ValueError('not an RIoError', {
    code: 'ABI-V001',
    rule: 'T-35',
    path,
    expected: 'an RIoError, an Error, a string, or { kind, error }',
    found: describeValue(value),
  })
}

const thrownError = RBoxError.fromThrown! as (thrown: unknown) => Error | string

/**
 * An error of input or output: Rust's `io::Error`, laid out as `abi_stable`'s `RIoError`. A kind, and an error that says more,
 * if there is one; 40 bytes.
 *
 * Where it is declared, an `Error` of Node may be passed: its `code` says the kind. What an exported function throws whose
 * result is an `RResult` with this error becomes one.
 *
 * @see Rule T-35 of the specification.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { bindFunction, exportFunction, fn, RIoError, RResult, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Size = fn({}, RResult(u32, RIoError))
 * using exported = exportFunction(Size, () => ({ ok: readFileSync('/no/such/file').length }))
 * const size = bindFunction(exported.address, Size, 'size')
 *
 * const result = size()
 * assert(!result.isOk)
 * using error = result.err
 * assert.equal(error.kind, 'NotFound')
 * assert.equal(error.code, 'ENOENT')
 * ```
 */
export const RIoError: Type<IoError, Error, IoErrorInput> = Object.freeze<AnyType>({
  ...(representation as unknown as AnyType),
  kind: 'RIoError',
  makeCodec: ioErrorCodec,
  domain: undefined,
  defaultValue: undefined,
  fromThrown: thrownError,
}) as unknown as Type<IoError, Error, IoErrorInput>
