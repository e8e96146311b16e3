import { ValueError } from '../errors/index.js'
import { checkText, decodeUtf8, encodeUtf8, longestText } from '../layout/utf8.js'
import { nativeSpace } from '../memory/native-space.js'
import { safeRead } from '../memory/safe-read.js'
import { hostVectors } from '../vtable/host-vectors.js'
import { writeElements } from './build-vector.js'
import { copiedWords } from './copied-words.js'
import { checkWords, VectorAccessor } from './vector-accessor.js'
import type { VectorWords } from './vector-words.js'

/**
 * The accessor of an `RString`.
 *
 * @see Rules T-9 and T-10 of the specification.
 *
 * @internal
 */
export abstract class RStringAccessor extends VectorAccessor {
  $asOwner(): RStringAccessor {
    return new (this.constructor as new (words: VectorWords, isOwner: boolean) => RStringAccessor)(
      copiedWords(this.$words),
      true,
    )
  }

  get byteLength(): number {
    return this.length
  }

  get bytes(): Uint8Array {
    return this.elements.toTypedArray() as Uint8Array
  }

  asBytes(): Uint8Array {
    return this.elements.asTypedArray() as Uint8Array
  }

  override toString(): string {
    this.$assertUsable()
    return readText(this.$words, this.$type.name)
  }

  append(text: unknown): void {
    this.$assertUsable()
    const path = `${this.$type.name}.append → param text`
    checkText(text, path, 'T-9')
    const bytes = encodeUtf8(text)
    writeElements(this.$type.element, this.$roomFor(bytes.length), bytes, path)
    this.$words.length += bytes.length
  }

  override truncate(length: number): void {
    this.$assertUsable()
    const { elements } = this
    // The bytes that follow the first one of a character begin with the bits 10.
    if (length < elements.length && ((elements.at(length) as number) & 0xc0) === 0x80)
      refuseBoundary(this.$type.name, length)
    super.truncate(length)
  }

  toJSON(): string {
    return this.toString()
  }

  protected $contents(): string {
    return this.toString()
  }
}

/**
 * Reads the text of a string, after making sure that it can be there.
 *
 * @param words - The words of the string.
 * @param path - What is read, for errors.
 *
 * @internal
 */
export function readText(words: VectorWords, path: string): string {
  checkWords(words, path)
  const { buffer, length, space, table } = words
  if (length === 0) return ''
  if (length > longestText) refuseLong(length, path)
  if (space === nativeSpace && table !== hostVectors(words.element).table)
    return decodeUtf8(safeRead(buffer, length, path), path)
  const { view, base } = space.memoryAt(buffer, length, path)
  return decodeUtf8(new Uint8Array(view.buffer, view.byteOffset + buffer - base!, length), path)
}

function refuseLong(length: number, path: string): never {
  throw new ValueError('longer than any string', {
    code: 'ABI-V005',
    rule: 'M-6',
    path,
    expected: `at most ${longestText} bytes`,
    found: `${length} bytes`,
  })
}

function refuseBoundary(path: string, length: number): never {
  throw new ValueError('within a character', {
    code: 'ABI-V001',
    rule: 'T-10',
    path: `${path}.truncate → param length`,
    expected: 'a number of bytes that ends with a whole character',
    found: String(length),
  })
}
