import { ThreadError } from '../../errors/index.js'
import { blockWord, threadBlock } from '../../ffi/index.js'
import type { ThreadRule } from '../../layout/index.js'

type AsyncCallable = (...values: unknown[]) => Promise<unknown>

/**
 * Refuses calls off the JavaScript thread to native functions that must be called on it, while thread rules are checked.
 *
 * @param thread - What the type of the function says.
 * @param path - What the function is called in errors.
 * @param call - What makes the call.
 *
 * @see Rule N-2 of the specification.
 *
 * @internal
 */
export function refuseOffThread(
  thread: ThreadRule | undefined,
  path: string,
  call: AsyncCallable,
): AsyncCallable {
  if (thread !== 'javascript') return call
  return (...values) =>
    threadBlock.words[blockWord.checks] === 0 ? call(...values) : Promise.reject(offThreadError(path))
}

function offThreadError(path: string): ThreadError {
  return new ThreadError('called off the JavaScript thread', {
    code: 'ABI-D001',
    rule: 'N-2',
    path,
    expected: 'a call on the JavaScript thread',
    found: 'a call with .async',
    hint: "call it without .async, or declare it with { thread: 'any' }",
  })
}
