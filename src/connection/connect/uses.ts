import { CallError } from '../../errors/index.js'

/** What is told of the uses of an object: the title of its owner, or the lease of who borrowed it. */
export interface Uses {
  /** A call begins that uses it. */
  beginUse(path?: string): void
  /** The call is over. */
  endUse(): void
}

/**
 * The right to use an object that was lent for a call.
 *
 * @see Rule X-12 of the specification.
 *
 * @internal
 */
export class Lease implements Uses {
  #isOver = false

  /** Ends it: the call is over. */
  end(): void {
    this.#isOver = true
  }

  beginUse(path?: string): void {
    if (!this.#isOver) return
    throw new CallError('an object that was lent for a call that is over', {
      code: 'ABI-J012',
      rule: 'X-12',
      path,
      expected: 'a use before the call returns',
      found: 'a use afterwards',
      hint: 'take a boxed object or closure, which belongs to who gets it, to use it later',
    })
  }

  endUse(): void {
    // Whoever lent the object does not wait.
  }
}
