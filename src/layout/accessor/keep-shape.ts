const kept = new WeakMap<object, object>()

/**
 * Keeps an object that shows V8 what others may hold.
 *
 * V8 forgets a shape that no object has when it collects garbage, and what it knew of its properties with it. Of the next objects
 * that are made so it would know only what these hold, as if the first one had not been there.
 *
 * @param owner - What makes such objects, for as long as it lives.
 * @param first - The object, one for an owner.
 *
 * @internal
 */
export function keepShape(owner: object, first: object): void {
  kept.set(owner, first)
}
