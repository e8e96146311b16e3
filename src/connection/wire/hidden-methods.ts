/**
 * The only method of a trait that nobody declared: of a closure, or of a future.
 *
 * @internal
 */
export const hiddenMethods = { closure: 'docall', future: 'abi_poll' } as const
