// The methods of open files of SQLite: version 1 for files that lock by a second file, version 3 for others.
import { array, c_int, fn, hasField, hostTarget, native, nullable, usize, viewPrefix } from 'abiding'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sqlite3_io_methods } from '../../examples/peers/sqlite.abi.js'
import { File, fileSystem } from '../../examples/peers/sqlite.js'
import { requirePackage } from '../support/packages.js'
import { requireTool } from '../support/tools.js'
import { compareWithHeader, headerSignatures, signaturesOf } from './header.js'
import { cutAt, expectAllPairs, withRung, writeIntVersion } from './truncated.js'

const header = { include: '#include <sqlite3.h>', spelling: 'sqlite3_io_methods' }
const hasSqlite = requirePackage('sqlite')
const folder = mkdtempSync(join(tmpdir(), 'abiding-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true }))

const methodsAddress = (file: File): number => native.at(array(usize, 1), file.address).at(0)

describe.runIf(hasSqlite && requireTool('cc'))('the header of SQLite, sqlite3_io_methods', () => {
  it('R-3: lays out the struct as it is declared', () => {
    const layout = sqlite3_io_methods.measure(hostTarget())
    expect(compareWithHeader(header, layout)).toBe('')
    const wrong = { ...layout, fields: layout.fields.map((one) => ({ ...one, offset: one.offset + 1 })) }
    expect(compareWithHeader(header, wrong)).toContain('offsetof(sqlite3_io_methods, xUnfetch)')
  })

  it.runIf(process.arch === 'x64' || process.arch === 'arm64')(
    'R-3: each version ends where it always did',
    () => {
      const sizes = sqlite3_io_methods.versions.map(
        (version) => sqlite3_io_methods.upTo(version).measure(hostTarget()).size,
      )
      expect(sizes).toEqual([104, 136, 152])
    },
  )

  it.runIf(requireTool('clang'))('L-12: declares the functions with the same signatures', async () => {
    const imported = await headerSignatures({ headers: ['sqlite3.h'], types: ['sqlite3_io_methods'] })
    expect(signaturesOf(sqlite3_io_methods.fields)).toEqual(imported)
    expect(Object.keys(imported)).toHaveLength(18)
  })
})

describe.runIf(hasSqlite)('open files of SQLite', () => {
  it.each([
    ['unix', 3],
    ['unix-none', 3],
    ['unix-dotfile', 1],
  ])('K-1: the methods of %s, of version %d, write a real file', (name, version) => {
    const path = join(folder, `${name}.db`)
    using file = new File(fileSystem(name), path)
    expect(file.methods.iVersion).toBe(version)
    expect(hasField(file.methods, 'xFetch')).toBe(version === 3)
    file.write(Uint8Array.of(1, 2, 3), 5)
    expect(file.size).toBe(8)
    expect([...readFileSync(path)]).toEqual([0, 0, 0, 0, 0, 1, 2, 3])
    expect([...file.read(6, 4)]).toEqual([0, 1, 2, 3, 0, 0])
    expect(file.methods.xTruncate(file.address, 6n)).toBe(0)
    expect([...readFileSync(path)]).toEqual([0, 0, 0, 0, 0, 1])
    expect(file.methods.xSectorSize?.(file.address)).toBeGreaterThanOrEqual(512)
  })

  it('L-12: a file in memory is of version 3, and has null slots all the same', () => {
    using file = new File(fileSystem('memdb'), null)
    const { methods } = file
    expect(methods.iVersion).toBe(3)
    expect(methods.xCheckReservedLock).toBeNull()
    expect(methods.xSectorSize).toBeNull()
    expect(hasField(methods, 'xShmMap')).toBe(true)
    expect(methods.xShmMap).toBeNull()
    expect(methods.xFetch).toBeTypeOf('function')
    file.write(Uint8Array.of(7), 0)
    expect(file.size).toBe(1)
  })

  it('R-3: every version is read by every declaration, older, newer and its own', () => {
    const newer = withRung(sqlite3_io_methods, '4', { xFuture: nullable(fn({ flags: c_int }, c_int)) })
    for (const name of ['unix', 'memdb']) {
      using file = new File(fileSystem(name), name === 'memdb' ? null : join(folder, 'pairs.db'))
      expect(expectAllPairs(sqlite3_io_methods, newer, methodsAddress(file), writeIntVersion)).toBe(3 * 4)
    }
  })

  it('K-1: methods of a table that ends early can be called', () => {
    using file = new File(fileSystem('memdb'), null)
    file.write(Uint8Array.of(1, 2, 3, 4), 0)
    for (const version of sqlite3_io_methods.versions) {
      const cut = cutAt(sqlite3_io_methods, methodsAddress(file), version, writeIntVersion)
      const methods = viewPrefix(sqlite3_io_methods, cut)
      expect(methods.iVersion).toBe(Number(version))
      expect(methods.xTruncate(file.address, 4n - BigInt(version))).toBe(0)
      expect(file.size).toBe(4 - Number(version))
    }
  })

  it('P-7: an older declaration leaves newer methods alone', () => {
    using file = new File(fileSystem('unix'), join(folder, 'older.db'))
    const methods = viewPrefix(sqlite3_io_methods.upTo('2'), methodsAddress(file))
    expect(methods.iVersion).toBe(3)
    expect(methods.xShmMap).toBeTypeOf('function')
    expect('xFetch' in methods).toBe(false)
  })
})
