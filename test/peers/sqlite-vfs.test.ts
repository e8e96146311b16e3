// SQLite's list of file systems, in which tables of versions 2 and 3 stand side by side.
import {
  addressOf,
  array,
  bindSymbol,
  bytesOf,
  c_int,
  cString,
  fn,
  hasField,
  hostTarget,
  NativeArena,
  nullable,
  u8,
  usize,
  viewPrefix,
} from 'abiding'
import { beforeAll, describe, expect, it } from 'vitest'
import { sqlite3_vfs } from '../../examples/peers/sqlite.abi.js'
import {
  currentTime,
  fileSystem,
  fileSystems,
  openSqlite,
  randomness,
  systemCalls,
  type Vfs,
} from '../../examples/peers/sqlite.js'
import { requirePackage } from '../support/packages.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { compareWithHeader, headerSignatures, signaturesOf } from './header.js'
import { cutAt, expectAllPairs, withRung, writeIntVersion } from './truncated.js'

const header = { include: '#include <sqlite3.h>', spelling: 'sqlite3_vfs' }
const hasSqlite = requirePackage('sqlite')

describe.runIf(hasSqlite && requireTool('cc'))('the header of SQLite, sqlite3_vfs', () => {
  it('R-3: lays out the struct as it is declared', () => {
    const layout = sqlite3_vfs.measure(hostTarget())
    expect(compareWithHeader(header, layout)).toBe('')
    const wrong = { ...layout, fields: layout.fields.map((one) => ({ ...one, offset: one.offset + 1 })) }
    expect(compareWithHeader(header, wrong)).toContain('offsetof(sqlite3_vfs, xNextSystemCall)')
  })

  it.runIf(process.arch === 'x64' || process.arch === 'arm64')(
    'R-3: each version ends where it always did',
    () => {
      const sizes = sqlite3_vfs.versions.map(
        (version) => sqlite3_vfs.upTo(version).measure(hostTarget()).size,
      )
      expect(sizes).toEqual([136, 144, 168])
    },
  )

  it.runIf(requireTool('clang'))('L-12: declares the functions with the same signatures', async () => {
    const imported = await headerSignatures({ headers: ['sqlite3.h'], types: ['sqlite3_vfs'] })
    expect(signaturesOf(sqlite3_vfs.fields)).toEqual(imported)
    expect(Object.keys(imported)).toHaveLength(16)
  })
})

describe.runIf(hasSqlite)('the file systems of SQLite', () => {
  let unix: Vfs
  let memdb: Vfs
  let unixAddress: number
  beforeAll(() => {
    unix = fileSystem('unix')
    memdb = fileSystem('memdb')
    unixAddress = bindSymbol(openSqlite(), 'sqlite3_vfs_find', fn({ name: cString }, usize))('unix')
  })

  it('R-3: the list mixes tables of versions 2 and 3', () => {
    const list = fileSystems()
    const versions = new Map(list.map((vfs) => [vfs.zName, vfs.iVersion]))
    expect(versions.size).toBe(list.length)
    expect(versions.get('unix')).toBe(3)
    expect(versions.get('memdb')).toBe(2)
    expect([...versions.keys()]).toEqual(expect.arrayContaining(['unix-dotfile', 'unix-none']))
    expect(list.filter((vfs) => hasField(vfs, 'xNextSystemCall')).length).toBe(
      [...versions.values()].filter((version) => version >= 3).length,
    )
  })

  it('K-1: a function of version 1: xRandomness', () => {
    const [first, second] = [randomness(memdb, 32), randomness(unix, 32)]
    expect(first).toHaveLength(32)
    expect(second.some((byte) => byte !== 0)).toBe(true)
    expect(first).not.toEqual(second)
  })

  it('K-1: a function of version 2: xCurrentTimeInt64', () => {
    for (const vfs of [unix, memdb]) {
      const before = Date.now()
      const time = currentTime(vfs).getTime()
      // The clock of the machine, to the millisecond; it may be set meanwhile, but not by a year.
      expect(Math.abs(time - before)).toBeLessThan(365 * 86_400_000)
    }
  })

  it('K-1: functions of version 3: xNextSystemCall and xGetSystemCall', () => {
    const names = systemCalls(unix)
    expect(names).toEqual(expect.arrayContaining(['open', 'read', 'write', 'mmap']))
    expect(unix.xGetSystemCall?.(unix, 'open')).toBeTypeOf('function')
    expect(unix.xGetSystemCall?.(unix, 'no such call')).toBeNull()
  })

  it('P-7: what version 2 lacks follows its policy; a slot that is there and null is null', () => {
    expect(hasField(memdb, 'xCurrentTime')).toBe(true)
    expect(memdb.xCurrentTime).toBeNull()
    expect(memdb.xDelete).toBeNull()
    expect(hasField(memdb, 'xSetSystemCall')).toBe(false)
    expect(memdb.xSetSystemCall).toBeUndefined()
    expect(memdb.xGetSystemCall).toBeNull()
    expect(refusal(() => systemCalls(memdb))).toMatchObject({
      code: 'ABI-P004',
      path: 'sqlite3_vfs.xNextSystemCall',
    })
  })

  it('R-3: every version is read by every declaration, older, newer and its own', () => {
    const newer = withRung(sqlite3_vfs, '4', {
      xFuture: nullable(fn({ flags: c_int }, c_int)),
      xFarFuture: fn({}, c_int),
    })
    expect(expectAllPairs(sqlite3_vfs, newer, unixAddress, writeIntVersion)).toBe(3 * 4)
  })

  it('K-1: functions of a table that ends early can be called', () => {
    for (const version of sqlite3_vfs.versions) {
      const cut = cutAt(sqlite3_vfs, unixAddress, version, writeIntVersion)
      const table = viewPrefix(sqlite3_vfs, cut)
      using arena = new NativeArena()
      const bytes = arena.allocate(array(u8, 16))
      expect(table.xRandomness(unix, 16, addressOf(bytes))).toBe(16)
      expect(bytesOf(bytes).some((byte) => byte !== 0)).toBe(true)
      expect(currentTime(table).getFullYear()).toBe(currentTime(unix).getFullYear())
    }
  })

  it.each([0, -1, -(2 ** 31)])('R-3: refuses the version %d', (version) => {
    const cut = cutAt(sqlite3_vfs, unixAddress, '3', (start) => writeIntVersion(start, String(version)))
    expect(refusal(() => viewPrefix(sqlite3_vfs, cut))).toMatchObject({ code: 'ABI-P007' })
  })

  it('R-5: a table that claims more than is mapped is refused, not read', () => {
    const cut = cutAt(sqlite3_vfs, unixAddress, '1', (start) => writeIntVersion(start, '3'))
    expect(refusal(() => viewPrefix(sqlite3_vfs, cut))).toMatchObject({ code: 'ABI-M003' })
  })
})
