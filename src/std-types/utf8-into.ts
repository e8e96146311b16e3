import { nativeSpace } from '../memory/native-space.js'

const encoder = new TextEncoder()

/**
 * How many bytes a text has as UTF-8.
 *
 * @internal
 */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text)
}

/**
 * Writes a text as UTF-8 to native memory.
 *
 * @param text - Well-formed text.
 * @param address - Where the bytes go.
 * @param byteLength - How many there are.
 *
 * @internal
 */
export function encodeUtf8Into(text: string, address: number, byteLength: number): void {
  if (byteLength === 0) return
  const { view, base } = nativeSpace.memoryAt(address, byteLength)
  encoder.encodeInto(text, new Uint8Array(view.buffer, view.byteOffset + address - base!, byteLength))
}
