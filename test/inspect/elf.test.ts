// ELF files as files: compared with what the loader of the system makes of them.
import { safeRead } from 'abiding'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openLibrary } from '../../src/ffi/index.js'
import { readIdentity } from '../../src/inspect/elf/elf-header.js'
import { FileBytes } from '../../src/inspect/elf/file-bytes.js'
import { readLibrary, type ElfLibrary } from '../../src/inspect/elf/library-file.js'
import { inspectFile } from '../../src/inspect/index.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { buildLibrary, pointerSource } from './build-library.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))

const isLinux = process.platform === 'linux'
const shared = ['-shared', '-fPIC', '-O1']

function read(path: string): ElfLibrary {
  const file = new FileBytes(path)
  // The tests are short: the file is left open until they end.
  return readLibrary(file, readIdentity(file))
}

function addressOf(library: ElfLibrary, name: string): number {
  return library.exported.find((symbol) => symbol.name === name)!.address
}

function words(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 8 }, (_, index) => view.getBigUint64(index * 8, true))
}

describe.runIf(requireTool('cc') && isLinux)('the memory of a library', () => {
  it.each([
    ['with RELA', []],
    ['with RELR', ['-Wl,-z,pack-relative-relocs']],
    ['with the older hash table', ['-Wl,--hash-style=sysv']],
    ['with the hash table of GNU', ['-Wl,--hash-style=gnu']],
    ['with symbols bound at once', ['-Wl,-z,now', '-Wl,-Bsymbolic']],
  ])('A-42: is what the system makes of it, %s', (_what, flags) => {
    const path = buildLibrary(pointerSource, [...shared, ...flags])
    const library = read(path)
    const image = library.image()
    const loaded = openLibrary(path)
    const base = loaded.symbol('shown')! - addressOf(library, 'shown')
    for (const [name, size] of [
      ['table', 48],
      ['shown', 4],
      ['zeros', 12_000],
    ] as const) {
      const seen = image.read(addressOf(library, name), size)!
      const real = safeRead(base + addressOf(library, name), size)
      if (name === 'table') {
        const moved = words(seen).map((word) => (word === 0n ? word : word + BigInt(base)))
        expect(moved).toEqual(words(real))
        expect(moved.filter((word) => word !== 0n)).toHaveLength(5)
      } else expect(seen).toEqual(real)
    }
  })

  it('A-42: leaves what another library defines', () => {
    const library = read(buildLibrary(pointerSource, shared))
    expect(words(library.image().read(addressOf(library, 'foreign'), 8)!)).toEqual([0n])
  })

  it('A-42: gives parts of addresses as it gives whole ones, and nothing outside', () => {
    const library = read(buildLibrary(pointerSource, shared))
    const image = library.image()
    const table = addressOf(library, 'table')
    const whole = image.read(table, 48)!
    for (let start = 0; start < 43; start += 3) {
      expect(image.read(table + start, 48 - start)).toEqual(whole.subarray(start))
      // Another image has nothing kept.
      expect(library.image().read(table + start, 5)).toEqual(whole.slice(start, start + 5))
    }
    expect(image.read(0x10_0000_0000, 8)).toBeUndefined()
    expect(image.read(-8, 8)).toBeUndefined()
    expect(image.read(table, -1)).toBeUndefined()
    expect(image.read(table, 2 ** 40)).toBeUndefined()
  })

  it('A-40: tells names, needs and exports', () => {
    const path = buildLibrary(pointerSource, [...shared, '-Wl,-soname,libpointers.so.3'])
    const { elf, description, format } = inspectFile(path)
    expect(format).toBe('elf')
    expect(description).toBe(`a shared library for ${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}`)
    expect(elf).toMatchObject({
      bits: 64,
      byteOrder: 'little',
      type: 'shared library',
      soname: 'libpointers.so.3',
    })
    expect(elf!.needed).toContain('libc.so.6')
    expect(elf!.exports).toEqual(['foreign', 'get', 'shown', 'table', 'zeros'])
  })

  it('A-40: tells programs and object files from libraries', () => {
    const program = buildLibrary('int main(void) { return 0; }', ['-O0'])
    expect(inspectFile(program).elf!.type).toBe('program')
    const object = buildLibrary(pointerSource, ['-c'])
    expect(inspectFile(object).description).toMatch(/^an object file that is not linked yet, for /)
  })
})

