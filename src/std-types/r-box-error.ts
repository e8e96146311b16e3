import { NativeError, ValueError } from '../errors/index.js'
import {
  struct,
  transparent,
  unit,
  type AnyType,
  type Codec,
  type Memory,
  type MemoryLocation,
  type Target,
  type Type,
} from '../layout/index.js'
import { layoutOf } from '../layout/layout.js'
import { memoize } from '../layout/memoize.js'
import { describeValue } from '../layout/names.js'
import { readUnsignedWord, writeWord } from '../layout/pointer-sized.js'
import { viewType } from '../layout/view.js'
import { recordMove } from '../ownership/moves.js'
import { ownershipKey } from '../ownership/index.js'
import { boundTable } from '../vtable/bound-table.js'
import { OwningAccessor } from '../vtable/owning-accessor.js'
import { received } from '../vtable/received.js'
import { refuseLent } from '../vtable/receiver.js'
import { spell, type Format } from '../vtable/spell.js'
import { tablePointer } from '../vtable/table-pointer.js'
import { BoxVTable, ErasedBox } from '../vtable/tables/box-vtable.js'
import { hostErrorAt, hostErrors, hostErrorTables, insertHostError } from './host-error.js'
import { RErrorVTable } from './r-error-vtable.js'

/** An error in a box. It is disposed of by its owner, once. */
export interface BoxedError extends Disposable {
  /**
   * What it says for people: Rust's `Display`.
   *
   * @param alternate - Whether the longer form is asked for, `{:#}`; `false` where it is left out.
   * @throws {@link MemoryError} `ABI-O002` after a move, `ABI-M004` after dispose; {@link CallError} `ABI-B004` where its
   * maker could not say.
   */
  display(alternate?: boolean): string
  /**
   * What it says for programmers: Rust's `Debug`.
   *
   * @param alternate - Whether the longer form is asked for, `{:#?}`; `false` where it is left out.
   * @throws What {@link BoxedError.display} throws.
   */
  debug(alternate?: boolean): string
  /**
   * The error as one of JavaScript, which owns nothing: the one that it was made of, or a {@link NativeError} with what it
   * says.
   *
   * @throws What {@link BoxedError.display} throws.
   */
  toError(): Error
  /** What it says for people. */
  toString(): string
  /** What it says for people. */
  toJSON(): unknown
}

/** The type of errors in boxes. */
export interface BoxedErrorType extends Type<BoxedError, Error, BoxedError | Error | string> {
  readonly kind: 'RBoxError'
  /**
   * Makes an error that native code can own.
   *
   * @param error - An error, or what it shall say.
   * @returns An error that belongs to the caller.
   * @throws {@link ValueError} `ABI-V001` for anything else.
   */
  readonly from: (error: Error | string) => BoxedError
}

/** The functions of the two tables of an error. */
interface ErrorFunctions {
  readonly debug: Format
  readonly display: Format
}

interface BoxFunctions {
  readonly destructor: (data: number, callReferentDrop: 'Yes' | 'No', deallocate: 'No' | 'Yes') => void
}

/** Accessor of an error. */
abstract class ErrorAccessor extends OwningAccessor implements BoxedError {
  declare readonly $type: ErrorTypeParts
  readonly #box: number
  readonly #table: number

  constructor(
    type: AnyType,
    [data, box, table]: readonly [number, number, number],
    isOwner: boolean,
    location?: MemoryLocation,
  ) {
    // Looked up at once: what cannot be a table is refused before anything is owned.
    const functions = boundTable<BoxFunctions>(BoxVTable, box)
    boundTable<ErrorFunctions>(RErrorVTable, table)
    super('error', data, isOwner ? releaseOf(functions, data) : undefined, location)
    this.#box = box
    this.#table = table
  }

