// Tables of SQLite that are written in TypeScript, of every version; the header of the machine may know fewer than we do.
import { c_int, fn, hasField, hostTarget, nullable, viewPrefix } from 'abiding'
import { describe, expect, it } from 'vitest'
import { Database } from '../../examples/peers/sqlite-database.js'
import { sqlite3_module } from '../../examples/peers/sqlite-module.abi.js'
import { TextsAsTable } from '../../examples/peers/sqlite-table-in-typescript.js'
import { requirePackage } from '../support/packages.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'
import { compareWithHeader, headerSignatures, signaturesOf } from './header.js'
import { cutAt, expectAllPairs, withRung, writeIntVersion } from './truncated.js'

const header = { include: '#include <sqlite3.h>', spelling: 'sqlite3_module' }
const hasSqlite = requirePackage('sqlite')

/** The table as the header of this machine knows it: version 4 came with SQLite 3.44. */
function headerVersion() {
  const isNewest = compareWithHeader(header, { ...sqlite3_module.measure(hostTarget()), fields: [] }) === ''
  return isNewest ? sqlite3_module : sqlite3_module.upTo('3')
}

describe.runIf(hasSqlite && requireTool('cc'))('the header of SQLite, sqlite3_module', () => {
  it('R-3: lays out the struct as it is declared', () => {
    const layout = headerVersion().measure(hostTarget())
    expect(compareWithHeader(header, layout)).toBe('')
    const wrong = { ...layout, fields: layout.fields.map((one) => ({ ...one, offset: one.offset + 1 })) }
    expect(compareWithHeader(header, wrong)).toContain('offsetof(sqlite3_module, xShadowName)')
  })

  it.runIf(requireTool('clang'))('L-12: declares the functions with the same signatures', async () => {
    const imported = await headerSignatures({ headers: ['sqlite3.h'], types: ['sqlite3_module'] })
    expect(signaturesOf(headerVersion().fields)).toEqual(imported)
    expect(Object.keys(imported).length).toBeGreaterThanOrEqual(23)
  })
})

describe.runIf(hasSqlite)('SQLite reads tables of TypeScript', () => {
  it.each(sqlite3_module.versions)('P-10: through a table of functions of version %s', (version) => {
    const texts = ['plum', 'apple', 'straße']
    const database = new Database(':memory:', 'memdb')
    using table = new TextsAsTable(database, 'fruit', 'name', texts, version)
    try {
      expect(database.run('select rowid, name from fruit order by name')).toEqual([
        ['1', 'apple'],
        ['0', 'plum'],
        ['2', 'straße'],
      ])
      texts.push('quince')
      expect(database.run("select count(*) from fruit where name like '%n%'")).toEqual([['1']])
      expect(() => database.run("insert into fruit values ('fig')")).toThrow('may not be modified')
      const seen = viewPrefix(sqlite3_module, table.address)
      expect(seen.iVersion).toBe(Number(version))
      expect(hasField(seen, 'xShadowName')).toBe(Number(version) >= 3)
    } finally {
      database[Symbol.dispose]()
    }
  })

  it('R-3: every version is read by every declaration, older, newer and its own', () => {
    const newer = withRung(sqlite3_module, '5', { xFuture: nullable(fn({ flags: c_int }, c_int)) })
    const database = new Database(':memory:', 'memdb')
    using table = new TextsAsTable(database, 'fruit', 'name', ['plum'], '4')
    try {
      // The ladder has a gap: there is no rung 1, so 1 has what 0 has.
      expect(sqlite3_module.versions).toEqual(['0', '2', '3', '4'])
      expect(expectAllPairs(sqlite3_module, newer, table.address, writeIntVersion)).toBe(4 * 5)
      const cut = cutAt(sqlite3_module, table.address, '0', (start) => writeIntVersion(start, '1'))
      const first = viewPrefix(sqlite3_module, cut)
      expect(first.iVersion).toBe(1)
      expect(first.xSavepoint).toBeUndefined()
      expect(refusal(() => first.xIntegrity).code).toBe('ABI-P004')
    } finally {
      database[Symbol.dispose]()
    }
  })
})
