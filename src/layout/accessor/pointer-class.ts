import type { AddressSpace } from '../memory.js'
import type { Pointer } from '../pointer.js'
import { readUnsignedWord } from '../pointer-sized.js'
import type { Target } from '../target.js'
import type { AnyType, Codec } from '../type.js'
import { compile, mayGenerateCode } from './code-generation.js'

/** What is known of the pointers of one type on one target. */
export interface PointerFamily {
  /** The class of all pointers. */
  readonly Pointer: new (address: number, type: AnyType, space: AddressSpace, path: string) => Pointer
  /** Whether null is allowed. */
  readonly isNullable: boolean
  /** The machine. */
  readonly target: Target
  /** The type of what they point to; asked when one of them needs it. */
  readonly pointee: () => AnyType
  /** Reads and writes what they point to; asked when the first of them is followed. */
  readonly codec: () => Codec
  /** How they are called where nobody knows where they were read. */
  readonly describe: () => string
}

/**
 * Makes the function that reads pointers of one type. They have a class of their own, so that V8 knows what following one
 * of them gives.
 *
 * @param family - What is known of the pointers.
 * @param generate - Whether to make the class from source text; closures otherwise.
 *
 * @internal
 */
export function makePointerReader(family: PointerFamily, generate = mayGenerateCode()): Codec['get'] {
  const { Pointer, isNullable, target, pointee, codec, describe } = family
  if (!generate) {
    return ({ view, space }, offset, path) => {
      const address = readUnsignedWord(view, offset, target, path)
      return isNullable && address === 0 ? null : new Pointer(address, pointee(), space, path ?? describe())
    }
  }
  return compile(
    `var get, size, last
    class Pointer {
      #space
      #path
      constructor(address, space, path) { this.address = address; this.#space = space; this.#path = path }
      get $type() { return $pointee() }
      get $space() { return this.#space }
      get $path() { return this.#path }
      deref() {
        if (last !== undefined && last.space === this.#space && this.address !== 0) {
          const distance = this.address - last.base
          const offset = distance | 0
          if (offset === distance && offset >= 0 && offset <= last.reach - size) return get(last, offset)
        }
        if (get === undefined) ({ get, size } = $codec())
        const memory = this.#space.memoryAt(this.address, size, this.#path)
        // The next one often leads there too. A memory without a reach is not asked again.
        if (memory.reach !== undefined) last = memory
        return get(memory, this.address - memory.base)
      }
    }
    // Not by extends: V8 does not inline the constructors of derived classes.
    Object.setPrototypeOf(Pointer.prototype, $Pointer.prototype)
    return (memory, offset, path) => {
      const { view } = memory
      ${wordSource(target)}
      ${isNullable ? 'if (address === 0) return null' : ''}
      return new Pointer(address, memory.space, path ?? $describe())
    }`,
    {
      $Pointer: Pointer,
      $pointee: pointee,
      $codec: codec,
      $describe: describe,
      $read: readUnsignedWord,
      $target: target,
    },
  ) as Codec['get']
}

/** Statements that read the address, and leave it to the slow way to refuse what is none. */
function wordSource({ pointerSize, byteOrder }: Target): string {
  const littleEndian = byteOrder === 'little'
  if (pointerSize === 4) return `const address = view.getUint32(offset, ${littleEndian})`
  return `const lower = view.getUint32(offset + ${littleEndian ? 0 : 4}, ${littleEndian})
    const upper = view.getUint32(offset + ${littleEndian ? 4 : 0}, ${littleEndian})
    if (upper > 0x1fffff) return $read(view, offset, $target, path)
    const address = upper * ${2 ** 32} + lower`
}
