// The other direction: tables of SQLite that are written in TypeScript, of older versions too, and that SQLite calls.
import { bindSymbol, hasField, implement, liveExports, openLibrary, type ImplementedPrefix } from 'abiding'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sqlite3_vfs, sqlite3_vfs_register, sqlite3_vfs_unregister } from '../../examples/peers/sqlite.abi.js'
import { Database } from '../../examples/peers/sqlite-database.js'
import { FilesInTypeScript } from '../../examples/peers/sqlite-files-in-typescript.js'
import { check, fileSystem, fileSystems } from '../../examples/peers/sqlite.js'
import { requirePackage } from '../support/packages.js'

const now = new Date('2001-02-03T04:05:06Z')
const folder = mkdtempSync(join(tmpdir(), 'abiding-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Makes a table of a file system known to SQLite for as long as something runs. */
function whileRegistered(table: ImplementedPrefix, run: () => void): void {
  const library = openLibrary('libsqlite3.so.0')
  check('register', bindSymbol(library, 'sqlite3_vfs_register', sqlite3_vfs_register)(table.address, 0))
  try {
    run()
  } finally {
    check('unregister', bindSymbol(library, 'sqlite3_vfs_unregister', sqlite3_vfs_unregister)(table.address))
    table[Symbol.dispose]()
  }
}

/** A file system of a version that has clocks and nothing else; which of them were read. */
function clocks(version: string, name: string) {
  const asked: string[] = []
  const unused = (): number => 1
  const milliseconds = now.getTime() + 210_866_760_000_000
  const values = {
    szOsFile: 16,
    mxPathname: 64,
    pNext: null,
    zName: name,
    pAppData: null,
    xOpen: unused,
    xDelete: null,
    xAccess: unused,
    xFullPathname: unused,
    xDlOpen: null,
    xDlError: null,
    xDlSym: null,
    xDlClose: null,
    xRandomness: unused,
    xSleep: unused,
    xCurrentTime: () => {
      asked.push('xCurrentTime')
      return { returns: 0, day: milliseconds / 86_400_000 }
    },
    xGetLastError: null,
    xCurrentTimeInt64: () => {
      asked.push('xCurrentTimeInt64')
      return { returns: 0, milliseconds: BigInt(milliseconds) }
    },
    xSetSystemCall: null,
    xGetSystemCall: null,
    xNextSystemCall: null,
  }
  const type = sqlite3_vfs.upTo(version)
  const names = type.fields.map((field) => field.name)
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => names.includes(key)))
  return { asked, make: (changes = {}) => implement(type, { ...own, ...changes } as never) }
}

function timeIn(name: string): string | null {
  using database = new Database(':memory:', name)
  return database.run("select datetime('now')")[0]![0]!
}

describe.runIf(requirePackage('sqlite'))('SQLite calls TypeScript', () => {
  it('P-10: a database lives in files of JavaScript, through tables of version 1', () => {
    const before = liveExports()
    {
      using system = new FilesInTypeScript('in-typescript', () => now)
      expect(fileSystem('in-typescript')).toMatchObject({ zName: 'in-typescript', iVersion: 1 })
      expect(hasField(fileSystem('in-typescript'), 'xCurrentTimeInt64')).toBe(false)
      {
        using database = new Database('/notes.db', 'in-typescript')
        database.run('create table note (id integer primary key, text)')
        database.run("insert into note (text) values ('one'), ('two'), (null)")
        database.run("update note set text = upper(text) where text = 'two'")
        expect(database.run('select id, text from note')).toEqual([
          ['1', 'one'],
          ['2', 'TWO'],
          ['3', null],
        ])
        expect(database.run("select datetime('now')")).toEqual([['2001-02-03 04:05:06']])
        expect(system.timesAsked).toBeGreaterThan(0)
        expect(database.run('pragma integrity_check')).toEqual([['ok']])
        // Shared memory came with version 2, so there is no write-ahead log here.
        expect(database.run('pragma journal_mode = wal')).toEqual([['delete']])
        expect(() => database.run('select text from absent')).toThrow('no such table')
      }
      const { bytes } = system.files.get('/notes.db')!
      const path = join(folder, 'notes.db')
      writeFileSync(path, bytes)
      using database = new Database(path, 'unix')
      expect(database.run('select count(*) from note')).toEqual([['3']])
    }
    expect(fileSystems().map((vfs) => vfs.zName)).not.toContain('in-typescript')
    expect(liveExports()).toBe(before)
  })

  it.each([
    ['1', 'xCurrentTime'],
    ['2', 'xCurrentTimeInt64'],
    ['3', 'xCurrentTimeInt64'],
  ])('R-3: of a table of version %s, SQLite reads the clock %s', (version, clock) => {
    const { asked, make } = clocks(version, `clock-${version}`)
    whileRegistered(make(), () => {
      expect(fileSystem(`clock-${version}`).iVersion).toBe(Number(version))
      expect(timeIn(`clock-${version}`)).toBe('2001-02-03 04:05:06')
    })
    expect(new Set(asked)).toEqual(new Set([clock]))
  })

  it('L-12: a slot that is there and null is not called', () => {
    const { asked, make } = clocks('2', 'null-clock')
    whileRegistered(make({ xCurrentTimeInt64: null }), () =>
      expect(timeIn('null-clock')).toBe('2001-02-03 04:05:06'),
    )
    expect(new Set(asked)).toEqual(new Set(['xCurrentTime']))
  })

  it('K-5: what a method throws reaches whoever called SQLite', () => {
    const { make } = clocks('1', 'broken-clock')
    const broken = make({
      xCurrentTime: () => {
        throw new Error('the clock stands still')
      },
    })
    whileRegistered(broken, () => expect(() => timeIn('broken-clock')).toThrow('the clock stands still'))
  })
})
