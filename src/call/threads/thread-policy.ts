import { ValueError } from '../../errors/index.js'
import { blockWord, threadBlock, type ForeignCallPolicy } from '../../ffi/index.js'
import { isThreadRule, threadRules } from '../../layout/function-options.js'
import type { FunctionType, ThreadRule } from '../../layout/index.js'
import { describeValue } from '../../layout/names.js'

/** What becomes of calls that come to an exported function from another thread. */
export interface ForeignCallOptions {
  /** From which threads native code may call; what the type says where it is left out, and `any` where that says nothing. */
  readonly thread?: ThreadRule
  /**
   * What happens to a call from another thread while JavaScript is in a native call, which may be waiting for that very
   * thread: `wait`, the default, waits until JavaScript comes to it or the timeout has passed; `refuse` gives up at once.
   */
  readonly whenBusy?: 'wait' | 'refuse'
  /** How long a call from another thread waits for JavaScript, in milliseconds from 1 to 2 147 483 647. 10 000 by default. */
  readonly timeout?: number
}

const defaultTimeout = 10_000
const longestTimeout = 2 ** 31 - 1

/**
 * Reads what an exported function is to do with calls from other threads.
 *
 * @throws {@link ValueError} `ABI-V001` for what is none of the choices, `ABI-V002` for a timeout out of its range.
 *
 * @see Rules N-1 and N-4 of the specification.
 *
 * @internal
 */
export function readForeignCallPolicy(
  options: ForeignCallOptions,
  type: FunctionType,
  path: string,
): ForeignCallPolicy {
  const { thread = type.thread ?? 'any', whenBusy = 'wait', timeout = defaultTimeout } = options
  if (!isThreadRule(thread)) refuseChoice(thread, threadRules, 'N-1', `${path} → thread`)
  if (whenBusy !== 'wait' && whenBusy !== 'refuse')
    refuseChoice(whenBusy, ['wait', 'refuse'], 'N-4', `${path} → whenBusy`)
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > longestTimeout) {
    throw new ValueError('not a timeout', {
      code: typeof timeout === 'number' ? 'ABI-V002' : 'ABI-V001',
      rule: 'N-4',
      path: `${path} → timeout`,
      expected: `whole milliseconds from 1 to ${longestTimeout}`,
      found: describeValue(timeout),
    })
  }
  return { isJavaScriptOnly: thread === 'javascript', refusesWhenBusy: whenBusy === 'refuse', timeout }
}

function refuseChoice(value: unknown, choices: readonly string[], rule: string, path: string): never {
  throw new ValueError('not one of the choices', {
    code: 'ABI-V001',
    rule,
    path,
    expected: choices.map((choice) => `'${choice}'`).join(' or '),
    found: describeValue(value),
  })
}

/**
 * Turns the check of thread rules on or off: the debug mode for calls between threads. While it is on, a call from
 * another thread to a function for the JavaScript thread alone is refused: native code gets a zero, and the function is
 * named by an error. While it is off, as at first, such a call is made like others.
 *
 * @param isEnabled - Whether to check from now on, in this JavaScript thread.
 *
 * @see Rule N-2 of the specification.
 *
 * @example
 * ```ts
 * import { checkThreads, exportFunction, fn, u32 } from 'abiding'
 *
 * checkThreads(process.env.NODE_ENV !== 'production')
 * const OnProgress = fn({ percent: u32 }, u32, { thread: 'javascript' })
 * using onProgress = exportFunction(OnProgress, (percent) => percent)
 * ```
 */
export function checkThreads(isEnabled: boolean): void {
  Atomics.store(threadBlock.words, blockWord.checks, isEnabled ? 1 : 0)
}
