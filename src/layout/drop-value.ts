import type { Memory, MemoryLocation } from './memory.js'
import { codecOf } from './layout.js'
import { movesValue } from './moved-value.js'
import type { AnyType } from './type.js'

/**
 * Copies bytes to memory without an address: what is read there belongs to whoever reads it.
 *
 * @param memory - Where the bytes lie.
 * @param offset - First byte.
 * @param size - How many.
 *
 * @see Rule B-7 of the specification.
 *
 * @internal
 */
export function takeBytes({ view, space }: Memory, offset: number, size: number): Memory {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, size).slice()
  return { view: new DataView(bytes.buffer), base: undefined, space }
}

/**
 * Drops what a value in memory owns, if it owns anything. From then on nobody may look at the bytes.
 *
 * @param type - The type of the value.
 * @param memory - Where it lies.
 * @param offset - First byte.
 *
 * @see Rule O-8 of the specification.
 *
 * @internal
 */
export function dropValue(type: AnyType, memory: Memory, offset: number): void {
  if (!movesValue(type)) return
  const { drop, get, size } = codecOf(type, memory.space.target)
  const isMoved = (type.inner ?? type).isMoved === true
  if (drop !== undefined && !isMoved) return drop(memory, offset)
  const owner = get(takeBytes(memory, offset, size), 0) as Partial<Disposable> | undefined
  owner?.[Symbol.dispose]?.()
}

/** A part of a value. */
interface OwningPart {
  readonly type: AnyType
  /** Bytes from the start of the whole. */
  readonly offset: number
}

/**
 * Drops what the parts of a value own. Where one fails, the others are dropped all the same.
 *
 * @param parts - The parts, in the order in which they are dropped.
 *
 * @see Rule O-8 of the specification.
 *
 * @internal
 */
export function dropParts(parts: Iterable<OwningPart>, { memory, offset }: MemoryLocation): void {
  const errors: unknown[] = []
  for (const part of parts) {
    try {
      dropValue(part.type, memory, offset + part.offset)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
}

/**
 * Writes a value over another one, and drops what that owned. Where the new value is refused, nothing changes.
 *
 * @param type - The type of both.
 * @param memory - Where the old value lies.
 * @param offset - First byte.
 * @param value - The new value.
 * @param path - What is written, for errors.
 *
 * @see Rule O-8 of the specification.
 *
 * @internal
 */
export function replaceValue(
  type: AnyType,
  memory: Memory,
  offset: number,
  value: unknown,
  path: string,
): void {
  const { space, view } = memory
  const codec = codecOf(type, space.target)
  if (!movesValue(type)) return codec.set(memory, offset, value, path)
  const draft = { view: new DataView(new ArrayBuffer(codec.size)), base: undefined, space }
  codec.set(draft, 0, value, path)
  const old = takeBytes(memory, offset, codec.size)
  new Uint8Array(view.buffer, view.byteOffset + offset, codec.size).set(new Uint8Array(draft.view.buffer))
  dropValue(type, old, 0)
}
