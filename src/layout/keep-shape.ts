const kept = new WeakMap<object, object>()

/**
 * Keeps an object that shows V8 what others may hold, for as long as what it inherits from lives.
 *
 * V8 forgets a shape that no object has when it collects garbage, and what it knew of its properties with it. Of the next objects
 * that are made so it would know only what these hold, as if the first one had not been there.
 *
 * @param first - The object, one for a prototype.
 *
 * @internal
 */
export function keepShape(first: object): void {
  kept.set(Object.getPrototypeOf(first) as object, first)
}

/**
 * The object that is kept.
 *
 * @param prototype - What it inherits from.
 *
 * @internal
 */
export function keptShape(prototype: object): object | undefined {
  return kept.get(prototype)
}
