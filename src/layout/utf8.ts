import { ValueError } from '../errors/index.js'
import type { AddressSpace } from './memory.js'
import { describeValue } from './names.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/**
 * The most bytes that are read as one string: V8 has no longer strings.
 *
 * @internal
 */
export const longestText = 2 ** 29 - 24

/**
 * Decodes bytes as UTF-8.
 *
 * @param bytes - The bytes.
 * @param path - What is being read, for errors.
 * @throws {@link ValueError} `ABI-V005` where the bytes are not UTF-8.
 *
 * @see Rule M-6 of the specification.
 *
 * @example
 * ```ts
 * import { decodeUtf8 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(decodeUtf8(new Uint8Array([0xc3, 0xa4])), 'ä')
 * assert.throws(() => decodeUtf8(new Uint8Array([0xc3])), { code: 'ABI-V005' })
 * ```
 */
export function decodeUtf8(bytes: Uint8Array, path?: string): string {
  // Decoders refuse shared memory: another thread may change it meanwhile.
  const isShared = typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer
  try {
    return decoder.decode(isShared ? bytes.slice() : bytes)
  } catch (cause) {
    throw new ValueError('not UTF-8', {
      code: 'ABI-V005',
      rule: 'M-6',
      path,
      expected: 'well-formed UTF-8',
      found: `${bytes.length} bytes that are not`,
      cause,
    })
  }
}

/**
 * Encodes a string as UTF-8.
 *
 * @internal
 */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/**
 * Decodes UTF-8 that lies at an address.
 *
 * @param space - The address space.
 * @param address - First byte. Whoever stored it vouches for it.
 * @param byteLength - Number of bytes.
 * @param path - What is being read, for errors.
 * @throws {@link MemoryError} for null and impossible addresses, {@link ValueError} `ABI-V005` for what is not UTF-8 or
 * cannot be a length.
 *
 * @internal
 */
export function readUtf8(space: AddressSpace, address: number, byteLength: number, path?: string): string {
  if (byteLength === 0) return ''
  if (byteLength > longestText) {
    throw new ValueError('longer than any string', {
      code: 'ABI-V005',
      rule: 'M-6',
      path,
      expected: `at most ${longestText} bytes`,
      found: `${byteLength} bytes`,
    })
  }
  const memory = space.memoryAt(address, byteLength, path)
  const offset = memory.view.byteOffset + address - memory.base!
  return decodeUtf8(new Uint8Array(memory.view.buffer, offset, byteLength), path)
}

/**
 * Whether a value is text that can be encoded: a string without half of a surrogate pair.
 *
 * @internal
 */
export function isText(value: unknown): value is string {
  // The method is newer than the `lib` of this project.
  return typeof value === 'string' && (value as string & { isWellFormed(): boolean }).isWellFormed()
}

/**
 * Refuses what is no text that can be encoded: encoders replace half of a surrogate pair by another character.
 *
 * @param rule - The rule that it breaks.
 * @throws {@link ValueError} `ABI-V001`.
 *
 * @internal
 */
export function checkText(value: unknown, path: string, rule: string): asserts value is string {
  if (isText(value)) return
  const isString = typeof value === 'string'
  throw new ValueError(isString ? 'not Unicode text' : 'not a string', {
    code: 'ABI-V001',
    rule,
    path,
    expected: 'a string of whole characters',
    found: isString ? 'a string with half of a surrogate pair' : describeValue(value),
  })
}

/**
 * Refuses text that contains the character that ends strings in C.
 *
 * @throws {@link ValueError} `ABI-V001`.
 *
 * @internal
 */
export function checkNoNul(text: string, path: string, rule: string): void {
  if (!text.includes('\0')) return
  throw new ValueError('a string with the character that ends strings in C', {
    code: 'ABI-V001',
    rule,
    path,
    expected: 'a string without U+0000',
    found: describeValue(text),
  })
}