describe.runIf(requireTool('cc') && isLinux)('a library that cannot be right', () => {
  const path = (): string => buildLibrary(pointerSource, [...shared, '-Wl,--hash-style=gnu'])

  function changed(change: (bytes: Buffer, view: DataView) => void): () => unknown {
    const bytes = readFileSync(path())
    change(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    const copy = join(folder, `${Math.random()}.so`)
    writeFileSync(copy, bytes)
    return () => {
      const { plugin } = inspectFile(copy)
      read(copy).image()
      return plugin
    }
  }

  /** The offset in the file of a program header of a type. */
  function programHeader(view: DataView, type: number): number {
    const start = Number(view.getBigUint64(32, true))
    const count = view.getUint16(56, true)
    const all = Array.from({ length: count }, (_, index) => start + index * 56)
    return all.find((at) => view.getUint32(at, true) === type)!
  }

  /** The offset in the file of the value of an entry of the dynamic section. */
  function dynamicValue(view: DataView, tag: number): number {
    let at = Number(view.getBigUint64(programHeader(view, 2) + 8, true))
    while (Number(view.getBigUint64(at, true)) !== tag) at += 16
    return at + 8
  }

  it.each<[string, string, (bytes: Buffer, view: DataView) => void]>([
    ['ABI-A020', 'of no known width', (bytes) => (bytes[4] = 3)],
    ['ABI-A020', 'of no known order of bytes', (bytes) => (bytes[5] = 0)],
    ['ABI-A020', 'with program headers of another size', (_, view) => view.setUint16(54, 40, true)],
    ['ABI-A020', 'with program headers behind its end', (_, view) => view.setBigUint64(32, 1n << 62n, true)],
    [
      'ABI-A020',
      'with a segment behind its end',
      (_, view) => view.setBigUint64(programHeader(view, 1) + 8, 1n << 40n, true),
    ],
    [
      'ABI-A020',
      'with a segment at an impossible place',
      (_, view) => view.setBigUint64(programHeader(view, 1) + 16, 1n << 60n, true),
    ],
    [
      'ABI-A020',
      'with segments that overlap',
      (_, view) => view.setBigUint64(programHeader(view, 1) + 40, 1n << 20n, true),
    ],
    [
      'ABI-A020',
      'with more bytes in the file than in memory',
      (_, view) => view.setBigUint64(programHeader(view, 1) + 40, 1n, true),
    ],
    [
      'ABI-A021',
      'with a dynamic section outside',
      (_, view) => view.setBigUint64(programHeader(view, 2) + 16, 1n << 40n, true),
    ],
    [
      'ABI-A021',
      'with a dynamic section without an end',
      (_, view) => view.setBigUint64(programHeader(view, 2) + 40, 32n, true),
    ],
    [
      'ABI-A021',
      'with symbols of another size',
      (_, view) => view.setBigUint64(dynamicValue(view, 11), 25n, true),
    ],
    [
      'ABI-A021',
      'with the name of a library outside',
      (_, view) => view.setBigUint64(dynamicValue(view, 1), 1n << 30n, true),
    ],
    [
      'ABI-A022',
      'with symbols outside',
      (_, view) => view.setBigUint64(dynamicValue(view, 6), 1n << 40n, true),
    ],
    ['ABI-A022', 'with names outside', (_, view) => view.setBigUint64(dynamicValue(view, 10), 10n, true)],
    [
      'ABI-A022',
      'with a hash table outside',
      (_, view) => view.setBigUint64(dynamicValue(view, 0x6ffffef5), 1n << 40n, true),
    ],
    [
      'ABI-A023',
      'with relocations outside',
      (_, view) => view.setBigUint64(dynamicValue(view, 7), 1n << 40n, true),
    ],
    [
      'ABI-A023',
      'with too many relocations',
      (_, view) => view.setBigUint64(dynamicValue(view, 8), 1n << 50n, true),
    ],
  ])('A-41: %s for one %s', (code, _what, change) => {
    const action = changed(change)
    const error = refusal(action)
    // The name of a library may be refused before its symbols are.
    expect([error.code, error.rule]).toEqual(
      _what === 'with names outside' ? [expect.stringMatching(/ABI-A02[12]/), 'A-41'] : [code, 'A-41'],
    )
    expect(error.expected).toBeDefined()
    expect(error.found).toBeDefined()
  })

  it('A-41: is refused where it was cut short, wherever', () => {
    const whole = readFileSync(path())
    const copy = join(folder, 'cut.so')
    for (const length of [17, 30, 63, 100, 700, 4096, whole.length >> 1]) {
      copyFileSync(path(), copy)
      truncateSync(copy, length)
      expect(refusal(() => inspectFile(copy)).code, `${length} bytes`).toBe('ABI-A020')
    }
  })
})
