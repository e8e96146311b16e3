import type { Draft } from './described.js'
import type { Place } from './place.js'

/** How many other places of the same type are looked at. */
const mostCopies = 16

/** A place to which a mention may lead. */
interface Candidate {
  readonly place: Place
  /** Whether it is where the crate usually counts, so that no wrapper that vanishes from schemas has to be assumed. */
  readonly isLikely: boolean
  /** The places on the way at which there must be a box that the schema does not show. */
  readonly boxes: readonly Place[]
}

/** What mentions were found to mean. */
export interface ResolvedMentions {
  /** The edges of types at which there is a box that schemas do not show: a draft, and which of its parts. */
  readonly boxes: ReadonlyMap<Draft, ReadonlySet<number>>
}

/**
 * Finds out what the mentions of types around them mean, and puts these types in their place.
 *
 * A mention says how many counted places lie between it and what it means. Items of vectors are counted, and so is what
 * Rust keeps in a box, an `Rc` or an `Arc`, which schemas do not show. Another occurrence of the type that holds the mention
 * tells what stands there; else only one place may fit. And the crate counts the value of a `HashMap` as its key.
 *
 * @param places - All places, each behind the one around it.
 *
 * @see Rule X-69 of the specification.
 *
 * @internal
 */
export function resolveMentions(places: readonly Place[]): ResolvedMentions {
  const copies = new Map<string, Place[]>()
  for (const place of places) {
    if (place.label === undefined) continue
    const known = copies.get(place.label)
    if (known === undefined) copies.set(place.label, [place])
    else if (known.length <= mostCopies) known.push(place)
  }
  const meant = new Map<Place, Place>()
  const boxes = new Map<Draft, Set<number>>()
  for (const mention of places) {
    if (mention.recursion === undefined) continue
    const found = resolve(mention, mention.recursion, copies, meant)
    if (found === undefined) continue
    meant.set(mention, found.place)
    const { parent } = mention
    if (parent === undefined) continue
    parent.draft.parts[mention.index] = found.place.draft
    for (const place of [...found.boxes, ...(isAncestor(found.place, mention) ? [mention] : [])]) {
      if (place.parent === undefined || (place.isGuarded && place === mention && isLazy(parent))) continue
      const parts = boxes.get(place.parent.draft) ?? new Set<number>()
      boxes.set(place.parent.draft, parts.add(place.index))
    }
  }
  return { boxes }
}

function resolve(
  mention: Place,
  depth: number,
  copies: ReadonlyMap<string, readonly Place[]>,
  meant: ReadonlyMap<Place, Place>,
): Candidate | undefined {
  const formOf = (place: Place): string => JSON.stringify((meant.get(place) ?? place).draft.form)
  const candidates = candidatesFor(mention, depth).map((one) => ({
    ...one,
    place: meant.get(one.place) ?? one.place,
  }))
  const seen = new Set(occurrencesOf(mention, copies, meant).map(formOf))
  if (seen.size === 1) return candidates.find(({ place }) => seen.has(formOf(place)))
  // A key that is a mention, too, says that the map is a HashMap: what its values are is not said.
  if (mention.key?.recursion === depth) return undefined
  const likely = candidates.filter((one) => one.isLikely)
  const open = likely.length > 0 ? likely : candidates
  return new Set(open.map(({ place }) => formOf(place))).size === 1 ? open[0] : undefined
}

/**
 * Every place around a mention to which the number may lead, the nearest first.
 *
 * @internal
 */
export function candidatesFor(mention: Place, depth: number): Candidate[] {
  const found: Candidate[] = []
  const named: Place[] = []
  let guards = 0
  for (let at = mention.parent; at !== undefined; at = at.parent) {
    if (at.label !== undefined) named.push(at)
    if (at.isGuarded) guards += 1
    if (guards > depth) break
    const hidden = depth - guards
    const isLikely = hidden <= named.length && (at.isGuarded || at.label !== undefined)
    // Where as many boxes are hidden as there are types with a name, each of them is in one.
    const boxes = hidden === named.length ? [...named] : at.isGuarded ? [] : [at]
    // In Rust only types with a name contain themselves.
    if (named.length > 0 && (at.isGuarded || hidden > 0)) found.push({ place: at, isLikely, boxes })
    if (at.key !== undefined) found.push({ place: at.key, isLikely: hidden <= named.length, boxes: [] })
  }
  return found
}

/** What stands in other occurrences of the type with a name around a mention, where the mention stands. */
function occurrencesOf(
  mention: Place,
  copies: ReadonlyMap<string, readonly Place[]>,
  meant: ReadonlyMap<Place, Place>,
): Place[] {
  const path: number[] = []
  let owner: Place | undefined = mention
  while (owner !== undefined && (owner === mention || owner.label === undefined)) {
    path.unshift(owner.index)
    owner = owner.parent
  }
  if (owner === undefined) return []
  return copies.get(owner.label!)!.flatMap((copy) => {
    let at: Place | undefined = copy
    for (const index of path) at = at?.children[index]
    if (at === undefined || copy === owner) return []
    return at.recursion === undefined || meant.has(at) ? [at] : []
  })
}

function isAncestor(place: Place, of: Place): boolean {
  for (let at = of.parent; at !== undefined; at = at.parent) if (at === place) return true
  return false
}

/** Whether a type asks for what it holds only when it is needed. */
function isLazy({ draft: { form } }: Place): boolean {
  return form.kind === 'container' && (form.name === 'list' || form.name === 'set' || form.name === 'map')
}
