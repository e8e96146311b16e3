import { ValueError } from '../../errors/index.js'
import { codecOf } from '../../layout/layout.js'
import type { Memory } from '../../layout/index.js'
import { placeOf } from './presence-field.js'
import type { NewExtent, Presence } from './presence.js'

/**
 * Writes which fields an instance has, and refuses a value that somebody gives for it and that says something else.
 *
 * @param presence - How the type says it.
 * @param given - The value for the field that says it; `undefined` where none is given.
 * @throws {@link ValueError} `ABI-P006` for another value.
 *
 * @see Rule R-6 of the specification.
 *
 * @internal
 */
export function writePresence(
  presence: Presence,
  memory: Memory,
  offset: number,
  extent: NewExtent,
  given: unknown,
): void {
  presence.write(memory, offset, extent)
  const { field } = presence
  if (field === undefined || given === undefined) return
  const place = placeOf(extent.layout, field)
  const path = `${extent.type.name}.${field}`
  const codec = codecOf(place.type, extent.target)
  const read = (): string => JSON.stringify(codec.json(memory, offset + place.offset))
  const right = read()
  codec.set(memory, offset + place.offset, given, path)
  if (read() === right) return
  throw new ValueError('a field that says what the instance has, and says it wrongly', {
    code: 'ABI-P006',
    rule: 'R-6',
    path,
    expected: `${right}, or nothing: it is written on its own`,
    found: read(),
  })
}
