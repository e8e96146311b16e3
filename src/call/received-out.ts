import { ValueError } from '../errors/index.js'
import { codecOf } from '../layout/layout.js'
import { describeValue } from '../layout/names.js'
import { wordFromNative } from '../layout/pointer-sized.js'
import { hostTarget, type Keep, type MemoryLocation, type OutParameter } from '../layout/index.js'
import { nativeSpace } from '../memory/native-space.js'
import type { LoweredSignature } from './lowered.js'
import { valueMemory } from './mirror.js'

/**
 * A pointer that native code passed for what an implementation gives back through it.
 *
 * @see Rule K-17 of the specification.
 *
 * @internal
 */
export class ReceivedOut {
  readonly #out: OutParameter
  readonly #path: string
  readonly #place: MemoryLocation

  /**
   * @param raw - The pointer as the FFI gave it.
   * @param path - The parameter, for errors.
   * @throws {@link MemoryError} `ABI-M001` for null.
   */
  constructor(out: OutParameter, raw: unknown, path: string) {
    const { size } = codecOf(out.pointee, hostTarget())
    const address = wordFromNative(raw, path)
    const memory = nativeSpace.memoryAt(address, size, path)
    this.#out = out
    this.#path = path
    this.#place = { memory, offset: address - memory.base! }
  }

  /** What lies there: a copy, whose bytes have no address. */
  read(): unknown {
    const codec = codecOf(this.#out.pointee, hostTarget())
    const { buffer, byteOffset } = this.#place.memory.view
    const start = byteOffset + this.#place.offset
    const copy = buffer.slice(start, start + codec.size) as ArrayBuffer
    return codec.get(valueMemory(copy), 0, this.#path)
  }

  /** Checks a value and gives what writes it: what is refused leaves all memory of native code as it was. */
  prepare(value: unknown, keep: Keep | undefined): () => void {
    const codec = codecOf(this.#out.pointee, hostTarget())
    const bytes = new ArrayBuffer(codec.size)
    codec.set(valueMemory(bytes, keep), 0, value, this.#path)
    const { memory, offset } = this.#place
    return () => {
      const { buffer, byteOffset } = memory.view
      new Uint8Array(buffer, byteOffset + offset, codec.size).set(new Uint8Array(bytes))
    }
  }
}

/**
 * Writes what an implementation gave back through pointers.
 *
 * @param given - What it gave back: the only value there is, or an object.
 * @param received - The pointers, in the order of the parameters.
 * @param keep - Keeps bytes of the values.
 * @returns The result of the function.
 * @throws {@link ValueError} for what does not fit. Then nothing is written.
 *
 * @internal
 */
export function giveOuts(
  { parameters, returns }: LoweredSignature,
  given: unknown,
  received: readonly ReceivedOut[],
  path: string,
  keep: Keep | undefined,
): unknown {
  const names = parameters.filter(({ out }) => out !== undefined).map(({ name }) => name)
  const isNothing = returns.kind === 'nothing'
  const isOnly = isNothing && names.length === 1
  if (!isOnly && (typeof given !== 'object' || given === null)) {
    throw new ValueError('not what a function with out parameters gives back', {
      code: 'ABI-V001',
      rule: 'K-17',
      path: `${path} → returns`,
      expected: `an object with ${[...(isNothing ? [] : ['returns']), ...names].join(', ')}`,
      found: describeValue(given),
    })
  }
  const values = given as Record<string, unknown>
  const writers = received.map((one, index) => one.prepare(isOnly ? given : values[names[index]!], keep))
  for (const write of writers) write()
  return isNothing ? undefined : values.returns
}
