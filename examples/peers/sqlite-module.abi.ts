import {
  c_int,
  c_longlong,
  constPointer,
  cString,
  doc,
  fn,
  missing,
  nullable,
  opaque,
  out,
  pointer,
  prefixType,
  untyped,
  versionField,
} from 'abiding'

/** A connection to a database. */
export const sqlite3 = opaque('sqlite3')

const database = pointer(sqlite3)
const table = pointer(untyped)
const cursor = pointer(untyped)
const values = nullable(pointer(untyped))
const ofTable = fn({ table }, c_int)
const ofSavepoint = fn([{ table }, { savepoint: c_int }], c_int)
const connect = fn(
  [
    { database },
    { auxiliary: nullable(pointer(untyped)) },
    { count: c_int },
    { texts: constPointer(nullable(cString)) },
    { table: out(nullable(pointer(untyped))) },
    { message: out(nullable(pointer(untyped))) },
  ],
  c_int,
)

/**
 * What makes a table of something that is no table. Modules that call themselves 0 have all that version 1 has: the ladder
 * begins there. Its last rung is newer than the SQLite of many machines.
 */
export const sqlite3_module = prefixType('sqlite3_module', {
  presence: versionField('iVersion', { 0: 'xRename', 2: 'xRollbackTo', 3: 'xShadowName', 4: 'xIntegrity' }),
  doc: 'What makes a table of something that is no table.',
  prefix: {
    iVersion: c_int,
    xCreate: doc('Null for a table that is there without being created.', nullable(connect)),
    xConnect: connect,
    xBestIndex: fn([{ table }, { plan: pointer(untyped) }], c_int),
    xDisconnect: ofTable,
    xDestroy: nullable(ofTable),
    xOpen: fn([{ table }, { cursor: out(nullable(pointer(untyped))) }], c_int),
    xClose: fn({ cursor }, c_int),
    xFilter: fn(
      [{ cursor }, { plan: c_int }, { text: nullable(cString) }, { count: c_int }, { values }],
      c_int,
    ),
    xNext: fn({ cursor }, c_int),
    xEof: fn({ cursor }, c_int),
    xColumn: fn([{ cursor }, { context: pointer(untyped) }, { column: c_int }], c_int),
    xRowid: fn([{ cursor }, { row: out(c_longlong) }], c_int),
    xUpdate: nullable(fn([{ table }, { count: c_int }, { values }, { row: out(c_longlong) }], c_int)),
    xBegin: nullable(ofTable),
    xSync: nullable(ofTable),
    xCommit: nullable(ofTable),
    xRollback: nullable(ofTable),
    xFindFunction: nullable(
      fn(
        [
          { table },
          { count: c_int },
          { name: cString },
          { function_: out(nullable(pointer(untyped))) },
          { argument: out(nullable(pointer(untyped))) },
        ],
        c_int,
      ),
    ),
    xRename: nullable(fn([{ table }, { name: cString }], c_int)),
  },
  lastPrefixField: 'xRename',
  suffix: {
    xSavepoint: nullable(ofSavepoint),
    xRelease: nullable(ofSavepoint),
    xRollbackTo: nullable(ofSavepoint),
    xShadowName: missing.default(nullable(fn({ name: cString }, c_int))),
    xIntegrity: missing.panic(
      nullable(
        fn(
          [
            { table },
            { schema: cString },
            { name: cString },
            { flags: c_int },
            { message: out(nullable(pointer(untyped))) },
          ],
          c_int,
        ),
      ),
    ),
  },
})
