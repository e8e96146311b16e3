import { elf, ElfHeader } from '../../module/elf.js'
import { layoutOf, targets } from '../../layout/index.js'
import type { FileBytes } from './file-bytes.js'
import { refuseElf } from './refuse-elf.js'
import { structAt } from './struct-at.js'

/** What the first bytes of an ELF file say, whatever machine it is for. */
export interface ElfIdentity {
  /** 32 or 64. */
  readonly bits: 32 | 64
  /** Order of bytes. */
  readonly byteOrder: 'little' | 'big'
  /** `e_type`: 1 an object file, 2 a program, 3 a shared library, 4 a core dump. */
  readonly type: number
  /** `e_machine`. */
  readonly machine: number
}

/** Where the table of program headers lies. */
export interface ProgramHeaderTable {
  /** Bytes from the start of the file. */
  readonly offset: number
  /** How many entries. */
  readonly count: number
  /** Bytes of one. */
  readonly entrySize: number
}

/** The part of the header that is the same for all machines. */
const identityBytes = 20

/**
 * Reads what an ELF file is.
 *
 * @throws `LibraryError` `ABI-A020` where the header is cut short or contradicts itself.
 *
 * @internal
 */
export function readIdentity(file: FileBytes): ElfIdentity {
  const bytes = file.read(0, identityBytes)
  if (bytes === undefined) refuseCut(file, 'a whole ELF header')
  const [bitsCode, orderCode] = [bytes[4]!, bytes[5]!]
  if (bitsCode !== 1 && bitsCode !== 2) {
    refuse(file, 'an ELF file of 32 or 64 bits', `class ${bitsCode}`)
  }
  if (orderCode !== 1 && orderCode !== 2) {
    refuse(file, 'an order of bytes: 1 or 2', String(orderCode))
  }
  const isLittle = orderCode === elf.littleEndian
  const view = new DataView(bytes.buffer, bytes.byteOffset, identityBytes)
  return {
    bits: bitsCode === elf.class64 ? 64 : 32,
    byteOrder: isLittle ? 'little' : 'big',
    type: view.getUint16(16, isLittle),
    machine: view.getUint16(18, isLittle),
  }
}

/**
 * Finds the program headers of a 64-bit little-endian ELF file.
 *
 * @throws `LibraryError` `ABI-A020` where the header is cut short, or the table lies outside of the file.
 *
 * @internal
 */
export function findProgramHeaders(file: FileBytes, entrySize: number): ProgramHeaderTable {
  const bytes = file.read(0, layoutOf(ElfHeader, targets['x86_64-linux']).size)
  if (bytes === undefined) refuseCut(file, 'a whole ELF header')
  const header = structAt(ElfHeader, bytes)
  const table = { offset: Number(header.e_phoff), count: header.e_phnum, entrySize: header.e_phentsize }
  if (table.count > 0 && table.entrySize !== entrySize) {
    refuse(file, `program headers of ${entrySize} bytes`, `${table.entrySize} bytes`)
  }
  if (table.offset + table.count * entrySize > file.size) {
    refuseCut(file, 'a whole table of program headers')
  }
  return table
}

function refuseCut(file: FileBytes, expected: string): never {
  refuse(file, expected, `${file.size} bytes: the file was cut short`)
}

function refuse(file: FileBytes, expected: string, found: string): never {
  return refuseElf(file.path, {
    code: 'ABI-A020',
    summary: 'an ELF file whose header cannot be right',
    expected,
    found,
  })
}
