/** What a contender's loop does. */
export interface LoopSource {
  /** How often the body runs in a pass. */
  readonly count: number
  /** Statements that run before the passes. */
  readonly before?: string
  /** Statements that run `count` times in a pass; `i` counts them, and `sum` collects the result. */
  readonly body: string
  /** Statements that run after the passes, to read back what the body wrote. */
  readonly after?: string
}

let loops = 0

/**
 * Statements that consume values. Their whole parts are added as 32-bit integers: in a sum of fractions every step waits
 * several cycles for the one before, which hides what is measured.
 */
export function take(...values: readonly string[]): string {
  return values.map((value) => `sum = (sum + ((${value}) | 0)) | 0;`).join(' ')
}

/**
 * Compiles the loop of a contender.
 *
 * The engine keeps what it learns about types per function source: contenders that came from one source, such as
 * closures of one factory, would slow each other down. So every loop is compiled from text of its own.
 *
 * Functions and classes are what a module imports or declares. Everything else is handed to the loop as local variables,
 * as the view of the base is: V8 asks of a constant of an outer scope in every step whether it is there yet, which keeps it
 * from taking out of a loop what does not change in it.
 *
 * @param scope - What the text may use, by name.
 */
export function loop(
  scope: Readonly<Record<string, unknown>>,
  source: LoopSource,
): (passes: number) => unknown {
  loops += 1
  const names = Object.keys(scope)
  const functions = names.filter((name) => typeof scope[name] === 'function')
  const values = names.filter((name) => typeof scope[name] !== 'function')
  const text = `/* ${loops} */ 'use strict'
    return function (passes) {
      const { ${values.join(', ')} } = scope
      let sum = 0
      ${source.before ?? ''}
      for (let pass = 0; pass < passes; pass++) {
        for (let i = 0; i < ${source.count}; i++) { ${source.body} }
      }
      ${source.after ?? ''}
      return sum
    }`
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const compiled = new Function('scope', ...functions, text) as (...given: unknown[]) => unknown
  return compiled(scope, ...functions.map((name) => scope[name])) as (passes: number) => unknown
}
