import type { Memory } from '../layout/index.js'
import { dropValue, takeBytes } from '../layout/drop-value.js'
import { codecOf } from '../layout/layout.js'
import { movesValue } from '../layout/moved-value.js'
import { nativeSpace } from '../memory/native-space.js'
import { moveTogether } from '../ownership/index.js'
import { listOf, writeElements } from './build-vector.js'
import { copiedWords } from './copied-words.js'
import { VectorAccessor } from './vector-accessor.js'
import type { VectorWords } from './vector-words.js'

/**
 * The accessor of an `RVec`.
 *
 * @see Rules T-5 and T-8 of the specification.
 *
 * @internal
 */
export abstract class RVecAccessor extends VectorAccessor {
  $asOwner(): RVecAccessor {
    return new (this.constructor as new (words: VectorWords, isOwner: boolean) => RVecAccessor)(
      copiedWords(this.$words),
      true,
    )
  }

  at(index: number): unknown {
    return this.elements.at(index)
  }

  set(index: number, value: unknown): void {
    const { elements } = this
    const { element } = this.$type
    if (!movesValue(element)) return elements.set(index, value)
    // Says what is wrong with the index.
    elements.at(index)
    const { size } = codecOf(element, nativeSpace.target)
    const draft = valueMemory(size)
    codecOf(element, nativeSpace.target).set(draft, 0, value, `${this.$type.name}[${index}]`)
    const { $memory, $offset } = elements as unknown as { $memory: Memory; $offset: number }
    const offset = $offset + index * size
    try {
      dropValue(element, $memory, offset)
    } finally {
      bytesIn($memory, offset, size).set(bytesIn(draft, 0, size))
    }
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.elements[Symbol.iterator]()
  }

  cursor(): Iterable<unknown> {
    return this.elements.cursor()
  }

  push(...values: unknown[]): number {
    this.append(values)
    return this.$words.length
  }

  append(values: unknown): void {
    this.$assertUsable()
    const words = this.$words
    const path = `${this.$type.name}.append → param values`
    const given = listOf(this.$type, values, path)
    const { length } = this.elements
    const needed = length + given.length
    // What lies in the vector itself is gone once it has grown.
    const list = Array.isArray(given) || needed <= words.capacity ? given : given.slice()
    const room = this.$roomFor(list.length)
    moveTogether(() => writeElements(this.$type.element, room, list, path))
    words.length = needed
  }

  pop(): unknown {
    const { elements } = this
    if (elements.length === 0) return undefined
    const { element } = this.$type
    const codec = codecOf(element, nativeSpace.target)
    const { $memory, $offset } = elements as unknown as { $memory: Memory; $offset: number }
    const taken = takeBytes($memory, $offset + (elements.length - 1) * codec.size, codec.size)
    this.$words.length = elements.length - 1
    return codec.get({ ...taken, space: nativeSpace }, 0)
  }

  toArray(): unknown[] {
    return this.elements.slice()
  }

  toTypedArray(): unknown {
    return this.elements.toTypedArray()
  }

  asTypedArray(): unknown {
    return this.elements.asTypedArray()
  }

  toJSON(): unknown {
    return this.elements.toJSON()
  }

  protected $contents(): unknown {
    return [...this.elements]
  }
}

function valueMemory(size: number): Memory {
  return { view: new DataView(new ArrayBuffer(size)), base: undefined, space: nativeSpace }
}

function bytesIn({ view }: Memory, offset: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, size)
}
