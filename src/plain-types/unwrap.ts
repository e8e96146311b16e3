import { ValueError } from '../errors/index.js'
import { isView, typeOfView } from '../layout/index.js'
import { describeValue } from '../layout/names.js'
import type { Result } from './r-result.js'

/** What can say itself what is to be thrown for it: errors of native code. */
interface Throwable {
  readonly toError: () => unknown
}

/**
 * The value of a result, or the error thrown.
 *
 * An `Error` is thrown as it is, and an error of native code as what its `toError()` gives, after which it is disposed of.
 * Any other value is the `cause` of what is thrown.
 *
 * @param result - What was read as an `RResult`.
 * @returns The value.
 * @throws {@link ValueError} `ABI-U010` for an error that is none of JavaScript and none of native code.
 *
 * @see Rule T-25 of the specification.
 *
 * @example
 * ```ts
 * import { unwrap } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(unwrap({ isOk: true, ok: 3 }), 3)
 * assert.throws(() => unwrap({ isOk: false, err: 'no rides' }), { code: 'ABI-U010', cause: 'no rides' })
 * ```
 */
export function unwrap<Ok>(result: Result<Ok, unknown>): Ok {
  if (result.isOk) return result.ok
  throw thrownFor(result.err)
}

function thrownFor(err: unknown): unknown {
  if (err instanceof Error) return err
  if (typeof err === 'object' && err !== null && typeof (err as Throwable).toError === 'function') {
    try {
      return (err as Throwable).toError()
    } finally {
      ;(err as Partial<Disposable>)[Symbol.dispose]?.()
    }
  }
  return new ValueError('the result is an error', {
    code: 'ABI-U010',
    rule: 'T-25',
    expected: 'a value',
    found: textOf(err),
    cause: err,
  })
}

/** Values of this library spell themselves; what others would say of theirs is not asked. */
function textOf(err: unknown): string {
  return isView(err) ? `${typeOfView(err).name} ${JSON.stringify(err)}` : describeValue(err)
}
