import {
  bindSymbol,
  c_int,
  constPointer,
  cString,
  fn,
  NativeArena,
  nullable,
  opaque,
  pointer,
  struct,
  untyped,
  type Pointer,
} from 'abiding'
import { sqlite3 } from './sqlite-module.abi.js'
import { check, openSqlite } from './sqlite.js'
import { SQLITE_OPEN_CREATE, SQLITE_OPEN_READWRITE } from './sqlite.abi.js'

const sqlite3_stmt = opaque('sqlite3_stmt')

// Room for the pointers that functions give back.
const Opened = struct('Opened', { database: nullable(pointer(sqlite3)) })
const Prepared = struct('Prepared', { statement: nullable(pointer(sqlite3_stmt)) })

const open = fn(
  [{ path: cString }, { opened: pointer(Opened) }, { flags: c_int }, { vfs: nullable(cString) }],
  c_int,
)
const prepare = fn(
  [
    { database: pointer(sqlite3) },
    { text: cString },
    { length: c_int },
    { prepared: pointer(Prepared) },
    { rest: nullable(constPointer(untyped)) },
  ],
  c_int,
)
const ofStatement = fn({ statement: pointer(sqlite3_stmt) }, c_int)
const columnText = fn([{ statement: pointer(sqlite3_stmt) }, { column: c_int }], nullable(cString))
const message = fn({ database: pointer(sqlite3) }, cString)
const close = fn({ database: pointer(sqlite3) }, c_int)

/** What a statement gives while there are rows. */
const SQLITE_ROW = 100
const SQLITE_DONE = 101

function bindAll() {
  const library = openSqlite()
  return {
    open: bindSymbol(library, 'sqlite3_open_v2', open),
    close: bindSymbol(library, 'sqlite3_close', close),
    prepare: bindSymbol(library, 'sqlite3_prepare_v2', prepare),
    step: bindSymbol(library, 'sqlite3_step', ofStatement),
    finalize: bindSymbol(library, 'sqlite3_finalize', ofStatement),
    columnCount: bindSymbol(library, 'sqlite3_column_count', ofStatement),
    columnText: bindSymbol(library, 'sqlite3_column_text', columnText),
    message: bindSymbol(library, 'sqlite3_errmsg', message),
  }
}

/** A database of the installed SQLite. */
export class Database implements Disposable {
  readonly #sqlite = bindAll()
  /** What functions of SQLite want to be told. */
  readonly pointer: Pointer<typeof sqlite3>

  /**
   * Opens a database, and makes it where it does not exist.
   *
   * @param vfs - The name of the file system in which it is.
   */
  constructor(path: string, vfs: string) {
    using arena = new NativeArena()
    const opened = arena.allocate(Opened)
    const result = this.#sqlite.open(path, opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs)
    check('sqlite3_open_v2', result)
    this.pointer = opened.database!
  }

  /** Runs a statement; gives its rows as texts. */
  run(text: string): (string | null)[][] {
    using arena = new NativeArena()
    const prepared = arena.allocate(Prepared)
    if (this.#sqlite.prepare(this.pointer, text, -1, prepared, null) !== 0) this.#fail()
    const statement = prepared.statement!
    const rows: (string | null)[][] = []
    try {
      const length = this.#sqlite.columnCount(statement)
      for (;;) {
        const result = this.#sqlite.step(statement)
        if (result === SQLITE_DONE) return rows
        if (result !== SQLITE_ROW) this.#fail()
        rows.push(Array.from({ length }, (_, column) => this.#sqlite.columnText(statement, column)))
      }
    } finally {
      this.#sqlite.finalize(statement)
    }
  }

  #fail(): never {
    throw new Error(this.#sqlite.message(this.pointer))
  }

  /** Closes the database. */
  [Symbol.dispose](): void {
    check('sqlite3_close', this.#sqlite.close(this.pointer))
  }
}
