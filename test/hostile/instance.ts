// An instance as a maker who means no harm lays it down, before anybody tampers with it.
import { area, areaBytes } from './ground.js'
import { wordBytes } from './kinds.js'
import type { Random } from './random.js'
import type { PresenceField, Shape } from './shape.js'

/** Bytes that make an instance. */
export interface Instance {
  readonly bytes: Uint8Array
  /** How many fields its maker knew. */
  readonly fieldCount: number
}

export const alignUp = (offset: number, alignment: number): number =>
  Math.ceil(offset / alignment) * alignment

/** Writes the numbers of the field that says which fields are there. */
export function writeNumbers(
  bytes: Uint8Array,
  field: PresenceField,
  numbers: readonly (number | bigint)[],
): void {
  field.parts.forEach((part, index) => {
    bytes.set(wordBytes(numbers[index]!).subarray(0, part.size), field.offset + part.offset)
  })
}

/** Makes an instance of an older, of the same or of a newer version. */
export function randomInstance(random: Random, shape: Shape): Instance {
  const { presence, fields, alignment } = shape
  const suffix = fields.filter(({ policy }) => policy !== undefined)
  const missing = random.between(0, suffix.length)
  const has = fields.slice(0, fields.length - missing)
  const end = Math.max(
    presence.kind === 'mask' ? 16 : presence.field.offset + presence.field.size,
    ...has.map(({ offset, kind }) => offset + kind.size),
  )
  const isNewer = missing === 0 && random.once(3)
  const said = isNewer ? shape.size + random.between(0, 4) * 8 : end
  const extent = presence.kind === 'version' ? wholeRung(shape, has.length) : { end: said, rung: 0 }
  const bytes = new Uint8Array(alignUp(extent.end, alignment))
  for (const { offset, kind } of fields) {
    const content = kind.fill(random)
    if (offset + kind.size <= bytes.length) bytes.set(content, offset)
  }
  switch (presence.kind) {
    case 'mask': {
      const newest = isNewer ? random.between(0, 3) : 0
      bytes.set(wordBytes((1n << BigInt(has.length + newest)) - 1n), 0)
      return { bytes, fieldCount: has.length + newest }
    }
    case 'size':
      writeNumbers(bytes, presence.field, [said])
      break
    case 'version':
      writeNumbers(bytes, presence.field, presence.rungs[extent.rung]!)
      break
  }
  return { bytes, fieldCount: has.length }
}

/** A maker has all fields of a rung, or none: the rung of the last field, and where that ends. */
function wholeRung({ presence, fields }: Shape, count: number): { end: number; rung: number } {
  const rung = fields[count - 1]?.rung ?? 0
  const own = presence.kind === 'mask' ? 0 : presence.field.offset + presence.field.size
  const there = fields.filter((field) => field.rung <= rung)
  return { end: Math.max(own, ...there.map(({ offset, kind }) => offset + kind.size)), rung }
}

/** Lays bytes so that they end where nobody may read on. */
export function lay(bytes: Uint8Array): number {
  areaBytes.set(bytes, areaBytes.length - bytes.length)
  return area.end - bytes.length
}
