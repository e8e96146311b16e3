import { MemoryError } from '../errors/index.js'
import { nameOf, watch } from './forgotten.js'
import { enlist, nextOrder, strike, traceHere, type LiveRecord } from './live-objects.js'
import { recordMove } from './moves.js'

/** What is told of an object that owns something. */
export interface OwnedDescription {
  /** What sort of object it is, in lower case, as in `arena` or `box`. */
  readonly kind: string
  /** The declared type, or whatever tells objects of one kind apart best; may be empty. */
  readonly type: string
  /** Where in a program's declarations it belongs, as in `PersonMod.visits`. */
  readonly path?: string | undefined
}

/** Who owns: the object, somebody to whom it was moved, or nobody any more. */
export type OwnershipState = 'owned' | 'moved' | 'disposed'

/**
 * The title to something native that one JavaScript object owns: memory, an entry point, a value behind a pointer. It
 * passes from `owned` to `moved` or to `disposed`, once, and what it stands for is released exactly once, by whoever
 * owns it then.
 *
 * An object that owns something keeps one of these. Its methods begin with {@link Ownership.assertOwned}; whatever takes
 * it by value calls {@link Ownership.moveOut}; `[Symbol.dispose]()` calls {@link Ownership.dispose}. The base class
 * {@link Owner} does the last.
 *
 * @see Rules O-1 to O-7 of the specification.
 *
 * @example
 * ```ts
 * import { Ownership } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const released: string[] = []
 * const ticket = { number: 7 }
 * const ownership = new Ownership(ticket, { kind: 'ticket', type: 'Ticket' }, () => released.push('ticket'))
 *
 * ownership.moveOut('Gate.enter → param ticket')
 * assert.equal(ownership.state, 'moved')
 * assert.throws(() => ownership.assertOwned('ticket.number'), { code: 'ABI-O002' })
 * ownership.dispose()
 * assert.deepEqual(released, [])
 * ```
 */
export class Ownership implements LiveRecord {
  /** What sort of object it is. */
  readonly kind: string
  /** The declared type, or whatever tells objects of one kind apart best. */
  readonly type: string
  /** Where in a program's declarations it belongs. */
  readonly path: string | undefined
  /** The stack of calls that made it, where {@link traceOwnership} was on then. */
  readonly since: string | undefined
  /** Its place among all objects that were ever made. @internal */
  readonly order = nextOrder()
  readonly #release: () => void
  #state: OwnershipState = 'owned'
  #isListed = true
  /** Calls of native code that use it at the moment. */
  #uses = 0
  #movedTo: string | undefined
  #movedBy: string | undefined

  /**
   * Makes the title of an object, and lists it among {@link liveObjects}.
   *
   * @param object - The object that owns. It is not kept alive by its title.
   * @param description - What it is called in reports and errors.
   * @param release - Gives back what is owned; called at most once. Must not lead to the object, which could not be collected
   * then, so that nobody would learn that it was forgotten. Closures that are made in one function share what they see:
   * it is best made by a function of its own, outside of the class.
   */
  constructor(object: object, description: OwnedDescription, release: () => void) {
    this.kind = description.kind
    this.type = description.type
    this.path = description.path
    this.since = traceHere(Ownership)
    this.#release = release
    enlist(this)
    watch(object, this)
  }

  /** Who owns it now. */
  get state(): OwnershipState {
    return this.#state
  }

  /** Where it was moved, `undefined` unless it was. */
  get movedTo(): string | undefined {
    return this.#movedTo
  }

  /** Whether native code uses it at the moment. @internal */
  get isInUse(): boolean {
    return this.#uses > 0
  }

  /** Whether nobody has to release anything any more. @internal */
  get isSettled(): boolean {
    return this.#state !== 'owned' || !this.#isListed
  }

