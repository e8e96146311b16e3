import { ValueError } from '../errors/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import type { Memory, MemoryLocation, StructLayout } from '../layout/index.js'
import { moveTogether, recordMoves } from '../ownership/index.js'
import { checkAlignment } from './bind-prefix.js'
import { checkImplementation } from './implement.js'
import { accessibleMask, maskHas, type Mask } from './mask.js'
import { placeAt, type Place } from './place.js'
import { withoutReserved } from './presence/reserved.js'
import { writePresence } from './presence/write-presence.js'
import type { ImplementationOf, PrefixType } from './prefix-type.js'

/** How a struct of somebody else is filled in. */
export interface WritePrefixOptions {
  /**
   * How many bytes the struct has, for one in which nothing stands yet: what it says of itself is then not read but
   * written. Where it is left out, the struct itself says which fields it has.
   */
  readonly capacity?: number | undefined
  /**
   * Whether the bytes behind the last field that is written are made zero, as far as the struct reaches: what
   * this side does not know is then not there. Off where it is left out.
   */
  readonly clearTail?: boolean | undefined
  /**
   * Whether the mask, the size or the version is written too, so that it says which fields were filled in. With a capacity
   * it always is; otherwise off where it is left out.
   */
  readonly updatePresence?: boolean | undefined
  /** What the struct is called in errors; the name of its type where it is left out. */
  readonly path?: string | undefined
}

/** What {@link writePrefix} wrote. */
export interface WrittenPrefix {
  /** Where the last field ends that was written, in bytes from the start of the struct. */
  readonly bytesWritten: number
  /** The fields that were written, in order. */
  readonly fieldsWritten: readonly string[]
  /** Whether these are all fields that this side knows. */
  readonly isComplete: boolean
}

/**
 * Fills in a struct that somebody else allocated, and that may be smaller than the one that this side knows. Whole fields
 * are written and nothing else: what the other side does not have is left out, and what this side does not know is left
 * alone. All values are checked before the first byte is written.
 *
 * @param type - The type as this side knows it.
 * @param where - The address of the struct in this process, or a place in another memory.
 * @param values - A value for each field. Functions are exported ones, and must live as long as the struct is used.
 * @param options - How large it is, and what else is written.
 * @returns What was written.
 * @throws {@link MemoryError} `ABI-M001` to `ABI-M003`, `ABI-M005`, `ABI-P005` and `ABI-P012` where there is no memory
 * that can be written, {@link ModuleError} `ABI-P005`, `ABI-P007` to `ABI-P009` where what it says of itself cannot be
 * right, {@link ValueError} `ABI-P006`, `ABI-V001` and others for values that do not fit, `ABI-P012` for a capacity that
 * has no room for the prefix, and for a tail of which nobody says where it ends.
 *
 * @see Rules of the specification.
 *
 * @example
 * ```ts
 * import { addressOf, NativeArena, prefixType, sizeField, struct, u32, writePrefix } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Info = prefixType('Info', {
 *   presence: sizeField('size'),
 *   prefix: { size: u32, cores: u32 },
 *   lastPrefixField: 'cores',
 *   suffix: { threads: u32 },
 * })
 *
 * // A caller who was built before there were threads, with something else behind the struct.
 * const Caller = struct('Caller', { size: u32, cores: u32, other: u32 })
 * using arena = new NativeArena()
 * const caller = arena.allocate(Caller, { size: 8, cores: 0, other: 99 })
 *
 * const written = writePrefix(Info, addressOf(caller), { cores: 8, threads: 16 })
 * assert.deepEqual(written, { bytesWritten: 8, fieldsWritten: ['cores'], isComplete: false })
 * assert.deepEqual(caller.toJSON(), { size: 8, cores: 8, other: 99 })
 * ```
 */
export function writePrefix<T extends PrefixType>(
  type: T,
  where: number | MemoryLocation,
  values: ImplementationOf<T>,
  options: WritePrefixOptions = {},
): WrittenPrefix {
  const path = options.path ?? type.name
  checkImplementation(type, values)
  const place = placeAt(where, path)
  const layout = type.measure(place.target)
  checkAlignment(path, place.address, layout)
  const room =
    options.capacity === undefined
      ? roomSaid(type, layout, place, path)
      : roomWithin(type, layout, options.capacity, path)
  const writer = new Writer(type, layout, place, room)
  const saysPresence = options.updatePresence ?? options.capacity !== undefined
  const tail = options.clearTail === true ? tailEnd(room, path) : 0
  // What is moved into the struct belongs to its owner again where the struct cannot be written.
  let written: WrittenPrefix | undefined
  moveTogether(() => {
    writer.draft(values as Readonly<Record<string, unknown>>, saysPresence || options.capacity !== undefined)
    written = writer.commit(tail)
  })
  return written!
}

/** What a struct has room for. */
interface Room {
  /** The fields of this side that it has. */
  readonly mask: Mask
  /** Its bytes, where somebody says how many there are. */
  readonly size: number | undefined
}

/** What the struct itself says. Reserved slots of a maker of unknown version count as the fields in their place. */
function roomSaid(type: PrefixType, layout: StructLayout, { target, bytes }: Place, path: string): Room {
  const { mask, peer } = type.presence.read({ type, layout, target, path, maker: undefined, bytes })
  return {
    mask: withoutReserved(mask & accessibleMask(type.fields), type.fields, peer.version, () => false),
    size: peer.size,
  }
}

