import type { DecodedTag } from './decoded-type.js'
import type { LayoutReader, Place } from './layout-reader.js'
import { Tag, TagPrimitive } from './memory-format.js'

/** Tags contain tags, but nobody writes deeper ones. */
const deepest = 64
const tagBytes = 32

/**
 * What an author attached to a type.
 *
 * @internal
 */
export function decodeTag(reader: LayoutReader, address: number, parent: Place, depth = 0): DecodedTag {
  const place = depth === 0 ? { label: 'tag', parent } : parent
  if (depth > deepest)
    return reader.refuse(place, 'a tag that is nested too deeply', `at most ${deepest} levels`, 'more')
  reader.countItems(1, place)
  const stored = reader.struct(Tag, address, place)
  const elements = (size: number): DecodedTag[] => {
    const { address: first, length } = stored
    reader.countItems(length, place)
    return Array.from({ length }, (_, index) => decodeTag(reader, first + index * size, place, depth + 1))
  }
  switch (stored.tag) {
    case 0:
      return decodePrimitive(reader, address + 8, place)
    case 1:
      return { kind: 'ignored', tag: decodeTag(reader, stored.address, place, depth + 1) }
    case 2:
      return { kind: 'array', elements: elements(tagBytes) }
    case 3:
      return { kind: 'set', elements: elements(tagBytes) }
    case 4: {
      const keys = elements(2 * tagBytes)
      const value = (index: number): DecodedTag =>
        decodeTag(reader, stored.address + (2 * index + 1) * tagBytes, place, depth + 1)
      return { kind: 'map', entries: keys.map((key, index) => [key, value(index)] as const) }
    }
    default:
      return reader.refuse(place, 'a tag that is not known', '0 to 4', String(stored.tag))
  }
}

function decodePrimitive(reader: LayoutReader, address: number, place: Place): DecodedTag {
  const stored = reader.struct(TagPrimitive, address, place)
  switch (stored.tag) {
    case 0:
      return { kind: 'null' }
    case 1:
      if (stored.truth > 1)
        return reader.refuse(place, 'a bool that is neither', '0 or 1', String(stored.truth))
      return { kind: 'bool', value: stored.truth === 1 }
    case 2:
      return { kind: 'int', value: BigInt.asIntN(64, stored.value) }
    case 3:
      return { kind: 'uint', value: stored.value }
    case 4:
      return {
        kind: 'string',
        value: reader.text(Number(stored.value), stored.length, place, 'text of a tag'),
      }
    default:
      return reader.refuse(place, 'a primitive tag that is not known', '0 to 4', String(stored.tag))
  }
}
