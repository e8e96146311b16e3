import { readFileSync } from 'node:fs'

interface Mapping {
  readonly start: number
  readonly end: number
  readonly isReadable: boolean
  readonly isWritable: boolean
  readonly isExecutable: boolean
}

let mappings: readonly Mapping[] = []

/**
 * Whether an address points to machine code of this process. Always `true` where the system does not list its mappings.
 *
 * @see Rule M-7 of the specification.
 *
 * @internal
 */
export function isCode(address: number): boolean {
  return holds(address, (mapping) => mapping.isExecutable)
}

/**
 * Whether the byte at an address may be written. Always `true` where the system does not list its mappings.
 *
 * @internal
 */
export function isWritable(address: number): boolean {
  return holds(address, (mapping) => mapping.isWritable)
}

/**
 * How many of some bytes may be read, from the first one on. All of them where the system does not list its mappings.
 *
 * @internal
 */
export function readableBytes(address: number, byteLength: number): number {
  return bytesWith(address, byteLength, (mapping) => mapping.isReadable)
}

/**
 * How many of some bytes may be read and written, from the first one on. All of them where the system does not list its
 * mappings.
 *
 * @internal
 */
export function writableBytes(address: number, byteLength: number): number {
  return bytesWith(address, byteLength, (mapping) => mapping.isReadable && mapping.isWritable)
}

function bytesWith(address: number, byteLength: number, test: (mapping: Mapping) => boolean): number {
  try {
    mappings = readMappings()
  } catch {
    return byteLength
  }
  let end = address
  for (const mapping of mappings) {
    if (mapping.end <= end) continue
    if (mapping.start > end || !test(mapping) || end >= address + byteLength) break
    end = mapping.end
  }
  return Math.min(byteLength, end - address)
}

/** The list is kept, and read again when it says no: libraries are loaded meanwhile, but never unloaded. */
function holds(address: number, test: (mapping: Mapping) => boolean): boolean {
  const includes = (mapping: Mapping): boolean =>
    address >= mapping.start && address < mapping.end && test(mapping)
  if (mappings.some(includes)) return true
  try {
    mappings = readMappings()
  } catch {
    return true
  }
  return mappings.some(includes)
}

function readMappings(): readonly Mapping[] {
  const lines = readFileSync('/proc/self/maps', 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) (.)(.)(.)/gm)
  return [...lines].map(([, start, end, read, write, execute]) => ({
    start: parseInt(start!, 16),
    end: parseInt(end!, 16),
    isReadable: read === 'r',
    isWritable: write === 'w',
    isExecutable: execute === 'x',
  }))
}
