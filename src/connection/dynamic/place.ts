import type { Draft, Form } from './described.js'

/** Where a schema stands in a parameter or a result, and what was made of it. */
export interface Place {
  /** What was made of it; of a mention of something around it, a draft that is replaced. */
  readonly draft: Draft
  /** The place around it; absent at the outermost one. */
  readonly parent: Place | undefined
  /** Which part of the one around it it is. */
  readonly index: number
  /** Whether the crate counts it as a place to which a recursion may lead. */
  readonly isGuarded: boolean
  /** The keys, where it is the values of a map. */
  readonly key: Place | undefined
  /** What tells its type from others, as far as its author says so; absent where it has no name. */
  readonly label: string | undefined
  /** How far up the type lies that is mentioned, where it is a mention. */
  readonly recursion: number | undefined
  /** Its parts. */
  readonly children: Place[]
}

/** What is known of a place when it is entered. */
export type PlaceStart = Partial<
  Pick<Place, 'parent' | 'index' | 'isGuarded' | 'key' | 'label' | 'recursion'>
>

/**
 * A place in a parameter or a result.
 *
 * @internal
 */
export function makePlace(form: Form, start: PlaceStart): Place {
  return {
    draft: { form, parts: [] },
    parent: start.parent,
    index: start.index ?? 0,
    isGuarded: start.isGuarded ?? false,
    key: start.key,
    label: start.label,
    recursion: start.recursion,
    children: [],
  }
}
