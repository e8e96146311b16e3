import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { LibraryError } from '../errors/index.js'
import { describeValue } from '../layout/names.js'
import { hostTarget } from '../layout/index.js'
import { elf, ElfHeader, ElfProgramHeader } from './elf.js'
import { identifyContent, startsWith } from './file-format.js'
import { storedFormat } from './stored-struct.js'

/**
 * Finds a library file and makes sure that the system can load it without harm: the loader of the system maps whatever
 * the file's tables say, and a file that was cut short would end the process with a bus error.
 *
 * @param path - A path, relative to the working directory.
 * @returns The absolute path without symbolic links.
 * @throws {@link LibraryError} `ABI-F001` where there is no such file, `ABI-F002` where it is no whole shared library of
 * this machine.
 *
 * @see Rule H-1 of the specification.
 *
 * @internal
 */
export function checkLibraryFile(path: unknown): string {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new LibraryError('not a path', {
      code: 'ABI-F001',
      rule: 'H-1',
      expected: 'the path of a shared library',
      found: describeValue(path),
    })
  }
  const file = realPath(resolve(path))
  const descriptor = open(file)
  try {
    const { size } = requireFile(file, descriptor)
    checkElf(file, size, (offset, length) => read(descriptor, offset, length))
  } finally {
    closeSync(descriptor)
  }
  return file
}

function realPath(file: string): string {
  try {
    return realpathSync(file)
  } catch (cause) {
    throw new LibraryError('there is no such file', { code: 'ABI-F001', rule: 'H-1', path: file, cause })
  }
}

function open(file: string): number {
  try {
    // Opening a pipe would wait until somebody writes to it.
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (cause) {
    throw new LibraryError('the file cannot be read', {
      code: 'ABI-F001',
      rule: 'H-1',
      path: file,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}

function requireFile(file: string, descriptor: number): { readonly size: number } {
  const stats = fstatSync(descriptor)
  if (stats.isFile()) return stats
  throw new LibraryError('not a file', {
    code: 'ABI-F001',
    rule: 'H-1',
    path: file,
    expected: 'a shared library',
    found: stats.isDirectory() ? 'a directory' : 'a device or a pipe',
  })
}

function read(descriptor: number, offset: number, length: number): ArrayBuffer {
  const bytes = new Uint8Array(length)
  const count = readSync(descriptor, bytes, 0, length, offset)
  return bytes.buffer.slice(0, count)
}

type Read = (offset: number, length: number) => ArrayBuffer

function checkElf(file: string, size: number, readPart: Read): void {
  const refuse = (expected: string, found: string): never => {
    throw new LibraryError('not a shared library that this machine can load', {
      code: 'ABI-F002',
      rule: 'H-1',
      path: file,
      expected,
      found,
    })
  }
  const target = hostTarget()
  const headers = storedFormat(ElfHeader)
  const headerSize = headers.size
  const start = readPart(0, headerSize)
  const magic = new Uint8Array(start, 0, Math.min(16, start.byteLength))
  if (!startsWith(magic, '\x7fELF')) refuse('an ELF file', identifyContent(magic, size).description)
  if (start.byteLength < headerSize) refuse('a whole ELF header', `${size} bytes: the file was cut short`)
  if (magic[4] !== elf.class64) refuse('a 64-bit library', 'a 32-bit one')
  if (magic[5] !== elf.littleEndian) refuse('a little-endian library', 'a big-endian one')
  const header = headers.at(new DataView(start), 0)
  if (header.e_type !== elf.sharedObject) refuse('a shared library', describeType(header.e_type))
  if (header.e_machine !== elf.machines[target.name])
    refuse(target.name, `a library for ELF machine ${header.e_machine}`)

  const entries = storedFormat(ElfProgramHeader)
  const entrySize = entries.size
  if (header.e_phentsize !== entrySize)
    refuse(`program headers of ${entrySize} bytes`, `${header.e_phentsize} bytes`)
  const tableSize = header.e_phnum * entrySize
  if (header.e_phoff + BigInt(tableSize) > BigInt(size)) {
    refuse('a whole table of program headers', `${size} bytes: the file was cut short`)
  }
  const table = readPart(Number(header.e_phoff), tableSize)
  if (table.byteLength < tableSize) refuse('a whole table of program headers', 'a file that is being changed')
  const view = new DataView(table)
  let isDynamic = false
  for (let index = 0; index < header.e_phnum; index++) {
    const { p_type, p_offset, p_filesz } = entries.at(view, index * entrySize)
    if (p_type === elf.dynamic) isDynamic = true
    if ((p_type === elf.load || p_type === elf.dynamic) && p_offset + p_filesz > BigInt(size)) {
      refuse(`${p_offset + p_filesz} bytes`, `${size} bytes: the file was cut short`)
    }
  }
  if (!isDynamic) refuse('a shared library', 'an ELF file without a dynamic section')
}

/**
 * What sort of ELF file one is.
 *
 * @param type - Its `e_type`.
 *
 * @internal
 */
export function describeType(type: number): string {
  return (
    { 1: 'an object file that is not linked yet', 2: 'a program', 4: 'a core dump' }[type] ??
    `an ELF file of type ${type}`
  )
}
