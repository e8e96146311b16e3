import {
  addressOf,
  bindSymbol,
  c_int,
  constPointer,
  cString,
  fn,
  implement,
  isize,
  native,
  NativeArena,
  nullable,
  pointer,
  prefixRef,
  struct,
  untyped,
  type Address,
  type Pointer,
} from 'abiding'
import type { Database } from './sqlite-database.js'
import { sqlite3, sqlite3_module } from './sqlite-module.abi.js'
import { check, openSqlite } from './sqlite.js'

// What SQLite keeps of a table and of a cursor, and behind it what is ours.
const Table = struct('Table', {
  module: nullable(pointer(untyped)),
  references: c_int,
  message: nullable(pointer(untyped)),
})
const Cursor = struct('Cursor', { table: nullable(pointer(Table)), row: c_int })

const createModule = fn(
  [
    { database: pointer(sqlite3) },
    { name: cString },
    { module: prefixRef(sqlite3_module) },
    { auxiliary: nullable(pointer(untyped)) },
    { destroy: nullable(pointer(untyped)) },
  ],
  c_int,
)
const declare = fn([{ database: pointer(sqlite3) }, { statement: cString }], c_int)
const giveText = fn([
  { context: pointer(untyped) },
  { text: constPointer(untyped) },
  { length: c_int },
  { lifetime: isize },
])

/** Says that SQLite shall copy a text before the call returns. */
const SQLITE_TRANSIENT = -1

/** Texts of JavaScript as a table of one column in a database. What is in the list is in the table, at any time. */
export class TextsAsTable implements Disposable {
  readonly #arena = new NativeArena()
  readonly #module

  /**
   * Makes a table of texts.
   *
   * @param version - Of the table of functions through which SQLite reads it; as `'0'` or `'3'`.
   * @param column - What its column is called.
   */
  constructor(database: Database, name: string, column: string, texts: readonly string[], version: string) {
    const library = openSqlite()
    const declareTable = bindSymbol(library, 'sqlite3_declare_vtab', declare)
    const resultText = bindSymbol(library, 'sqlite3_result_text', giveText)
    const at = (cursor: Pointer) => native.unsafeAt(Cursor, cursor.address)
    const implementation = {
      xCreate: null,
      xConnect: (connection: Pointer<typeof sqlite3>) => ({
        returns: declareTable(connection, `create table t (${column} text)`),
        table: addressOf(this.#arena.allocate(Table)),
        message: null,
      }),
      xBestIndex: () => 0,
      xDisconnect: () => 0,
      xDestroy: null,
      xOpen: () => ({ returns: 0, cursor: addressOf(this.#arena.allocate(Cursor)) }),
      xClose: () => 0,
      xFilter: (cursor: Pointer) => {
        at(cursor).row = 0
        return 0
      },
      xNext: (cursor: Pointer) => {
        at(cursor).row++
        return 0
      },
      xEof: (cursor: Pointer) => (at(cursor).row < texts.length ? 0 : 1),
      xColumn: (cursor: Pointer, context: Pointer<typeof untyped>) => {
        using arena = new NativeArena()
        const bytes = new TextEncoder().encode(`${texts[at(cursor).row]}\0`)
        resultText(context, arena.keep(bytes), bytes.length - 1, SQLITE_TRANSIENT)
        return 0
      },
      xRowid: (cursor: Pointer) => ({ returns: 0, row: BigInt(at(cursor).row) }),
      xUpdate: null,
      xBegin: null,
      xSync: null,
      xCommit: null,
      xRollback: null,
      xFindFunction: null,
      xRename: null,
      ...(version === '0' ? {} : { xSavepoint: null, xRelease: null, xRollbackTo: null }),
      ...(version === '0' || version === '2' ? {} : { xShadowName: null }),
      ...(version === '4' ? { xIntegrity: null } : {}),
    }
    this.#module = implement(sqlite3_module.upTo(version), implementation)
    const create = bindSymbol(library, 'sqlite3_create_module_v2', createModule)
    check('sqlite3_create_module_v2', create(database.pointer, name, this.#module, null, null))
  }

  /** Where the table of functions lies. */
  get address(): Address {
    return this.#module.address
  }

  /** Frees what SQLite used. The database must be closed. */
  [Symbol.dispose](): void {
    this.#module[Symbol.dispose]()
    this.#arena[Symbol.dispose]()
  }
}
