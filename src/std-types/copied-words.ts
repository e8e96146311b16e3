import { nativeSpace } from '../memory/native-space.js'
import { VectorWords } from './vector-words.js'

/**
 * The words of a vector in bytes of their own.
 *
 * @internal
 */
export function copiedWords(words: VectorWords): VectorWords {
  const view = new DataView(new ArrayBuffer(4 * words.space.target.pointerSize))
  const memory = { view, base: undefined, space: nativeSpace }
  words.copyTo(memory, 0)
  return new VectorWords(words.element, memory, 0)
}