  $words(): readonly number[] {
    return [this.$data, this.#box, this.#table]
  }

  $asOwner(): ErrorAccessor {
    return new (errorClassOf(this.$type))([this.$data, this.#box, this.#table], true)
  }

  display(alternate = false): string {
    return this.#spell('display', alternate)
  }

  debug(alternate = false): string {
    return this.#spell('debug', alternate)
  }

  toError(): Error {
    this[ownershipKey]?.assertOwned(`${this.$type.name}.toError`)
    const own = hostErrorAt(this.$data, this.#table)
    if (own === undefined) return new NativeError(this.display(), this.debug())
    return typeof own === 'string' ? new Error(own) : own
  }

  override toString(): string {
    return this.display()
  }

  override toJSON(): unknown {
    return this.display()
  }

  protected override $contents(): readonly unknown[] {
    return [this.display()]
  }

  #spell(name: 'display' | 'debug', alternate: boolean): string {
    const path = `${this.$type.name}.${name}`
    this.$use.beginUse(path)
    try {
      return spell(boundTable<ErrorFunctions>(RErrorVTable, this.#table)[name], this.$data, alternate, path)
    } finally {
      this.$use.endUse()
    }
  }
}

/** Made where `this` is not in sight, so that it cannot keep the error alive. */
function releaseOf({ destructor }: BoxFunctions, data: number): () => void {
  return () => destructor(data, 'Yes', 'Yes')
}

type ErrorClass = new (
  words: readonly [number, number, number],
  isOwner: boolean,
  location?: MemoryLocation,
) => ErrorAccessor

const errorClassOf = memoize((type: AnyType): ErrorClass => {
  const Accessor = class extends ErrorAccessor {
    constructor(words: readonly [number, number, number], isOwner: boolean, location?: MemoryLocation) {
      super(type, words, isOwner, location)
    }
  }
  Object.defineProperty(Accessor, 'name', { value: type.name, configurable: true })
  Object.defineProperty(Accessor.prototype, '$type', { value: type })
  Object.defineProperty(Accessor.prototype, viewType, { value: type })
  return Accessor
})

function errorCodec(type: ErrorTypeParts, target: Target): Codec {
  const { size, alignment } = layoutOf(type, target)
  const { pointerSize } = target
  const wordsAt = (memory: Memory, offset: number, path: string): readonly [number, number, number] => {
    const word = (index: number): number =>
      readUnsignedWord(memory.view, offset + index * pointerSize, target, path)
    return [word(0), word(1), word(2)]
  }
  const lend = (memory: Memory, offset: number, path = type.name): ErrorAccessor =>
    new (errorClassOf(type))(wordsAt(memory, offset, path), false, { memory, offset })
  return {
    size,
    alignment,
    get(memory, offset, path = type.name) {
      if (memory.base !== undefined) return lend(memory, offset, path)
      return received(memory, offset, () => new (errorClassOf(type))(wordsAt(memory, offset, path), true))
    },
    set(memory, offset, value, path) {
      if (value instanceof ErrorAccessor && value.$type.strength >= type.strength) {
        if (value[ownershipKey] === undefined) refuseLent(path)
        value.$moveOut(path)
        value.$write(memory, offset)
        return
      }
      checkError(type, value, path)
      const words = insertHostError(value)
      recordMove({ giveBack: () => void hostErrors.remove(words[0], path) })
      words.forEach((word, index) => writeWord(memory.view, offset + index * pointerSize, word, target))
    },
    copy: (memory, offset, path) => lend(memory, offset, path).toError(),
    json: (memory, offset) => lend(memory, offset).toJSON(),
  }
}

function checkError(type: AnyType, value: unknown, path: string): asserts value is Error | string {
  if (typeof value === 'string' || value instanceof Error) return
  throw new ValueError(`not a ${type.name}`, {
    code: 'ABI-V001',
    rule: 'T-31',
    path,
    expected: `a ${type.name}, an Error or a string`,
    found: value instanceof ErrorAccessor ? `a ${value.$type.name}, which may do less` : describeValue(value),
  })
}

/** Which threads an error may be sent to and used by: what may do more stands for what may do less. */
interface ErrorTypeParts extends AnyType {
  readonly strength: number
}

function errorType(name: string, marker: string, strength: number, doc: string): BoxedErrorType {
  const representation = struct(name, { value: ErasedBox, vtable: tablePointer(RErrorVTable) }, { doc })
  const markerType: AnyType = {
    ...(transparent(marker, unit) as AnyType),
    abiStable: { name: marker, parameters: [] },
  }
  const type: ErrorTypeParts & Pick<BoxedErrorType, 'from'> = Object.freeze({
    ...(representation as unknown as AnyType),
    kind: 'RBoxError',
    strength,
    isMoved: true,
    makeCodec: (target: Target) => errorCodec(type, target),
    copiesBytes: undefined,
    endsFlexible: undefined,
    domain: undefined,
    defaultValue: undefined,
    prepare: () => void hostErrorTables(),
    fromThrown: (thrown: unknown) =>
      typeof thrown === 'string' || thrown instanceof Error
        ? thrown
        : new Error(describeValue(thrown), { cause: thrown }),
    abiStable: { name: 'RBoxError_', parameters: [markerType] },
    from(error: Error | string): BoxedError {
      checkError(type, error, `${name}.from → param error`)
      return new (errorClassOf(type))(insertHostError(error), true)
    },
  })
  return type as unknown as BoxedErrorType
}

/**
 * An error that owns itself: Rust's `Box<dyn Error + Send + Sync>`, laid out as `abi_stable`'s `RBoxError`. 24 bytes: a box,
 * and a table with what the error says.
 *
 * Errors of native code say what they are by `display`, `debug` and `toString`; `toError` makes an error of JavaScript of
 * one. Where it is declared, an `Error` or a string may be passed: native code owns it, and it comes back as the same
 * `Error`. What an exported function throws whose result is an `RResult` with this error becomes one.
 *
 * @see Rules T-30 to T-33 of the specification.
 *
 * @example
 * ```ts
 * import { bindFunction, exportFunction, fn, RBoxError, RResult, u32, unwrap } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Half = fn({ value: u32 }, RResult(u32, RBoxError))
 * using exported = exportFunction(Half, (value) => {
 *   if (value % 2 === 1) throw new RangeError('odd')
 *   return { ok: value / 2 }
 * })
 * const half = bindFunction(exported.address, Half, 'half')
 *
 * assert.equal(unwrap(half(8)), 4)
 * assert.throws(() => unwrap(half(7)), RangeError)
 *
 * const result = half(9)
 * if (!result.isOk) {
 *   using error = result.err
 *   assert.equal(error.display(), 'odd')
 * }
 * ```
 */
export const RBoxError: BoxedErrorType = errorType(
  'RBoxError',
  'SyncSend',
  2,
  'An error that any thread may own and use.',
)

/**
 * The same for an error that any thread may own, one at a time: Rust's `Box<dyn Error + Send>`.
 *
 * @see Rules T-30 to T-33 of the specification.
 *
 * @example
 * ```ts
 * import { layoutOf, SendRBoxError } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * using error = SendRBoxError.from('no such ride')
 * assert.equal(error.display(), 'no such ride')
 * assert.equal(layoutOf(SendRBoxError).size, 24)
 * ```
 */
export const SendRBoxError: BoxedErrorType = errorType(
  'SendRBoxError',
  'UnsyncSend',
  1,
  'An error that any thread may own.',
)

/**
 * The same for an error that stays on its thread: Rust's `Box<dyn Error>`.
 *
 * @see Rules T-30 to T-33 of the specification.
 *
 * @example
 * ```ts
 * import { UnsyncRBoxError } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * using error = UnsyncRBoxError.from(new TypeError('no number'))
 * assert.equal(error.debug(), 'TypeError: no number')
 * ```
 */
export const UnsyncRBoxError: BoxedErrorType = errorType(
  'UnsyncRBoxError',
  'UnsyncUnsend',
  0,
  'An error that stays on its thread.',
)
