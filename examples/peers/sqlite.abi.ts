import {
  c_char,
  c_int,
  c_longlong,
  constPointer,
  cString,
  doc,
  f64,
  fn,
  missing,
  nullable,
  out,
  pointer,
  prefixRef,
  prefixType,
  struct,
  untyped,
  versionField,
  type AnyPrefixType,
} from 'abiding'

/** Results of SQLite's functions. */
export const SQLITE_OK = 0
/** A read beyond the end of a file: the rest of the buffer was filled with zeros. */
export const SQLITE_IOERR_SHORT_READ = 522

/** What a file is opened for. */
export const SQLITE_OPEN_READWRITE = 0x2
export const SQLITE_OPEN_CREATE = 0x4
export const SQLITE_OPEN_MAIN_DB = 0x100

const file = pointer(untyped)

/** The methods of an open file. A null slot of version 1 is one that SQLite does not call on files of this kind. */
export const sqlite3_io_methods = prefixType('sqlite3_io_methods', {
  presence: versionField('iVersion', { 1: 'xDeviceCharacteristics', 2: 'xShmUnmap', 3: 'xUnfetch' }),
  doc: 'The methods of an open file.',
  prefix: {
    iVersion: c_int,
    xClose: fn({ file }, c_int),
    xRead: fn([{ file }, { buffer: pointer(untyped) }, { length: c_int }, { offset: c_longlong }], c_int),
    xWrite: fn(
      [{ file }, { bytes: constPointer(untyped) }, { length: c_int }, { offset: c_longlong }],
      c_int,
    ),
    xTruncate: fn([{ file }, { size: c_longlong }], c_int),
    xSync: fn([{ file }, { flags: c_int }], c_int),
    xFileSize: fn([{ file }, { size: out(c_longlong) }], c_int),
    xLock: fn([{ file }, { level: c_int }], c_int),
    xUnlock: fn([{ file }, { level: c_int }], c_int),
    xCheckReservedLock: nullable(fn([{ file }, { is_reserved: out(c_int) }], c_int)),
    xFileControl: fn([{ file }, { operation: c_int }, { argument: nullable(pointer(untyped)) }], c_int),
    xSectorSize: nullable(fn({ file }, c_int)),
    xDeviceCharacteristics: nullable(fn({ file }, c_int)),
  },
  lastPrefixField: 'xDeviceCharacteristics',
  suffix: {
    xShmMap: nullable(
      fn(
        [
          { file },
          { region: c_int },
          { region_size: c_int },
          { may_extend: c_int },
          { mapped: out(nullable(pointer(untyped))) },
        ],
        c_int,
      ),
    ),
    xShmLock: nullable(fn([{ file }, { offset: c_int }, { count: c_int }, { flags: c_int }], c_int)),
    xShmBarrier: nullable(fn({ file })),
    xShmUnmap: missing.default(nullable(fn([{ file }, { is_deleted: c_int }], c_int))),
    xFetch: nullable(
      fn(
        [{ file }, { offset: c_longlong }, { length: c_int }, { mapped: out(nullable(pointer(untyped))) }],
        c_int,
      ),
    ),
    xUnfetch: missing.panic(
      nullable(fn([{ file }, { offset: c_longlong }, { mapped: nullable(pointer(untyped)) }], c_int)),
    ),
  },
})

/** An open file. What lies behind the first field is the business of the file system that opened it. */
export const sqlite3_file = struct('sqlite3_file', {
  pMethods: doc(
    'The methods of this file; null where opening failed.',
    nullable(prefixRef(sqlite3_io_methods)),
  ),
})

/** A file system as its own functions get it. It mentions itself, so TypeScript has to be told that it is some prefix type. */
const vfs = prefixRef((): AnyPrefixType => sqlite3_vfs)

/** Any function, to be cast to what it is. */
const systemCall = nullable(fn({}))

/** Where SQLite keeps its files: one of several in a list that each process has. */
export const sqlite3_vfs = prefixType('sqlite3_vfs', {
  presence: versionField('iVersion', { 1: 'xGetLastError', 2: 'xCurrentTimeInt64', 3: 'xNextSystemCall' }),
  doc: 'Where SQLite keeps its files.',
  prefix: {
    iVersion: c_int,
    szOsFile: doc('How many bytes an open file takes, the methods in front included.', c_int),
    mxPathname: doc('How long a path may be, in bytes.', c_int),
    pNext: doc('The next of the list. SQLite writes it.', nullable(vfs)),
    zName: cString,
    pAppData: nullable(pointer(untyped)),
    xOpen: fn(
      [
        { vfs },
        { path: nullable(cString) },
        { file },
        { flags: c_int },
        { flags_out: nullable(pointer(c_int)) },
      ],
      c_int,
    ),
    xDelete: nullable(fn([{ vfs }, { path: cString }, { sync_folder: c_int }], c_int)),
    xAccess: fn([{ vfs }, { path: cString }, { flags: c_int }, { result: out(c_int) }], c_int),
    xFullPathname: fn([{ vfs }, { path: cString }, { room: c_int }, { full: pointer(c_char) }], c_int),
    xDlOpen: nullable(fn([{ vfs }, { path: nullable(cString) }], nullable(pointer(untyped)))),
    xDlError: nullable(fn([{ vfs }, { room: c_int }, { message: pointer(c_char) }])),
    xDlSym: nullable(fn([{ vfs }, { library: pointer(untyped) }, { symbol: cString }], systemCall)),
    xDlClose: nullable(fn([{ vfs }, { library: pointer(untyped) }])),
    xRandomness: fn([{ vfs }, { length: c_int }, { bytes: pointer(c_char) }], c_int),
    xSleep: fn([{ vfs }, { microseconds: c_int }], c_int),
    xCurrentTime: doc('The time as a Julian day.', nullable(fn([{ vfs }, { day: out(f64) }], c_int))),
    xGetLastError: nullable(fn([{ vfs }, { room: c_int }, { message: nullable(pointer(c_char)) }], c_int)),
  },
  lastPrefixField: 'xGetLastError',
  suffix: {
    xCurrentTimeInt64: doc(
      'The time as milliseconds since Julian day 0.',
      nullable(fn([{ vfs }, { milliseconds: out(c_longlong) }], c_int)),
    ),
    xSetSystemCall: nullable(fn([{ vfs }, { name: nullable(cString) }, { call: systemCall }], c_int)),
    xGetSystemCall: missing.default(nullable(fn([{ vfs }, { name: cString }], systemCall))),
    xNextSystemCall: missing.panic(nullable(fn([{ vfs }, { name: nullable(cString) }], nullable(cString)))),
  },
})

/** The functions of the library that lead to the tables. */
export const sqlite3_initialize = fn({}, c_int)
export const sqlite3_vfs_find = fn({ name: nullable(cString) }, nullable(prefixRef(sqlite3_vfs)))
export const sqlite3_vfs_register = fn([{ vfs }, { is_default: c_int }], c_int)
export const sqlite3_vfs_unregister = fn({ vfs }, c_int)
export const sqlite3_create_filename = fn(
  [
    { database: cString },
    { journal: cString },
    { wal: cString },
    { parameter_count: c_int },
    { parameters: nullable(pointer(cString)) },
  ],
  nullable(pointer(c_char)),
)
export const sqlite3_free_filename = fn({ name: pointer(c_char) })
