import { codecOf } from '../layout/layout.js'
import { alignUp, hostTarget, isView, type Address, type Memory, type OutParameter } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import { OwnCallMemory, type CallMemory } from './call-memory.js'
import { valueMemory } from './mirror.js'

/** Frees what an accessor's text lies in when nobody has the accessor any more. */
const textOfResults = new FinalizationRegistry<OwnCallMemory>((texts) => texts.release())

/**
 * The memory behind an `out` or `inout` parameter during a call.
 *
 * @see Rule K-17 of the specification.
 *
 * @internal
 */
export class PlacedOut {
  /** What native code gets. */
  readonly address: Address
  readonly #out: OutParameter
  readonly #memory: Memory
  readonly #offset: number
  readonly #path: string
  /** Text that the caller passed in may be part of what comes back, so it lives as long as that. */
  readonly #texts = new OwnCallMemory()

  /**
   * Makes room, and writes the value that goes in.
   *
   * @param value - What goes in, for `inout`.
   * @param memory - Where to make room.
   * @param path - The parameter, for errors.
   */
  constructor(out: OutParameter, value: unknown, memory: CallMemory, path: string) {
    const codec = codecOf(out.pointee, hostTarget())
    // Memory of a call is aligned to 16 and no more.
    const place = memory.allocate(codec.size + codec.alignment, 16)
    const { view, base } = place.memory
    const address = alignUp(base! + place.offset, codec.alignment)
    this.#out = out
    this.#path = path
    this.#memory = { view, base, space: nativeSpace, keep: this.#texts.keep }
    this.#offset = address - base!
    this.address = address as Address
    new Uint8Array(view.buffer, view.byteOffset + this.#offset, codec.size).fill(0)
    if (out.direction === 'out') return
    try {
      codec.set(this.#memory, this.#offset, value, path)
    } catch (error) {
      this.abandon()
      throw error
    }
  }

  /** What native code left there: a copy, whose bytes have no address. */
  take(): unknown {
    const codec = codecOf(this.#out.pointee, hostTarget())
    const { buffer, byteOffset } = this.#memory.view
    const start = byteOffset + this.#offset
    const copy = valueMemory(buffer.slice(start, start + codec.size) as ArrayBuffer)
    const value = codec.get(copy, 0, this.#path)
    if (!this.#texts.isUsed) return value
    if (isView(value)) textOfResults.register(copy, this.#texts)
    else this.#texts.release()
    return value
  }

  /** Gives up what nobody will take. */
  abandon(): void {
    this.#texts.release()
  }
}
