import type { Uses } from './uses.js'

/** Where a connected object keeps what implements it. */
export const localTarget: unique symbol = Symbol('abiding.localTarget')

/** What is called of an implementation. */
export type Implementation = Record<string, (...values: unknown[]) => unknown>

/**
 * The implementation that an object in the same program stands for.
 *
 * @internal
 */
export class LocalTarget {
  /** Whether it cannot be used any more. */
  isOver = false
  /** Who says why. */
  uses: Uses | undefined

  constructor(readonly implementation: Implementation) {}

  /** Says why it cannot be used any more. */
  refuse(path: string): void {
    this.uses?.beginUse(path)
  }

  /** Ends it. */
  end(): void {
    this.isOver = true
  }

  /** Ends it, and what implements it. */
  drop(): void {
    this.isOver = true
    ;(this.implementation as unknown as Partial<Disposable>)[Symbol.dispose]?.()
  }
}
