import type { Run } from './harness.js'

/** What a contender's loop does. */
export interface LoopSource {
  /** How often the body runs in a pass. */
  readonly count: number
  /** Statements that run before the passes. */
  readonly before?: string
  /** Statements that run `count` times in a pass; `i` counts them, and `sum`, which is 0 at first, collects the result. */
  readonly body: string
  /** Statements that run after the passes, to read back what the body wrote. */
  readonly after?: string
}

let loops = 0

/** How often each loop over a list is compiled: of the same text V8 does not always make the same. */
const copies = 3

/**
 * Statements that consume values. Their whole parts are added as 32-bit integers: in a sum of fractions every step waits
 * several cycles for the one before, which hides what is measured. The sum of a pass should not leave 32 bits: V8 compiles a loop
 * in which that happened otherwise, and whether it happens before it compiles is chance.
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
export function loop(scope: Scope, source: LoopSource): (passes: number) => unknown {
  const { functions, values } = namesIn(scope)
  return compile(
    scope,
    functions,
    `function (passes) {
      const { ${values.join(', ')} } = scope
      let total = 0
      ${source.before ?? ''}
      for (let pass = 0; pass < passes; pass++) {
        let sum = 0
        for (let i = 0; i < ${source.count}; i++) { ${source.body} }
        total = (total + sum) | 0
      }
      let sum = 0
      ${source.after ?? ''}
      return (total + sum) | 0
    }`,
  )
}

/**
 * Compiles the loop of a contender some times, each as a function that is called for each pass. What is no function it is
 * handed as parameters, as functions are that people write for lists: V8 knows nothing of them beforehand. What runs after the
 * passes runs after each. What its text does not name a loop is not handed: V8 keeps each parameter for the interpreter, and with two
 * more loops took up to 1.8 times as long.
 *
 * @param scope - What the text may use, by name.
 */
export function handedLoops(scope: Scope, source: Omit<LoopSource, 'before'>): Run[] {
  return Array.from({ length: copies }, () => handedLoop(scope, source))
}

function handedLoop(scope: Scope, source: Omit<LoopSource, 'before'>): Run {
  const { functions, values: all } = namesIn(scope)
  const text = `${source.body} ${source.after ?? ''}`
  const values = all.filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  const handed = values.map((name) => scope[name])
  const pass = compile(
    scope,
    functions,
    `function (${values.join(', ')}) {
      let sum = 0
      for (let i = 0; i < ${source.count}; i++) { ${source.body} }
      ${source.after ?? ''}
      return sum
    }`,
  )
  return (passes) => {
    let total = 0
    for (let done = 0; done < passes; done++) total = (total + (pass(...handed) as number)) | 0
    return total
  }
}

/** What the text of a loop or a class may use, by name. */
export type Scope = Readonly<Record<string, unknown>>

function namesIn(scope: Scope): { readonly functions: string[]; readonly values: string[] } {
  const names = Object.keys(scope)
  return {
    functions: names.filter((name) => typeof scope[name] === 'function'),
    values: names.filter((name) => typeof scope[name] !== 'function'),
  }
}

function compile(scope: Scope, functions: readonly string[], text: string): (...given: unknown[]) => unknown {
  loops += 1
  const source = `/* ${loops} */ 'use strict'; return ${text}`
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const compiled = new Function('scope', ...functions, source) as (...given: unknown[]) => unknown
  return compiled(scope, ...functions.map((name) => scope[name])) as (...given: unknown[]) => unknown
}
