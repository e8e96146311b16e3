import { MemoryError } from '../errors/index.js'

/** Something that looks into a map and must not outlive a change of it: an iterator, or the place of a key. */
export interface MapView {
  /** Ends it, because the map is about to change. */
  end(): void
}

/** What looks into maps at the moment, by the data pointer of the map. */
const views = new Map<number, Set<MapView>>()

/**
 * Remembers what looks into a map.
 *
 * @see Rule T-62 of the specification.
 *
 * @internal
 */
export function openView(map: number, view: MapView): void {
  let open = views.get(map)
  if (open === undefined) views.set(map, (open = new Set()))
  open.add(view)
}

/**
 * Forgets what looked into a map.
 *
 * @internal
 */
export function closeView(map: number, view: MapView): void {
  const open = views.get(map)
  if (open?.delete(view) === true && open.size === 0) views.delete(map)
}

/**
 * Ends all that looks into a map, before it changes.
 *
 * @internal
 */
export function endViews(map: number): void {
  const open = views.get(map)
  if (open === undefined) return
  views.delete(map)
  for (const view of open) view.end()
}

/**
 * Refuses to look into a map that was changed.
 *
 * @internal
 */
export function refuseChanged(path: string): never {
  throw new MemoryError('the map was changed meanwhile', {
    code: 'ABI-U021',
    rule: 'T-62',
    path,
    expected: 'a map that is as it was when the iterator or entry was made',
    found: 'one that was changed, moved or disposed of',
    hint: 'collect what you need first: const found = [...map]',
  })
}
