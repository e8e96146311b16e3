// Files that are no modules: what is refused before the system loads anything, and what the system refuses.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LibraryError } from 'abiding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'
import { compile } from '../support/compile.js'
import { buildGauge, loadGauge } from '../support/gauge.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const expectRefused = (path: unknown, expected: object): void => {
  const error = refusal(() => loadGauge(path as string))
  expect(error).toBeInstanceOf(LibraryError)
  expect(error).toMatchObject(expected)
}

describe('a path', () => {
  it.each([undefined, null, '', 5, {}, ['a.so'], 'a\0.so'])('H-1: %p is none', (path) => {
    expectRefused(path, { code: 'ABI-F001', rule: 'H-1' })
  })

  it.each(['missing.so', 'missing/folder.so'])('H-1: where there is no file, %s, is refused', (name) => {
    expectRefused(join(folder, name), { code: 'ABI-F001', rule: 'H-1', path: join(folder, name) })
  })

  it('H-1: is not looked for elsewhere: the system knows libc.so.6, here it is no file', () => {
    expectRefused('libc.so.6', { code: 'ABI-F001' })
  })

  it('H-1: of a folder, a device, a pipe, or a link to nothing is refused', () => {
    expectRefused(folder, { code: 'ABI-F001', found: 'a directory' })
    expectRefused('/dev/null', { code: 'ABI-F001', found: 'a device or a pipe' })
    execFileSync('mkfifo', [join(folder, 'pipe.so')])
    expectRefused(join(folder, 'pipe.so'), { code: 'ABI-F001', found: 'a device or a pipe' })
    symlinkSync('nowhere.so', join(folder, 'dangling.so'))
    expectRefused(join(folder, 'dangling.so'), { code: 'ABI-F001' })
    symlinkSync('loop.so', join(folder, 'loop.so'))
    expectRefused(join(folder, 'loop.so'), { code: 'ABI-F001' })
  })
})

describe('a file', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['text', 'int main(void) { return 0; }\n', 'a text file'],
    ['nothing', '', 'an empty file'],
    ['one byte', '\x7f', 'a file that begins with 7f'],
    ['zeros', new Uint8Array(10_000), 'a file that begins with 00000000'],
    ['png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'a PNG image'],
    ['dll', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'a Windows library or program'],
    ['dylib', Buffer.from('cffaedfe0c00000100000000', 'hex'), 'a macOS library or program'],
    ['fat dylib', Buffer.from('cafebabe00000002', 'hex'), 'a macOS universal library or a Java class'],
    ['wasm', Buffer.from('0061736d01000000', 'hex'), 'a WebAssembly module'],
    ['archive', '!<arch>\n', 'a static library'],
    ['script', '#!/bin/sh\nexit 0\n', 'a script'],
    ['zip', 'PK\x03\x04', 'a ZIP archive'],
    ['linker script', 'INPUT ( libfoo.so.1 )\n', 'a text file'],
  ])('H-1: of %s is refused', (name, content, found) => {
    expectRefused(write(`${name}.so`, content), {
      code: 'ABI-F002',
      rule: 'H-1',
      expected: 'an ELF file',
      found,
    })
  })

  it('H-1: that is a program is refused', () => {
    expectRefused(process.execPath, { code: expect.stringMatching(/^ABI-F00[23]$/) as string })
  })
})