  /**
   * Refuses to go on where the object was moved or disposed of.
   *
   * @param path - What is being used, for the error; the path of the object where it is left out.
   * @throws {@link MemoryError} `ABI-O002` after a move, with where it went; `ABI-M004` after dispose.
   */
  assertOwned(path?: string): void {
    if (this.#state !== 'owned') this.#refuse(path)
  }

  /**
   * Ends the ownership of the object, because something else owns from now on: native code that it was passed to, or
   * memory that it was written to. Call it when everything else was checked.
   *
   * @param where - Where it goes, for the errors of later uses, as in `Module.f → param x`.
   * @throws {@link MemoryError} `ABI-O002` where it was moved before, `ABI-M004` after dispose, `ABI-O003` while native
   * code uses it.
   */
  moveOut(where: string): void {
    if (this.#state !== 'owned') this.#refuse(where)
    if (this.#uses > 0) this.#refuseUsed(where)
    this.#state = 'moved'
    this.#movedTo = where
    this.#movedBy = traceHere(this.moveOut)
    if (this.#isListed) strike(this)
    recordMove(this)
  }

  /** Undoes a move that did not take place after all. @internal */
  giveBack(): void {
    if (this.#state !== 'moved') return
    this.#state = 'owned'
    this.#movedTo = undefined
    this.#movedBy = undefined
    if (this.#isListed) enlist(this)
  }

  /**
   * Releases what is owned, if anything is: after a move and after the first call it does nothing. While native code uses
   * it, it is released when the last use ends.
   *
   * @returns Whether this call ended the ownership.
   */
  dispose(): boolean {
    if (this.#state !== 'owned') return false
    this.#state = 'disposed'
    if (this.#isListed) strike(this)
    if (this.#uses === 0) this.#release()
    return true
  }

  /**
   * Says that native code uses the object until {@link Ownership.endUse}, as during the call of one of its methods: until
   * then it can be disposed of, but is not released, and cannot be moved.
   *
   * @param path - What is being used, for the error.
   * @throws {@link MemoryError} `ABI-O002` after a move, `ABI-M004` after dispose.
   */
  beginUse(path?: string): void {
    if (this.#state !== 'owned') this.#refuse(path)
    this.#uses += 1
  }

  /** Ends a use. To be called once for each {@link Ownership.beginUse}, whatever became of the call. */
  endUse(): void {
    this.#uses -= 1
    if (this.#uses === 0 && this.#state === 'disposed') this.#release()
  }

  /**
   * Takes the object off the list of {@link liveObjects} and out of the reports of forgotten ones: because another object
   * that is listed releases it, or because it shall live as long as the process. It stays owned.
   */
  unlist(): void {
    this.#isListed = false
    strike(this)
  }

  #refuse(path: string | undefined): never {
    const subject = path ?? this.path
    if (this.#state === 'disposed') {
      throw new MemoryError(`the ${this.kind} was disposed of`, {
        code: 'ABI-M004',
        rule: 'O-2',
        path: subject,
        expected: `a ${this.kind} that is owned`,
        found: `${nameOf(this)}, disposed of`,
      })
    }
    throw new MemoryError(`the ${this.kind} was moved`, {
      code: 'ABI-O002',
      rule: 'O-3',
      path: subject,
      expected: `a ${this.kind} that is owned`,
      found: `${nameOf(this)}, moved into ${this.#movedTo}`,
      hint:
        this.#movedBy === undefined
          ? 'what takes it by value owns it: clone it before, or pass a pointer'
          : `it was moved here:\n${this.#movedBy}`,
    })
  }

  #refuseUsed(where: string): never {
    throw new MemoryError(`the ${this.kind} cannot be moved while native code uses it`, {
      code: 'ABI-O003',
      rule: 'O-7',
      path: where,
      expected: `a ${this.kind} that no call uses`,
      found: `${nameOf(this)}, used by ${this.#uses === 1 ? 'a call' : `${this.#uses} calls`}`,
      hint: 'move it after the call has returned',
    })
  }
}
