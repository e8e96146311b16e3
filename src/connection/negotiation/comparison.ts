import type { Problem } from './problem.js'

/**
 * Which side of a comparison this side is: the one that calls, or the one that is called. What differs is told from its
 * point of view.
 */
export type OwnRole = 'caller' | 'callee'

/** The names of two things that are compared, and what is said of each. */
interface Pair {
  readonly caller: string
  readonly callee: string
}

/**
 * A comparison of two sides. It collects what differs, each once.
 *
 * @internal
 */
export class Comparison {
  readonly #problems = new Map<string, Problem>()

  /** Begins one. */
  constructor(readonly role: OwnRole = 'caller') {}

  /** What was found, in the order in which it was. */
  get problems(): readonly Problem[] {
    return [...this.#problems.values()]
  }

  /** Notes a difference. */
  differ(path: string, rule: string, message: string, { caller, callee }: Pair, hint?: string): void {
    const [expected, found] = this.role === 'caller' ? [caller, callee] : [callee, caller]
    this.#note({ path, rule, message, expected, found, ...(hint === undefined ? {} : { hint }) })
  }

  #note(problem: Problem): void {
    const key = JSON.stringify([problem.path, problem.message])
    if (!this.#problems.has(key)) this.#problems.set(key, problem)
  }

  /** Notes what another comparison found. */
  take(problems: readonly Problem[]): void {
    for (const problem of problems) this.#note(problem)
  }

  /** Of two names, the one that this side gave. */
  own({ caller, callee }: Pair): string {
    return this.role === 'caller' ? caller : callee
  }
}
