/** What a file is, by the bytes that it begins with. */
export interface FileFormat {
  /** A short name for programs: `elf`, `pe`, `text`, … */
  readonly format: string
  /** The same for people, as in `a static library`. */
  readonly description: string
}

/** The first bytes of formats that are taken for libraries, or lie where libraries are looked for. */
const signatures: readonly (readonly [signature: string, format: string, description: string])[] = [
  ['\x7fELF', 'elf', 'an ELF file'],
  ['\x89PNG', 'png', 'a PNG image'],
  ['MZ', 'pe', 'a Windows library or program'],
  ['\xcf\xfa\xed\xfe', 'mach-o', 'a macOS library or program'],
  ['\xca\xfe\xba\xbe', 'mach-o-universal', 'a macOS universal library or a Java class'],
  ['\0asm', 'wasm', 'a WebAssembly module'],
  ['!<arch>', 'archive', 'a static library'],
  ['!<thin>', 'archive', 'a static library'],
  ['BC\xc0\xde', 'llvm', 'LLVM bitcode'],
  ['#!', 'script', 'a script'],
  ['PK', 'zip', 'a ZIP archive'],
  ['\x1f\x8b', 'gzip', 'a gzip archive'],
]

/**
 * Says what a file is by the bytes that it begins with.
 *
 * @param bytes - The first bytes, 16 where there are as many.
 * @param size - Bytes of the whole file.
 *
 * @internal
 */
export function identifyContent(bytes: Uint8Array, size: number): FileFormat {
  if (size === 0) return { format: 'empty', description: 'an empty file' }
  const known = signatures.find(([signature]) => startsWith(bytes, signature))
  if (known !== undefined) return { format: known[1], description: known[2] }
  const isText = bytes.every(
    (byte) => (byte >= 0x20 && byte !== 0x7f) || byte === 9 || byte === 10 || byte === 13,
  )
  if (isText) return { format: 'text', description: 'a text file' }
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { format: 'unknown', description: `a file that begins with ${start}` }
}

/**
 * Whether bytes begin with a text of Latin letters.
 *
 * @internal
 */
export function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((character, index) => bytes[index] === character.charCodeAt(0))
}
