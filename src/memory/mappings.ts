import { readFileSync } from 'node:fs'

interface Mapping {
  readonly start: number
  readonly end: number
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
  const lines = readFileSync('/proc/self/maps', 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) .(.)(.)/gm)
  return [...lines].map(([, start, end, write, execute]) => ({
    start: parseInt(start!, 16),
    end: parseInt(end!, 16),
    isWritable: write === 'w',
    isExecutable: execute === 'x',
  }))
}
