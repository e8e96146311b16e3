/** What an owned object is, for reports. */
export interface OwnedObject {
  /** What sort of object it is, as in `arena` or `exported function`. */
  readonly kind: string
  /** The declared type, or whatever tells objects of one kind apart best. */
  readonly type: string
  /** Where in a program's declarations it belongs, as in `PersonMod.visits`; `undefined` where it has no place there. */
  readonly path: string | undefined
  /** The stack of calls that made it, where {@link traceOwnership} was on then. */
  readonly since: string | undefined
}

/** An object as it is listed. */
export interface LiveRecord extends OwnedObject {
  /** Its place among all objects that were ever made. */
  readonly order: number
}

const live = new Set<LiveRecord>()
let made = 0
let isTracing = false

/**
 * Objects of this thread that own native things and were neither moved nor disposed of, the oldest first. Parts of other
 * objects and what was leaked on purpose are not among them. For tests that look for leaks.
 *
 * @see Rule O-5 of the specification.
 *
 * @example
 * ```ts
 * import { liveObjects, NativeArena } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const before = liveObjects().length
 * {
 *   using arena = new NativeArena()
 *   assert.equal(liveObjects().at(-1)?.kind, 'arena')
 *   void arena
 * }
 * assert.equal(liveObjects().length, before)
 * ```
 */
export function liveObjects(): readonly OwnedObject[] {
  return liveRecords().map(({ kind, type, path, since }) => ({ kind, type, path, since }))
}

/**
 * The same objects as they are listed, to be told apart.
 *
 * @internal
 */
export function liveRecords(): readonly LiveRecord[] {
  // What was moved and given back is listed anew.
  return [...live].sort((one, other) => one.order - other.order)
}

/**
 * Whether objects remember from now on which calls made them and moved them: it costs microseconds for each of them.
 * Off at the start.
 *
 * @param enabled - On or off.
 * @returns Whether it was on before.
 *
 * @see Rule O-5 of the specification.
 *
 * @example
 * ```ts
 * import { liveObjects, NativeArena, traceOwnership } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * traceOwnership(true)
 * using arena = new NativeArena()
 * assert.match(liveObjects().at(-1)!.since!, /^ +at /)
 * traceOwnership(false)
 * void arena
 * ```
 */
export function traceOwnership(enabled: boolean): boolean {
  const before = isTracing
  isTracing = enabled
  return before
}

/**
 * The stack of calls that led here, where they are traced.
 *
 * @param caller - The calls from this function inwards are left out.
 *
 * @internal
 */
export function traceHere(caller: NonNullable<unknown>): string | undefined {
  if (!isTracing) return undefined
  const trace: { stack?: string } = {}
  // Only V8 knows how to leave calls out.
  if (typeof Error.captureStackTrace === 'function') Error.captureStackTrace(trace, caller as () => void)
  else trace.stack = new Error().stack ?? ''
  return trace.stack!.replace(/^Error:? *\n/, '')
}

/**
 * The place of the next object among all.
 *
 * @internal
 */
export function nextOrder(): number {
  return (made += 1)
}

/**
 * Lists an object.
 *
 * @internal
 */
export function enlist(object: LiveRecord): void {
  live.add(object)
}

/**
 * Strikes an object from the list.
 *
 * @internal
 */
export function strike(object: LiveRecord): void {
  live.delete(object)
}
