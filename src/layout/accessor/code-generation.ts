import { listOf } from './check-source.js'

let allowed: boolean | undefined
let generated = 0

/**
 * Whether this program may make code from strings. A page with a content security policy and a process that was started
 * with `--disallow-code-generation-from-strings` may not; closures are used there.
 *
 * @internal
 */
export function mayGenerateCode(): boolean {
  return (allowed ??= tryGenerating())
}

function tryGenerating(): boolean {
  try {
    compile('return 1', {})
    return true
  } catch {
    return false
  }
}

/**
 * Compiles source text with some values in scope.
 *
 * The text begins with a comment that no other text has: V8 shares the feedback of functions with identical source, and
 * accessors of different types must not slow each other down. The values are constants, which lets V8 inline them: they are
 * parameters, of which V8 need not ask in every use whether they are there yet. Checks find their list as `$one`.
 *
 * @param body - Statements that return the result.
 * @param scope - The values, by name.
 *
 * @internal
 */
export function compile(body: string, scope: Readonly<Record<string, unknown>>): unknown {
  generated += 1
  const text = `/* ${generated} */ "use strict"; ${body}`
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const compiled = new Function('$one', ...Object.keys(scope), text) as (...values: unknown[]) => unknown
  return compiled(listOf(1), ...Object.values(scope))
}
