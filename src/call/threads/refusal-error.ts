import { CallError, ThreadError } from '../../errors/index.js'
import type { RefusalReason, RefusedCall } from '../../ffi/index.js'

interface Description {
  readonly kind: typeof ThreadError | typeof CallError
  readonly code: 'ABI-D001' | 'ABI-D002' | 'ABI-D003' | 'ABI-C008'
  readonly rule: string
  readonly summary: string
  readonly expected: (refused: RefusedCall) => string
  readonly found: string
  readonly hint: string
}

const descriptions: Record<RefusalReason, Description> = {
  rule: {
    kind: ThreadError,
    code: 'ABI-D001',
    rule: 'N-2',
    summary: 'called from a thread that may not call it',
    expected: () => 'calls from the JavaScript thread',
    found: 'a call from another thread',
    hint: "let native code call it from its own thread, or declare it with { thread: 'any' }",
  },
  busy: {
    kind: ThreadError,
    code: 'ABI-D002',
    rule: 'N-4',
    summary: 'a call from another thread was refused',
    expected: () => 'a JavaScript thread that is in no native call',
    found: 'JavaScript was in a native call, which may wait for the other thread',
    hint: 'make the call that waits with .async, so that JavaScript stays free',
  },
  late: {
    kind: ThreadError,
    code: 'ABI-D002',
    rule: 'N-4',
    summary: 'a call from another thread waited for too long',
    expected: ({ timeout }) => `JavaScript within ${timeout} ms`,
    found:
      'JavaScript did not come back to its event loop: it was in a native call, or in a long computation',
    hint: 'make native calls that wait with .async, so that JavaScript stays free, or allow a longer timeout',
  },
  stuck: {
    kind: ThreadError,
    code: 'ABI-D003',
    rule: 'N-5',
    summary: 'a call from another thread was given up while JavaScript worked on it',
    expected: ({ timeout }) => `no native call of more than ${timeout} ms`,
    found: 'JavaScript made a native call that did not come back, as if it waited for the other thread',
    hint: 'do not wait for a thread while it waits for JavaScript, or allow a longer timeout',
  },
  crowd: {
    kind: ThreadError,
    code: 'ABI-D002',
    rule: 'N-4',
    summary: 'calls from other threads were refused',
    expected: () => 'at most 256 of them at a time',
    found: 'more of them than there is room for',
    hint: 'let fewer threads call JavaScript at the same time',
  },
  early: {
    kind: CallError,
    code: 'ABI-C008',
    rule: 'K-21',
    summary: 'called by native code that was under way when its entry point was made',
    expected: () => 'calls by code that is called from then on, or once that call is over',
    found: 'a call by code that had called JavaScript before',
    hint: 'export the function, or make the object with functions, before native code is called',
  },
}

/**
 * The error for calls that native code got a zero for. It is about the first one, and counts the
 * others.
 *
 * @param refused - At least one.
 *
 * @see Rules N-2, N-4, N-5 and K-21 of the specification.
 *
 * @internal
 */
export function refusalError(refused: readonly RefusedCall[]): ThreadError | CallError {
  const first = refused[0]!
  const { kind: Kind, code, rule, summary, expected, found, hint } = descriptions[first.reason]
  const others = refused.reduce((sum, { count }) => sum + count, 0) - 1
  return new Kind(summary, {
    code,
    rule,
    path: first.path,
    expected: expected(first),
    found: others > 0 ? `${found}, and ${others} more such calls` : found,
    hint,
  })
}
