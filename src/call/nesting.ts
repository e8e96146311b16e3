import { CallError } from '../errors/index.js'

/**
 * Calls from JavaScript to native code that may be under way at once in a thread. JavaScript runs out of its stack after
 * some more of them. Where it does, no wrapper could still keep the exception away from native code.
 *
 * @see Rule K-20 of the specification.
 *
 * @internal
 */
export const mostNested = 64

/**
 * Refuses a call that is nested too deeply.
 *
 * @internal
 */
export function refuseNesting(path: string): never {
  throw new CallError('calls that are nested too deeply', {
    code: 'ABI-C005',
    rule: 'K-20',
    path,
    expected: `at most ${mostNested} calls from JavaScript to native code within each other`,
    found: 'another one',
    hint: 'end the recursion, or let the recursion be on one side of the border only',
  })
}
