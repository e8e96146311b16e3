import { SchemaReader, writeDefinition, type SchemaVersion } from './schema-codec.js'
import type { TraitDefinition } from './schema.js'
import { withPath, WireProblem } from './wire-problem.js'
import { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

const magic = new TextEncoder().encode('savefile\0')

/** The version of the savefile library whose files are written. */
const libraryVersion = 2

/**
 * The most bytes of a definition. The largest that a person wrote takes a small part of this.
 *
 * @internal
 */
export const longestDefinition = 2 ** 24

/**
 * Writes a definition as peers pass it to each other: with the header of a savefile file.
 *
 * @param definition - The definition.
 * @param version - The version of the encoding that the peer asked for.
 *
 * @see Rule W-22 of the specification.
 *
 * @internal
 */
export function encodeDefinition(definition: TraitDefinition, version: SchemaVersion): Uint8Array {
  return encode(definition, version, Math.min(version, libraryVersion))
}

/**
 * Writes a definition as a file of schemas holds it: always in the first version of the encoding.
 *
 * @see Rule W-22 of the specification.
 *
 * @internal
 */
export function encodeDefinitionFile(definition: TraitDefinition): Uint8Array {
  return encode(definition, 1, libraryVersion)
}

function encode(definition: TraitDefinition, version: SchemaVersion, library: number): Uint8Array {
  const writer = new WireWriter()
  writer.raw(magic)
  writer.u16(library)
  writer.u32(version)
  writer.u8(0) // not compressed
  writeDefinition(writer, definition, version)
  return writer.finish()
}

/**
 * Reads a definition that has the header of a savefile file.
 *
 * @param bytes - What a peer passed, or what a file holds.
 * @param path - Where it comes from, for errors.
 * @throws `ValueError` `ABI-W001` to `ABI-W004` with the place in the definition.
 *
 * @see Rule W-22 of the specification.
 *
 * @internal
 */
export function decodeDefinition(bytes: Uint8Array, path: string): TraitDefinition {
  return withPath(path, () => {
    if (bytes.length > longestDefinition) refuseLength(bytes.length)
    const reader = new WireReader(bytes)
    const version = readHeader(reader)
    return new SchemaReader(reader, version).definition()
  })
}

function refuseLength(length: number): never {
  throw new WireProblem('a definition out of all bounds', {
    code: 'ABI-W003',
    rule: 'W-3',
    expected: `at most ${longestDefinition} bytes`,
    found: `${length}`,
  })
}

function readHeader(reader: WireReader): SchemaVersion {
  if (!reader.raw(magic.length).every((byte, index) => byte === magic[index])) {
    refuseHeader('the word savefile and a zero at the start', 'other bytes')
  }
  const library = reader.u16()
  if (library > libraryVersion) refuseHeader(`version ${libraryVersion} of the library at most`, `${library}`)
  const version = reader.u32()
  if (version !== 1 && version !== 2) refuseHeader('version 1 or 2 of the encoding of schemas', `${version}`)
  const compressed = reader.u8()
  if (compressed !== 0) refuseHeader('a definition that is not compressed', `flag ${compressed}`)
  return version
}

function refuseHeader(expected: string, found: string): never {
  throw new WireProblem('not the definition of a trait', { code: 'ABI-W004', rule: 'W-22', expected, found })
}
