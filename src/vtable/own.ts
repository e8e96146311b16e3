import { ValueError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import { ownershipKey } from '../ownership/index.js'
import type { OwningAccessor } from './owning-accessor.js'

/**
 * Takes an object or a box out of the memory that owns it: a field, an element of an array, what a pointer leads to. From now on
 * the object belongs to the caller, who vouches that nobody uses or drops what the memory still shows.
 *
 * @param object - An object that was read out of memory.
 * @returns The same object, as one that is owned.
 * @throws {@link ValueError} `ABI-V001` for what was not read out of memory that owns it.
 *
 * @see Rule B-7 of the specification.
 *
 * @example
 * ```ts
 * import { implementTrait, method, NativeArena, own, struct, traitObject, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Counter = traitObject('Counter', { methods: { get: method('ref', {}, u32) } })
 * const Slot = struct('Slot', { counter: Counter })
 *
 * using arena = new NativeArena()
 * const slot = arena.allocate(Slot, { counter: implementTrait(Counter, { get: () => 7 }) })
 * assert.equal(slot.counter.get(), 7)
 *
 * using counter = own(slot.counter)
 * assert.equal(counter.get(), 7)
 * ```
 */
export function own<Object>(object: Object): Object {
  const held = isHeld(object) ? object : undefined
  const isOwner = held?.[ownershipKey] !== undefined
  const owner: object | undefined = isOwner ? undefined : held?.$asOwner()
  if (owner !== undefined) return owner as Object
  throw new ValueError('nothing that can be taken', {
    code: 'ABI-V001',
    rule: 'B-7',
    path: 'own',
    expected: 'an object or a box that was read out of memory that owns it',
    found:
      held === undefined
        ? describeValue(object)
        : isOwner
          ? 'one that belongs to whoever holds it'
          : 'one that was lent',
  })
}

/** What may be read out of memory that owns it. */
type Held = Pick<OwningAccessor, '$asOwner' | typeof ownershipKey>

function isHeld(object: unknown): object is Held {
  return typeof object === 'object' && object !== null && '$asOwner' in object
}