function roomWithin(type: PrefixType, layout: StructLayout, capacity: number, path: string): Room {
  const last = type.fields.filter((field) => field.isPrefix).at(-1)
  const place = last === undefined ? undefined : layout.fields[last.index]!
  const least = place === undefined ? (layout.fields[0]?.offset ?? 0) : place.offset + place.size
  if (!Number.isSafeInteger(capacity) || capacity < least) {
    throw new ValueError('a struct without room for the fields that every instance has', {
      code: 'ABI-P012',
      rule: 'R-7',
      path: `${path} → capacity`,
      expected: `${least} bytes or more`,
      found: describeValue(capacity),
    })
  }
  const mask = type.presence.fitting({ type, layout, size: capacity }) & accessibleMask(type.fields)
  return { mask, size: capacity }
}

function tailEnd({ size }: Room, path: string): number {
  if (size !== undefined) return size
  throw new ValueError('a tail of which nobody says where it ends', {
    code: 'ABI-P012',
    rule: 'R-8',
    path: `${path} → clearTail`,
    expected: 'a capacity',
    found: 'none, and the struct does not say its size',
  })
}

/** Writes into a copy first, so that nothing is written where a value is refused. */
class Writer {
  readonly #memory: Memory
  /** Which bytes of the copy are written, from each offset as many as stand there. */
  readonly #parts: { readonly offset: number; readonly size: number }[] = []
  readonly #names: string[] = []
  /** Where the last field ends of which there is room. */
  readonly #end: number

  constructor(
    readonly type: PrefixType,
    readonly layout: StructLayout,
    readonly place: Place,
    readonly room: Room,
  ) {
    const { space } = place.locate(0, 'read').memory
    this.#memory = { view: new DataView(new ArrayBuffer(layout.size)), base: undefined, space }
    this.#end = this.#there().reduce((end, { offset, size }) => Math.max(end, offset + size), 0)
  }

  /** Writes the fields of which there is room into the copy, and checks the others there too. */
  draft(values: Readonly<Record<string, unknown>>, saysPresence: boolean): void {
    const { type, layout, place, room } = this
    const { presence } = type
    const { target } = place
    for (const { name, type: fieldType, offset, size } of layout.fields) {
      const field = type.fields.find((one) => one.name === name)!
      if (name === presence.field) continue
      // A value is left out only where none is needed.
      const isGiven = !field.isReserved && values[name] !== undefined
      const set = (): void =>
        codecOf(fieldType, target).set(this.#memory, offset, values[name], `${type.name}.${name}`)
      const isThere = maskHas(room.mask, field.index)
      if (isGiven) (isThere ? set : unmoved(set))()
      if (isThere) this.#write(name, offset, size)
    }
    const given = presence.field === undefined ? undefined : values[presence.field]
    if (!saysPresence) return refuseGiven(given, `${type.name}.${presence.field}`)
    const size = this.#isWhole() ? Math.min(room.size ?? layout.size, layout.size) : this.#end
    writePresence(presence, this.#memory, 0, { type, layout, target, mask: room.mask, size }, given)
    const said = layout.fields.find(({ name }) => name === presence.field)
    if (said === undefined) this.#write(undefined, 0, layout.fields[0]?.offset ?? layout.size)
    else this.#write(said.name, said.offset, said.size)
  }

  /** Copies what was written to its place, and clears what stands behind it. */
  commit(tailEnd: number): WrittenPrefix {
    const { type, place } = this
    const { memory, offset } = place.locate(Math.max(this.#end, tailEnd), 'write')
    const bytesAt = (start: number, length: number): Uint8Array =>
      new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset + start, length)
    for (const { offset: start, size } of this.#parts)
      bytesAt(start, size).set(new Uint8Array(this.#memory.view.buffer, start, size))
    if (tailEnd > this.#end) bytesAt(this.#end, tailEnd - this.#end).fill(0)
    const order = type.fields.map(({ name }) => name)
    return {
      bytesWritten: Math.max(0, ...this.#parts.map(({ offset, size }) => offset + size)),
      fieldsWritten: order.filter((name) => this.#names.includes(name)),
      isComplete: this.#isWhole(),
    }
  }

  #isWhole(): boolean {
    return this.room.mask === accessibleMask(this.type.fields)
  }

  #write(name: string | undefined, offset: number, size: number): void {
    this.#parts.push({ offset, size })
    if (name !== undefined) this.#names.push(name)
  }

  #there(): StructLayout['fields'] {
    return this.layout.fields.filter((_, index) => maskHas(this.room.mask, index))
  }
}

/** Checks a value of which there is no room: its owner keeps it. */
function unmoved(write: () => void): () => void {
  return () => {
    const record = recordMoves()
    try {
      write()
    } finally {
      record.undo()
    }
  }
}

/** What would be left alone must not look as if it were written. */
function refuseGiven(given: unknown, path: string): void {
  if (given === undefined) return
  throw new ValueError('a value for a field that is left alone', {
    code: 'ABI-P006',
    rule: 'R-7',
    path,
    expected: 'nothing: the struct says itself which fields it has',
    found: describeValue(given),
    hint: 'updatePresence writes it',
  })
}
