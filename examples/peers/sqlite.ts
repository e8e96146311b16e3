import {
  addressOf,
  array,
  bindSymbol,
  bytesOf,
  native,
  NativeArena,
  openLibrary,
  u8,
  type Address,
  type ModuleOf,
} from 'abiding'
import {
  sqlite3_create_filename,
  sqlite3_file,
  sqlite3_free_filename,
  sqlite3_initialize,
  type sqlite3_io_methods,
  type sqlite3_vfs,
  sqlite3_vfs_find,
  SQLITE_IOERR_SHORT_READ,
  SQLITE_OK,
  SQLITE_OPEN_CREATE,
  SQLITE_OPEN_MAIN_DB,
  SQLITE_OPEN_READWRITE,
} from './sqlite.abi.js'

/** A place where SQLite keeps files. What came with its versions 2 and 3 may be missing. */
export type Vfs = ModuleOf<typeof sqlite3_vfs>

/** The methods of an open file. What came with their versions 2 and 3 may be missing. */
export type IoMethods = ModuleOf<typeof sqlite3_io_methods>

/** The installed library, ready for use. */
export function openSqlite() {
  const library = openLibrary('libsqlite3.so.0')
  check('sqlite3_initialize', bindSymbol(library, 'sqlite3_initialize', sqlite3_initialize)())
  return library
}

/** Throws where a function of SQLite did not succeed; gives what came with its result. */
export function check<R extends number | { readonly returns: number }>(functionName: string, result: R): R {
  const returned: number = typeof result === 'number' ? result : result.returns
  if (returned !== SQLITE_OK) throw new Error(`${functionName} failed with ${returned}`)
  return result
}

/** The list of all file systems of this process, beginning with the usual one. Tables of several versions are in it. */
export function fileSystems(): Vfs[] {
  const find = bindSymbol(openSqlite(), 'sqlite3_vfs_find', sqlite3_vfs_find)
  const list: Vfs[] = []
  for (let vfs = find(null); vfs !== null; vfs = vfs.pNext as Vfs | null) list.push(vfs)
  return list
}

/** The file system with a name. */
export function fileSystem(name: string): Vfs {
  const vfs = bindSymbol(openSqlite(), 'sqlite3_vfs_find', sqlite3_vfs_find)(name)
  if (vfs === null) throw new Error(`there is no file system called ${name}`)
  return vfs
}

/** Random bytes: a function of version 1. */
export function randomness(vfs: Vfs, count: number): Uint8Array {
  using arena = new NativeArena()
  const bytes = arena.allocate(array(u8, count))
  const given = vfs.xRandomness(vfs, count, addressOf(bytes))
  return bytesOf(bytes).slice(0, given)
}

/** The time: by a function of version 2, and where there is none, by one of version 1. */
export function currentTime(vfs: Vfs): Date {
  // Both count from noon of the first day of the year 4713 before our era.
  const epoch = 210_866_760_000_000
  if (vfs.xCurrentTimeInt64) {
    const { milliseconds } = check('xCurrentTimeInt64', vfs.xCurrentTimeInt64(vfs))
    return new Date(Number(milliseconds) - epoch)
  }
  if (vfs.xCurrentTime === null) throw new Error(`${vfs.zName} has no clock`)
  const { day } = check('xCurrentTime', vfs.xCurrentTime(vfs))
  return new Date(day * 86_400_000 - epoch)
}

/** The calls to the system that tests may replace: functions of version 3. */
export function systemCalls(vfs: Vfs): string[] {
  const names: string[] = []
  for (;;) {
    const next = vfs.xNextSystemCall?.(vfs, names.at(-1) ?? null) ?? null
    if (next === null) return names
    names.push(next)
  }
}

/** An open file. */
export class File implements Disposable {
  readonly #arena = new NativeArena()
  readonly #name: Address | null
  /** Where the file lies; its functions want to be told. */
  readonly address: Address
  /** What it can do. */
  readonly methods: IoMethods

  /**
   * Opens a file for reading and writing, and makes it where it does not exist.
   *
   * @param vfs - Where.
   * @param path - Its absolute path; `null` for a file without a name.
   */
  constructor(vfs: Vfs, path: string | null) {
    const file = this.#arena.allocateBytes(vfs.szOsFile)
    this.address = (file.memory.base! + file.offset) as Address
    this.#name = path === null ? null : fileName(path)
    const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB
    check('xOpen', vfs.xOpen(vfs, this.#name, this.address, flags, null))
    this.methods = native.at(sqlite3_file, this.address).pMethods!
  }

  /** Its length in bytes. */
  get size(): number {
    return Number(check('xFileSize', this.methods.xFileSize(this.address)).size)
  }

  /** Writes bytes at an offset. */
  write(bytes: Uint8Array, offset: number): void {
    using arena = new NativeArena()
    const source = arena.keep(bytes)
    check('xWrite', this.methods.xWrite(this.address, source, bytes.length, BigInt(offset)))
  }

  /** Reads bytes from an offset; zeros beyond the end. */
  read(length: number, offset: number): Uint8Array {
    using arena = new NativeArena()
    const bytes = arena.allocate(array(u8, length))
    const result = this.methods.xRead(this.address, addressOf(bytes), length, BigInt(offset))
    if (result !== SQLITE_IOERR_SHORT_READ) check('xRead', result)
    return bytesOf(bytes).slice()
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.methods.xClose(this.address)
    if (this.#name !== null)
      bindSymbol(openSqlite(), 'sqlite3_free_filename', sqlite3_free_filename)(this.#name)
    this.#arena[Symbol.dispose]()
  }
}

/** File systems want names that SQLite made: it keeps other texts beside them. */
function fileName(path: string): Address {
  const create = bindSymbol(openSqlite(), 'sqlite3_create_filename', sqlite3_create_filename)
  const name = create(path, '', '', 0, null)
  if (name === null) throw new Error('SQLite has no memory for a name')
  return name.address
}
