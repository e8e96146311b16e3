import { layoutOf, targets } from '../../layout/index.js'
import { elf, ElfProgramHeader } from '../../module/elf.js'
import { findProgramHeaders } from './elf-header.js'
import type { FileBytes } from './file-bytes.js'
import { refuseElf } from './refuse-elf.js'
import { structAt } from './struct-at.js'

/** A part of a file that is mapped. Addresses are those of a library that is loaded at 0. */
export interface Segment {
  /** First address. */
  readonly address: number
  /** Bytes in memory; those behind the bytes of the file are zero. */
  readonly memorySize: number
  /** Where its bytes begin in the file. */
  readonly offset: number
  /** Bytes in the file. */
  readonly fileSize: number
  /** Whether it holds machine code. */
  readonly isExecutable: boolean
  /** Whether it can be written. */
  readonly isWritable: boolean
}

/** A range of addresses. */
export interface AddressRange {
  /** First address. */
  readonly address: number
  /** Bytes. */
  readonly byteLength: number
}

/** What the program headers of a file say. */
export interface Segments {
  /** The parts that are mapped, by address. */
  readonly loaded: readonly Segment[]
  /** Where the dynamic section lies, for files that have one. */
  readonly dynamic: AddressRange | undefined
  /** The program that loads the file, for programs that are linked dynamically. */
  readonly interpreter: string | undefined
}

/** No processor that is known has more bits of addresses in user space. */
const endOfSpace = 2 ** 52

const interpreterType = 3

/** No path is longer. */
const longestPath = 4096

const executable = 1
const writable = 2

/**
 * Reads the program headers of a 64-bit little-endian ELF file.
 *
 * @throws `LibraryError` `ABI-A020` where they lead out of the file or contradict themselves.
 *
 * @internal
 */
export function readSegments(file: FileBytes): Segments {
  const entrySize = layoutOf(ElfProgramHeader, targets['x86_64-linux']).size
  const table = findProgramHeaders(file, entrySize)
  const bytes = file.read(table.offset, table.count * entrySize)!
  const loaded: Segment[] = []
  let dynamic: AddressRange | undefined
  let interpreter: string | undefined
  for (let index = 0; index < table.count; index++) {
    const header = structAt(ElfProgramHeader, bytes, index * entrySize)
    const segment: Segment = {
      address: Number(header.p_vaddr),
      memorySize: Number(header.p_memsz),
      offset: Number(header.p_offset),
      fileSize: Number(header.p_filesz),
      isExecutable: (header.p_flags & executable) !== 0,
      isWritable: (header.p_flags & writable) !== 0,
    }
    if (header.p_type === elf.load) {
      checkSegment(file, segment)
      loaded.push(segment)
    } else if (header.p_type === elf.dynamic) {
      dynamic = { address: segment.address, byteLength: segment.memorySize }
    } else if (header.p_type === interpreterType) {
      interpreter = textOf(file.read(segment.offset, Math.min(segment.fileSize, longestPath)))
    }
  }
  loaded.sort((one, other) => one.address - other.address)
  loaded.forEach((segment, index) => checkOverlap(file, loaded[index - 1], segment))
  return { loaded, dynamic, interpreter }
}

function checkSegment(file: FileBytes, { address, memorySize, offset, fileSize }: Segment): void {
  if (offset + fileSize > file.size) {
    refuse(file, `${offset + fileSize} bytes`, `${file.size} bytes: the file was cut short`)
  }
  if (address + memorySize > endOfSpace) {
    refuse(file, `addresses up to 0x${endOfSpace.toString(16)}`, `0x${(address + memorySize).toString(16)}`)
  }
  if (fileSize > memorySize) {
    refuse(file, `at most ${memorySize} bytes for ${memorySize} bytes of memory`, `${fileSize} bytes`)
  }
}

function checkOverlap(file: FileBytes, before: Segment | undefined, segment: Segment): void {
  if (before === undefined || before.address + before.memorySize <= segment.address) return
  const place = `0x${segment.address.toString(16)}`
  refuse(file, 'segments that do not overlap', `two that both have the address ${place}`)
}

/** A text that ends with a zero. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined
  const end = bytes.indexOf(0)
  return Buffer.from(bytes.subarray(0, end === -1 ? bytes.length : end)).toString('latin1')
}

function refuse(file: FileBytes, expected: string, found: string): never {
  return refuseElf(file.path, {
    code: 'ABI-A020',
    summary: 'an ELF file whose segments cannot be right',
    expected,
    found,
  })
}
