// Files that are no libraries of this machine are described as what they are.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { declareFile, inspectFile, knownEntryPoints } from '../../src/inspect/index.js'
import { refusal } from '../support/refusal.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(bytes: string | readonly number[]): string {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Uint8Array.from(bytes))
  return path
}

/** The first bytes of an ELF file: class, order of bytes, type and machine. */
function elfOf(bits: 1 | 2, order: 1 | 2, type: number, machine: number): readonly number[] {
  const half = (value: number): number[] =>
    order === 1 ? [value & 255, value >> 8] : [value >> 8, value & 255]
  const rest = new Array<number>(40).fill(0)
  return [
    0x7f,
    0x45,
    0x4c,
    0x46,
    bits,
    order,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    ...half(type),
    ...half(machine),
    1,
    ...rest,
  ]
}

describe('a file that is no library of this machine', () => {
  it.each([
    ['', 'empty', 'an empty file'],
    ['hello\n', 'text', 'a text file'],
    ['#!/bin/sh\n', 'script', 'a script'],
    ['!<arch>\nabc', 'archive', 'a static library'],
    ['!<thin>\nabc', 'archive', 'a static library'],
    ['MZ\x90\0', 'pe', 'a Windows library or program'],
    ['\xcf\xfa\xed\xfe\x07\0\0\x01', 'mach-o', 'a macOS library or program'],
    ['\0asm\x01\0\0\0', 'wasm', 'a WebAssembly module'],
    ['PK\x03\x04', 'zip', 'a ZIP archive'],
    ['\x01\x02\x03\x04\x05', 'unknown', 'a file that begins with 01020304'],
  ])('A-40: %j is %s', (content, format, description) => {
    const path = fileOf(content)
    expect(inspectFile(path)).toEqual({
      ...{ path, size: content.length, format, description },
      ...{ elf: null, entryPoints: [], module: null, plugin: null, traits: [] },
    })
  })

  it.each([
    [elfOf(1, 1, 3, 3), 'a shared library for i386, of 32 bits'],
    [elfOf(1, 1, 2, 40), 'a program for arm, of 32 bits'],
    [elfOf(2, 2, 3, 22), 'a shared library for s390x, most significant byte first'],
    [
      elfOf(1, 2, 1, 8),
      'an object file that is not linked yet, for mips, of 32 bits, most significant byte first',
    ],
    [elfOf(1, 1, 4, 3), 'a core dump for i386, of 32 bits'],
    [elfOf(1, 1, 77, 999), 'an ELF file of a sort that is not known, for machine 999, of 32 bits'],
  ])('A-40: ELF files are described by their header (%#)', (bytes, description) => {
    const { elf, ...file } = inspectFile(fileOf(bytes))
    expect(file).toMatchObject({ format: 'elf', description, plugin: null, module: null })
    expect(elf!.exports).toEqual([])
  })

  it('A-40: refuses what is no file', () => {
    for (const path of [join(folder, 'none'), folder, '/dev/null', '', 'a\0b', 5 as never]) {
      expect(refusal(() => inspectFile(path)).code, String(path)).toBe('ABI-F001')
    }
  })

  it('A-45: nothing is declared of it', () => {
    const error = refusal(() => declareFile(fileOf('#!/bin/sh\n')))
    expect([error.code, error.rule, error.found]).toEqual(['ABI-A024', 'A-45', 'a script'])
  })
})

describe('entry points', () => {
  it('A-44: are known by their names', () => {
    const known = knownEntryPoints([
      'abi_entry_Adder',
      'C_GetFunctionList',
      'sqlite3_extension_init',
      'sqlite3_fuzzer_init',
      'napi_register_module_v1',
      'PyInit__json',
      'constructor',
      'toString',
      '__proto__',
      'xPyInit_a',
    ])
    expect(known.map((one) => one.interface)).toEqual([
      'savefile-abi plugin',
      'PKCS #11 module',
      'SQLite extension',
      'SQLite extension',
      'Node-API addon',
      'Python module',
    ])
  })
})