describe.runIf(requireTool('cc'))('a shared library', () => {
  let whole: Uint8Array
  beforeAll(() => {
    whole = readFileSync(buildGauge('as it must be'))
  })

  /** The library with some bytes of its file header replaced. */
  const patched = (name: string, offset: number, bytes: readonly number[]): string => {
    const copy = Uint8Array.from(whole)
    copy.set(bytes, offset)
    return write(`${name}.so`, copy)
  }

  it.each<[string, number, number[], string]>([
    ['32 bits', 4, [1], 'a 32-bit one'],
    ['no word size', 4, [0], 'a 32-bit one'],
    ['big-endian', 5, [2], 'a big-endian one'],
    ['an object file', 16, [1, 0], 'an object file that is not linked yet'],
    ['a program', 16, [2, 0], 'a program'],
    ['a core dump', 16, [4, 0], 'a core dump'],
    ['another type', 16, [0xff, 0xfe], 'an ELF file of type 65279'],
    ['another machine', 18, [40, 0], 'a library for ELF machine 40'],
    ['no machine', 18, [0, 0], 'a library for ELF machine 0'],
    ['program headers of another size', 54, [32, 0], '32 bytes'],
    ['program headers behind the file', 32, [0, 0, 0, 1], 'the file was cut short'],
    ['program headers behind every file', 32, [0, 0, 0, 0, 0, 0, 0, 0x80], 'the file was cut short'],
    ['program headers at the end of all', 32, Array<number>(8).fill(0xff), 'the file was cut short'],
    ['more program headers than bytes', 56, [0xff, 0xff], 'the file was cut short'],
    ['no program headers', 56, [0, 0], 'an ELF file without a dynamic section'],
  ])('H-1: with %s is refused', (name, offset, bytes, found) => {
    const error = refusal(() => loadGauge(patched(name, offset, bytes)))
    expect(error).toBeInstanceOf(LibraryError)
    expect(error).toMatchObject({ code: 'ABI-F002', rule: 'H-1' })
    expect(error.found).toContain(found)
  })

  it('H-1: with a segment that ends behind the file is refused', () => {
    const view = new DataView(whole.buffer, whole.byteOffset)
    const first = Number(view.getBigUint64(32, true))
    for (const [name, field] of Object.entries({ offset: 8, size: 32 })) {
      const path = patched(`huge ${name}`, first + field, Array<number>(8).fill(0xff))
      expectRefused(path, { code: 'ABI-F002' })
    }
  })

  it(
    'H-1: cut short at any length is refused, or all that is needed of it is there',
    { timeout: 60_000 },
    async () => {
      const cut = join(folder, 'cut')
      mkdirSync(cut)
      // Every length in the header and the program headers, then a grid, and every length near the end.
      const near = (length: number): boolean =>
        length < 700 || length % 97 === 0 || length > whole.length - 64
      const lengths = Array.from({ length: whole.length + 1 }, (_, length) => length).filter(near)
      for (const length of lengths) {
        const path = join(cut, `${String(length).padStart(8, '0')}.so`)
        copyFileSync(buildGauge('as it must be'), path)
        truncateSync(path, length)
      }
      const { status, signal, output, stderr } = await runProgram('load-files.ts', [cut])
      expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
      const outcomes = Object.values(output as Record<string, string>)
      expect(outcomes).toHaveLength(lengths.length)
      const firstWhole = outcomes.findIndex((outcome) => outcome !== 'ABI-F002')
      expect(outcomes.slice(firstWhole).filter((outcome) => outcome !== 'twice(21) = 42')).toEqual([])
      // What can be cut off are the tables for linkers and debuggers.
      expect(lengths[firstWhole]).toBeGreaterThan(whole.length / 2)
    },
  )

  it('H-1: that lacks what it needs is refused with the words of the system', () => {
    const path = compile(
      'extern int nowhere_to_be_found;\nint *needed = &nowhere_to_be_found;\n',
      'incomplete',
    )
    const error = refusal(() => loadGauge(path))
    expect(error).toMatchObject({ code: 'ABI-F003', path })
    expect(error.found).toContain('nowhere_to_be_found')
  })

  it('H-2: without a header is refused', () => {
    const path = compile('int answer(void) { return 42; }\n', 'without-header')
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-H001', rule: 'H-2', path })
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-H001' })
  })

  it('H-2: of the system is refused: the C library', () => {
    const libc = /\/\S*\/(libc[.-]\S*|ld-musl\S*)$/m.exec(readFileSync('/proc/self/maps', 'latin1'))![0]
    expect(refusal(() => loadGauge(libc))).toMatchObject({ code: 'ABI-H001', rule: 'H-2' })
  })
})
