import {
  array,
  bindSymbol,
  bytesOf,
  c_int,
  implement,
  native,
  prefixRef,
  struct,
  u8,
  type Address,
  type ImplementationOf,
  type Pointer,
} from 'abiding'
import { randomFillSync } from 'node:crypto'
import { check, openSqlite } from './sqlite.js'
import {
  sqlite3_io_methods,
  sqlite3_vfs,
  sqlite3_vfs_register,
  sqlite3_vfs_unregister,
  SQLITE_IOERR_SHORT_READ,
  SQLITE_OK,
} from './sqlite.abi.js'

/** What SQLite gives us room for: its own part of a file, and ours. */
const OpenFile = struct('OpenFile', { pMethods: prefixRef(sqlite3_io_methods), id: c_int })

const SQLITE_ERROR = 1
const SQLITE_NOTFOUND = 12

/** A file in JavaScript. */
interface Contents {
  bytes: Uint8Array
}

const bytesAt = (where: Pointer, length: number): Uint8Array =>
  bytesOf(native.unsafeAt(array(u8, length), where.address))

/**
 * A file system for SQLite whose files are kept in JavaScript. SQLite, which never heard of TypeScript, calls it through
 * tables of version 1: the oldest that there is, so functions that came later are not even there.
 */
export class FilesInTypeScript implements Disposable {
  /** The files by their paths. */
  readonly files = new Map<string, Contents>()
  /** How often SQLite asked for the time. */
  timesAsked = 0
  readonly #open = new Map<number, Contents>()
  readonly #methods = implement(sqlite3_io_methods.upTo('1'), this.#ioMethods())
  readonly #vfs

  /**
   * Makes the file system known to SQLite.
   *
   * @param name - Under which databases are opened in it.
   * @param now - The clock that SQLite shall see.
   */
  constructor(name: string, now: () => Date) {
    this.#vfs = implement(sqlite3_vfs.upTo('1'), this.#vfsMethods(name, now))
    const register = bindSymbol(openSqlite(), 'sqlite3_vfs_register', sqlite3_vfs_register)
    check('sqlite3_vfs_register', register(this.#vfs.address, 0))
  }

  #vfsMethods(name: string, now: () => Date): ImplementationOf<ReturnType<typeof sqlite3_vfs.upTo>> {
    return {
      szOsFile: 16,
      mxPathname: 512,
      pNext: null,
      zName: name,
      pAppData: null,
      xOpen: (_vfs, path, file) => {
        const id = this.#open.size + 1
        const key = path ?? `without a name ${id}`
        const contents = this.files.get(key) ?? { bytes: new Uint8Array(0) }
        this.files.set(key, contents)
        this.#open.set(id, contents)
        const opened = native.unsafeAt(OpenFile, file.address)
        opened.id = id
        opened.pMethods = this.#methods.as(sqlite3_io_methods)
        return SQLITE_OK
      },
      xDelete: (_vfs, path) => (this.files.delete(path) ? SQLITE_OK : SQLITE_ERROR),
      xAccess: (_vfs, path) => ({ returns: SQLITE_OK, result: this.files.has(path) ? 1 : 0 }),
      xFullPathname: (_vfs, path, room, full) => {
        const bytes = new TextEncoder().encode(`${path}\0`)
        if (bytes.length > room) return SQLITE_ERROR
        bytesAt(full, bytes.length).set(bytes)
        return SQLITE_OK
      },
      xDlOpen: null,
      xDlError: null,
      xDlSym: null,
      xDlClose: null,
      xRandomness: (_vfs, length, bytes) => {
        randomFillSync(bytesAt(bytes, length))
        return length
      },
      xSleep: (_vfs, microseconds) => microseconds,
      xCurrentTime: () => {
        this.timesAsked++
        return { returns: SQLITE_OK, day: now().getTime() / 86_400_000 + 2_440_587.5 }
      },
      xGetLastError: null,
    }
  }

  #ioMethods(): ImplementationOf<ReturnType<typeof sqlite3_io_methods.upTo>> {
    const contentsOf = (file: Pointer): Contents =>
      this.#open.get(native.unsafeAt(OpenFile, file.address).id)!
    return {
      xClose: () => SQLITE_OK,
      xRead: (file, buffer, length, offset) => {
        const part = contentsOf(file).bytes.subarray(Number(offset), Number(offset) + length)
        const target = bytesAt(buffer, length)
        target.fill(0)
        target.set(part)
        return part.length === length ? SQLITE_OK : SQLITE_IOERR_SHORT_READ
      },
      xWrite: (file, source, length, offset) => {
        const contents = contentsOf(file)
        const end = Number(offset) + length
        if (end > contents.bytes.length) contents.bytes = resized(contents.bytes, end)
        contents.bytes.set(bytesAt(source, length), Number(offset))
        return SQLITE_OK
      },
      xTruncate: (file, size) => {
        const contents = contentsOf(file)
        contents.bytes = resized(contents.bytes, Number(size))
        return SQLITE_OK
      },
      xSync: () => SQLITE_OK,
      xFileSize: (file) => ({ returns: SQLITE_OK, size: BigInt(contentsOf(file).bytes.length) }),
      xLock: () => SQLITE_OK,
      xUnlock: () => SQLITE_OK,
      xCheckReservedLock: () => ({ returns: SQLITE_OK, is_reserved: 0 }),
      xFileControl: () => SQLITE_NOTFOUND,
      xSectorSize: null,
      xDeviceCharacteristics: () => 0,
    }
  }

  /** Where the table of the file system lies. */
  get address(): Address {
    return this.#vfs.address
  }

  /** Takes the file system away from SQLite. All of its databases must be closed. */
  [Symbol.dispose](): void {
    const unregister = bindSymbol(openSqlite(), 'sqlite3_vfs_unregister', sqlite3_vfs_unregister)
    check('sqlite3_vfs_unregister', unregister(this.#vfs.address))
    this.#vfs[Symbol.dispose]()
    this.#methods[Symbol.dispose]()
  }
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const larger = new Uint8Array(length)
  larger.set(bytes.subarray(0, length))
  return larger
}
