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
 * Whether V8 takes out of a loop what does not change in it although objects are made in the loop: from version 12 on, which
 * is when `Iterator` came.
 */
const clearsLoops = 'Iterator' in globalThis

/**
 * An expression that is true where a condition does not hold, for conditions that nearly always do.
 *
 * V8 takes what does not change out of a loop only if no way leads out of the loop but its end. A branch that was never taken
 * is such a way, for it ends in the interpreter. An index that is checked ends there too, but within the loop. So the
 * condition chooses an index within or outside of a text, and V8, which knows that what it finds within is defined, leaves
 * nothing of the branch. Where a check has failed once, it compiles the branch. Older engines only pay for the index.
 *
 * @param condition - An expression.
 *
 * @internal
 */
export function failsSource(condition: string): string {
  return clearsLoops ? `'v'[${condition} ? 0 : 1] === undefined` : `!(${condition})`
}

/**
 * Compiles source text with some values in scope.
 *
 * The text begins with a comment that no other text has: V8 shares the feedback of functions with identical source, and
 * accessors of different types must not slow each other down. The values are constants, which lets V8 inline them: they are
 * parameters, of which V8 need not ask in every use whether they are there yet.
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
  const compiled = new Function(...Object.keys(scope), text) as (...values: unknown[]) => unknown
  return compiled(...Object.values(scope))
}
