import { ValueError } from '../errors/index.js'
import { Ownership, type OwnedDescription } from './ownership.js'

/** Key under which an object that owns something keeps its title. Shared by all copies of this library in a process. */
export const ownershipKey: unique symbol = Symbol.for('abiding.ownership') as never

/** An object that owns something: what {@link ownershipOf} finds. */
export interface Owning {
  /** The title. */
  readonly [ownershipKey]: Ownership
}

/**
 * The base of classes whose objects own something native. Works with `using`.
 *
 * A subclass tells `super()` what it is called and how to release what it owns. The function that releases is best made
 * outside of the class: where it could see `this` it would keep the object alive for ever.
 *
 * @see Rules O-1 and O-2 of the specification.
 *
 * @example
 * ```ts
 * import { Owner, ownershipOf } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const open = new Set<number>()
 *
 * class Handle extends Owner {
 *   constructor(readonly id: number) {
 *     super({ kind: 'handle', type: `#${id}` }, closing(id))
 *     open.add(id)
 *   }
 * }
 *
 * function closing(id: number): () => void {
 *   return () => void open.delete(id)
 * }
 *
 * {
 *   using handle = new Handle(3)
 *   assert.equal(ownershipOf(handle)?.state, 'owned')
 *   assert(open.has(3))
 * }
 * assert.equal(open.size, 0)
 * ```
 */
export abstract class Owner implements Owning, Disposable {
  /** The title to what is owned. */
  readonly [ownershipKey]: Ownership

  /**
   * Makes the title.
   *
   * @param description - What the object is called in reports and errors.
   * @param release - Gives back what is owned; called at most once. Must not lead to the object.
   */
  constructor(description: OwnedDescription, release: () => void) {
    this[ownershipKey] = new Ownership(this, description, release)
  }

  /** Releases what is owned. Doing it twice is harmless, and so is doing it after a move. */
  [Symbol.dispose](): void {
    this[ownershipKey].dispose()
  }
}

/**
 * The title of an object that owns something.
 *
 * @param value - Anything.
 * @returns `undefined` for what owns nothing.
 *
 * @see Rule O-1 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, ownershipOf } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * using arena = new NativeArena()
 * assert.equal(ownershipOf(arena)?.state, 'owned')
 * assert.equal(ownershipOf({}), undefined)
 * ```
 */
export function ownershipOf(value: unknown): Ownership | undefined {
  return typeof value === 'object' && value !== null ? (value as Partial<Owning>)[ownershipKey] : undefined
}

/**
 * Lets an object live as long as the process: it is neither listed among {@link liveObjects} nor reported as forgotten.
 * For what native code keeps for good.
 *
 * @param object - An object that owns something.
 * @returns The same object.
 * @throws {@link ValueError} `ABI-V001` for what owns nothing; {@link MemoryError} `ABI-M004` and `ABI-O002` for what
 * owns nothing any more.
 *
 * @see Rule O-5 of the specification.
 *
 * @example
 * ```ts
 * import { exportFunction, fn, leak, liveObjects, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const { address } = leak(exportFunction(fn({ value: u32 }, u32), (value) => value + 1, { path: 'Hooks.next' }))
 * assert(address > 0)
 * assert(liveObjects().every(({ path }) => path !== 'Hooks.next'))
 * ```
 */
export function leak<T extends object>(object: T): T {
  const ownership = ownershipOf(object)
  if (ownership === undefined) {
    throw new ValueError('not an object that owns something', {
      code: 'ABI-V001',
      rule: 'O-5',
      expected: 'an arena, an exported function, an implementation or another owner',
      found: typeof object,
    })
  }
  ownership.assertOwned('leak')
  ownership.unlist()
  return object
}
