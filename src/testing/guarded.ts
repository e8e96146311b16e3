import { bufferMemory } from '../buffer/index.js'
import { DeclarationError } from '../errors/index.js'
import {
  alignUp,
  array,
  hostTarget,
  type Address,
  type AnyType,
  type InputOf,
  type MemoryLocation,
  type Target,
  u8,
  type ViewOf,
} from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { NativeArena } from '../memory/index.js'
import { refuseTouched, touchedIn, type TouchedBytes } from './touched-bytes.js'
import { paddingOf } from './padding.js'

/** How {@link guarded} makes its memory. */
export interface GuardedOptions<Value> {
  /** What to write at first; without it all bytes of the value are poison. */
  readonly value?: Value
  /** Where the bytes live; in a buffer where it is left out. */
  readonly memory?: 'buffer' | 'native'
  /** Whose layouts hold, for buffers; this machine's where it is left out. */
  readonly target?: Target
  /** The byte that everything is filled with, 0 to 255; 0xa5 where it is left out. */
  readonly poison?: number
  /** How many guard bytes there are at least on either side, 1 or more; 64 where it is left out. */
  readonly guardBytes?: number
}

/** What {@link Guarded.check} looks at beside the guard bytes. */
export interface GuardCheck {
  /** Whether the padding within the value must be untouched too; `false` where it is left out. */
  readonly padding?: boolean
}

/** Bytes that can be given back. */
interface Place extends MemoryLocation {
  readonly release: () => void
}

/** Room in a buffer for what values keep beside them, such as the bytes of strings. */
const keptBytes = 4096

/** A value between bytes that nobody may write. Made by {@link guarded}. */
export class Guarded<T extends AnyType = AnyType> implements Disposable {
  readonly #type: T
  readonly #place: Place
  readonly #target: Target
  readonly #offset: number
  readonly #length: number
  readonly #poison: number

  /** @internal */
  constructor(type: T, options: GuardedOptions<InputOf<T>>) {
    const { memory = 'buffer', poison = 0xa5, guardBytes = 64 } = options
    checkNumber('poison', poison, 0, 0xff)
    checkNumber('guardBytes', guardBytes, 1, 2 ** 24)
    const target = memory === 'native' ? hostTarget() : (options.target ?? hostTarget())
    const { size, alignment } = codecOf(type, target)
    this.#type = type
    this.#target = target
    this.#poison = poison
    this.#offset = alignUp(guardBytes, alignment)
    this.#length = this.#offset + size + guardBytes
    this.#place = places[memory](this.#length, alignment, target)
    this.#bytes().fill(poison)
    if ('value' in options) this.value = options.value!
  }

  /** The value: an accessor for structs and arrays. What is assigned is checked and written. */
  get value(): ViewOf<T> {
    const { memory, offset } = this.#place
    return codecOf(this.#type, this.#target).get(memory, offset + this.#offset, this.#type.name) as ViewOf<T>
  }

  /** Checks and writes the value. */
  set value(value: ViewOf<T> | InputOf<T>) {
    const { memory, offset } = this.#place
    codecOf(this.#type, this.#target).set(memory, offset + this.#offset, value, this.#type.name)
  }

  /** Where the value lies, for native code: a number of bytes from the start for buffers. */
  get address(): Address {
    const { memory, offset } = this.#place
    return (memory.base! + offset + this.#offset) as Address
  }

  /** The bytes of the value: a window on the same memory, not a copy. */
  get bytes(): Uint8Array {
    return this.#bytes().subarray(this.#offset, this.#offset + codecOf(this.#type, this.#target).size)
  }

  /**
   * Looks whether a byte was written that does not belong to the value.
   *
   * @param what - Whether padding counts too.
   * @throws ExpectationError `ABI-X004` that names all of them.
   */
  check({ padding = false }: GuardCheck = {}): void {
    const bytes = this.#bytes()
    const size = this.bytes.length
    const outside: TouchedBytes[] = [
      { where: 'before', start: 0, end: this.#offset },
      { where: 'behind', start: this.#offset + size, end: this.#length },
    ].flatMap(({ where, start, end }) =>
      touchedIn(bytes.subarray(start, end), this.#poison, where, start - this.#offset),
    )
    const inside = padding
      ? paddingOf(this.#type, this.#target, size).flatMap((mask, index) =>
          touchedIn(this.bytes.subarray(index, index + 1), this.#poison, 'in the padding', index, mask),
        )
      : []
    refuseTouched([...outside, ...inside], this.#type, size)
  }

  /** Gives the memory back. Doing it twice is harmless. */
  [Symbol.dispose](): void {
    this.#place.release()
  }

  #bytes(): Uint8Array {
    const { memory, offset } = this.#place
    return new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, this.#length)
  }
}

const places: Record<'buffer' | 'native', (length: number, alignment: number, target: Target) => Place> = {
  buffer(length, alignment, target) {
    const memory = bufferMemory(new ArrayBuffer(16 + alignment * 2 + length + keptBytes), target)
    // Allocated, so that strings that the value keeps come behind.
    memory.allocate(array(u8, alignUp(16, alignment) - 16 + length))
    return { memory, offset: alignUp(16, alignment), release: () => undefined }
  },
  native(length, alignment) {
    const arena = new NativeArena()
    return { ...arena.allocateBytes(length, alignment), release: () => arena[Symbol.dispose]() }
  },
}

function checkNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return
  throw new DeclarationError('not how bytes can be guarded', {
    code: 'ABI-L002',
    rule: 'V-5',
    path: `guarded → ${name}`,
    expected: `a whole number from ${least} to ${most}`,
    found: String(value),
  })
}

/**
 * Memory for one value, filled with a poison byte and with guard bytes on either side: shows who writes where nothing
 * belongs to him, such as a C function that was compiled with another layout.
 *
 * @param type - What lies between the guard bytes.
 * @param options - Its value, the kind of memory, the poison.
 * @throws DeclarationError `ABI-L002` for options that make no sense.
 *
 * @see Rule V-5 of the specification.
 *
 * @example
 * ```ts
 * import { struct, u32, u8 } from 'abiding'
 * import { guarded } from 'abiding/testing'
 * import assert from 'node:assert/strict'
 *
 * const Reading = struct('Reading', { sensor: u8, value: u32 })
 * using reading = guarded(Reading, { memory: 'native', value: { sensor: 1, value: 7 } })
 * reading.value.value = 8
 * reading.check({ padding: true })
 *
 * reading.bytes.fill(0)
 * assert.throws(() => reading.check({ padding: true }), { code: 'ABI-X004' })
 * ```
 */
export function guarded<T extends AnyType>(type: T, options: GuardedOptions<InputOf<T>> = {}): Guarded<T> {
  return new Guarded(type, options)
}
