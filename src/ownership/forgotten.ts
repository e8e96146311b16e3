import type { OwnedObject } from './live-objects.js'

/** An object that the garbage collector took while it still owned something. */
export interface ForgottenObject extends OwnedObject {
  /** Whether what it owned was released, see {@link freeForgotten}. */
  readonly wasFreed: boolean
}

/** Hears of forgotten objects. */
export type ForgottenListener = (forgotten: ForgottenObject) => void

/** What is left when an object is gone. */
interface Remains extends OwnedObject {
  /** Whether somebody else released it in time, or nobody has to. */
  readonly isSettled: boolean
  readonly dispose: () => unknown
}

const listeners = new Set<ForgottenListener>()
let frees = false

/**
 * Asks to be told of objects that were forgotten: collected without having been disposed of or moved. Without a listener
 * they are reported as warnings of the process, with the code `ABI-O001`.
 *
 * Collection is up to the runtime: it comes late, and at the end of a process not at all. Tests ask
 * {@link liveObjects} instead.
 *
 * @param listener - Is called with each of them.
 * @returns Ends the listening when it is disposed of.
 *
 * @see Rule O-6 of the specification.
 *
 * @example
 * ```ts
 * import { NativeArena, onForgotten, u32 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const forgotten: string[] = []
 * using listening = onForgotten(({ kind }) => forgotten.push(kind))
 * new NativeArena().allocate(u32, 7)
 * // With `node --expose-gc` the collection can be asked for; it takes place between two tasks.
 * globalThis.gc?.()
 * await new Promise((resolve) => setTimeout(resolve, 0))
 * assert(forgotten.every((kind) => kind !== ''))
 * void listening
 * ```
 */
export function onForgotten(listener: ForgottenListener): Disposable {
  // Two registrations of one function are two registrations.
  const own: ForgottenListener = (forgotten) => listener(forgotten)
  listeners.add(own)
  return { [Symbol.dispose]: () => void listeners.delete(own) }
}

/**
 * Whether what forgotten objects own is released when they are found. It is off at the start, because native code may go
 * on using what JavaScript no longer knows.
 *
 * @param enabled - On or off.
 *
 * @see Rule O-6 of the specification.
 *
 * @example
 * ```ts
 * import { freeForgotten } from 'abiding'
 *
 * freeForgotten(true)
 * freeForgotten(false)
 * ```
 */
export function freeForgotten(enabled: boolean): void {
  frees = enabled
}

/**
 * Waits for an object to be collected.
 *
 * @param object - What may be forgotten.
 * @param remains - What is known of it and how to release what it owns. Must not lead to the object, which would never be
 * collected then.
 *
 * @internal
 */
export function watch(object: object, remains: Remains): void {
  watched.register(object, remains)
}

const watched = new FinalizationRegistry<Remains>((remains) => {
  if (remains.isSettled) return
  const { kind, type, path, since } = remains
  const wasFreed = frees
  try {
    if (wasFreed) remains.dispose()
  } finally {
    report({ kind, type, path, since, wasFreed })
  }
})

function report(forgotten: ForgottenObject): void {
  if (listeners.size === 0) warnLater(forgotten)
  for (const listener of [...listeners]) listener(forgotten)
}

/** What was found and is not yet warned of: one collection finds many objects, which are one warning. */
let unsaid: ForgottenObject[] = []

function warnLater(forgotten: ForgottenObject): void {
  unsaid.push(forgotten)
  if (unsaid.length > 1) return
  queueMicrotask(() => {
    const all = unsaid
    unsaid = []
    warn(all)
  })
}

interface Host {
  readonly process?: {
    readonly emitWarning?: (message: string, options: { type: string; code: string; detail?: string }) => void
  }
  readonly console: { readonly warn: (message: string) => void }
}

function warn(all: readonly ForgottenObject[]): void {
  const { process, console } = globalThis as unknown as Host
  const message = describeForgotten(all)
  const traced = all.find(({ since }) => since !== undefined)
  if (process?.emitWarning === undefined) {
    console.warn(`ABI-O001 ${message}`)
    return
  }
  process.emitWarning(message, {
    type: 'AbidingWarning',
    code: 'ABI-O001',
    detail:
      traced === undefined
        ? 'traceOwnership(true) records where objects are made'
        : `${nameOf(traced)} was made here:\n${traced.since}`,
  })
}

/** As many as fit on a line. */
const shownNames = 5

function describeForgotten(all: readonly ForgottenObject[]): string {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1)
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`))
  const shown = names.slice(0, shownNames).join(', ')
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : ''
  const freed = all.filter(({ wasFreed }) => wasFreed).length
  const isOne = all.length === 1
  const consequence =
    freed === 0
      ? `what ${isOne ? 'it owns' : 'they own'} is not freed`
      : freed === all.length
        ? `what ${isOne ? 'it' : 'they'} owned was freed`
        : `what ${freed} of them owned was freed`
  const subject = isOne ? 'an object was' : `${all.length} objects were`
  return `${subject} forgotten without [Symbol.dispose](): ${shown}${more}; ${consequence}`
}

/**
 * What an object is called in messages.
 *
 * @internal
 */
export function nameOf({ kind, type, path }: OwnedObject): string {
  const name = type === '' ? kind : `${kind} ${type}`
  return path === undefined || path === type ? name : `${name} (${path})`
}
