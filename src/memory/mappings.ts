import { readFileSync } from 'node:fs'
import { copyOwnMemory } from '../ffi/index.js'

interface Mapping {
  readonly start: number
  readonly end: number
  readonly isReadable: boolean
  readonly isWritable: boolean
  readonly isExecutable: boolean
  /** Whether it shows a file: what lies behind the end of the file cannot be touched. */
  readonly isFile: boolean
}

/** A file is mapped by whole pages; they are not smaller on any machine. */
const pageSize = 4096

let mappings: readonly Mapping[] = []

/**
 * Whether an address points to machine code of this process. Always `true` where the system does not list its mappings.
 *
 * @see Rule M-7 of the specification.
 *
 * @internal
 */
export function isCode(address: number): boolean {
  // Libraries stay. What a compiler made at run time comes and goes, and a library may lie in its place by now.
  return (
    lies(address, ({ isExecutable, isFile }) => isExecutable && isFile) || liesNow(address, 'isExecutable')
  )
}

/**
 * Whether bytes may be read and written at this moment. Always `true` where the system does not list its mappings.
 *
 * @internal
 */
export function isWritable(address: number, byteLength: number): boolean {
  return writableBytes(address, byteLength) === byteLength
}

/**
 * Whether the byte at an address could be written when the system was asked last. Always `true` where it does not list its
 * mappings.
 *
 * @internal
 */
export function wasWritable(address: number): boolean {
  return lies(address, (mapping) => mapping.isWritable) || liesNow(address, 'isWritable')
}

/**
 * How many of some bytes may be read, from the first one on: what a mapping shows behind the end of its file may not be.
 * All of them where the system does not list its mappings.
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
    const last = Math.min(mapping.end, address + byteLength)
    const reached = mapping.isFile ? endOfFile(end, last) : last
    if (reached < last) return reached - address
    end = mapping.end
  }
  return Math.min(byteLength, end - address)
}

/** Where in a part of a mapped file the file ends: the end of the part, or the first page behind the file. */
function endOfFile(start: number, end: number): number {
  const holds = (address: number): boolean => copyOwnMemory(address, new Uint8Array(1), 0) !== 0
  if (holds(end - 1)) return end
  if (!holds(start)) return start
  let first = Math.floor(start / pageSize)
  let behind = Math.ceil(end / pageSize)
  while (behind - first > 1) {
    const middle = Math.floor((first + behind) / 2)
    if (holds(middle * pageSize)) first = middle
    else behind = middle
  }
  return behind * pageSize
}

/** Whether an address lies in a mapping of the list that is kept. */
function lies(address: number, test: (mapping: Mapping) => boolean): boolean {
  return mappings.some((mapping) => address >= mapping.start && address < mapping.end && test(mapping))
}

/** The same of a list that is made for the purpose, and kept. */
function liesNow(address: number, property: 'isExecutable' | 'isWritable'): boolean {
  try {
    mappings = readMappings()
  } catch {
    return true
  }
  return lies(address, (mapping) => mapping[property])
}

function readMappings(): readonly Mapping[] {
  const lines = readFileSync('/proc/self/maps', 'latin1').matchAll(
    /^([0-9a-f]+)-([0-9a-f]+) (.)(.)(.). [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ (\d+)/gm,
  )
  return [...lines].map(([, start, end, read, write, execute, inode]) => ({
    start: parseInt(start!, 16),
    end: parseInt(end!, 16),
    isReadable: read === 'r',
    isWritable: write === 'w',
    isExecutable: execute === 'x',
    isFile: inode !== '0',
  }))
}
