type Callable = (...values: unknown[]) => unknown

const substitutes = new WeakMap<Callable, Callable>()

/**
 * What stands in for a bound function where a program supplies a function of its own: one that can be called off the
 * thread by form, so that callers need not know which of the two they have. A function gets one substitute.
 *
 * @param value - Anything. What is no function, and what has the form already, is given back.
 *
 * @see Rule K-15 of the specification.
 *
 * @internal
 */
export function substituteFor(value: unknown): unknown {
  if (typeof value !== 'function' || 'async' in value) return value
  const supplied = value as Callable
  let substitute = substitutes.get(supplied)
  if (substitute === undefined) {
    const call: Callable = (...values) => supplied(...values)
    const async = (...values: unknown[]): Promise<unknown> =>
      new Promise((resolve) => {
        resolve(supplied(...values))
      })
    substitute = Object.defineProperties(call, {
      name: { value: supplied.name, configurable: true },
      async: { value: async, configurable: true },
    })
    substitutes.set(supplied, substitute)
  }
  return substitute
}
