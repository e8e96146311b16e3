/**
 * How a target lays out records:
 * - `system-v`: the System V psABIs, which GCC and clang follow everywhere but on Windows;
 * - `microsoft`: Microsoft's compiler;
 * - `mingw`: as System V, with Microsoft's bit fields.
 */
export type RecordRules = 'system-v' | 'microsoft' | 'mingw'

/** What the layout of C and Rust types depends on. Sizes and alignments are in bytes. */
export interface ModelTarget {
  readonly name: string
  /** What clang calls it. */
  readonly clang: string
  /** What rustc calls it. */
  readonly rustc: string
  /** Size and alignment of a pointer, of `size_t` and of Rust's `usize`. */
  readonly pointerSize: 4 | 8
  readonly byteOrder: 'little' | 'big'
  /** Alignment of 64-bit integers inside of a struct. */
  readonly int64Alignment: 4 | 8
  /** Alignment of 128-bit integers inside of a struct. */
  readonly int128Alignment: 8 | 16
  /** Whether clang 14 has `__int128` with that alignment. */
  readonly clangHasInt128: boolean
  /** Alignment of `double` inside of a struct. */
  readonly float64Alignment: 4 | 8
  /** Size of `long`. */
  readonly longSize: 4 | 8
  /** Size of `wchar_t`. */
  readonly wideCharSize: 2 | 4
  readonly wideCharIsSigned: boolean
  readonly charIsSigned: boolean
  readonly recordRules: RecordRules
  /** Whether the type of an unnamed bit field, also of width 0, raises the alignment of its record (System V). */
  readonly unnamedBitFieldsAlign: boolean
  /** The largest alignment that a declaration may ask for. */
  readonly maximumAlignment: number
}

const unix64 = {
  pointerSize: 8,
  byteOrder: 'little',
  int64Alignment: 8,
  int128Alignment: 16,
  clangHasInt128: true,
  float64Alignment: 8,
  longSize: 8,
  wideCharSize: 4,
  wideCharIsSigned: true,
  charIsSigned: true,
  recordRules: 'system-v',
  unnamedBitFieldsAlign: false,
  maximumAlignment: 2 ** 28,
} as const

const windows64 = {
  ...unix64,
  longSize: 4,
  wideCharSize: 2,
  wideCharIsSigned: false,
  maximumAlignment: 2 ** 13,
} as const

const windows32 = { ...windows64, pointerSize: 4, clangHasInt128: false } as const

/** The targets, as clang 14 and rustc 1.95 know them. */
export const modelTargets = {
  'x86_64-linux': target('x86_64-linux', unix64, 'x86_64-unknown-linux-gnu'),
  'aarch64-linux': target(
    'aarch64-linux',
    { ...unix64, wideCharIsSigned: false, charIsSigned: false, unnamedBitFieldsAlign: true },
    'aarch64-unknown-linux-gnu',
  ),
  'i686-linux': target(
    'i686-linux',
    {
      ...unix64,
      pointerSize: 4,
      int64Alignment: 4,
      clangHasInt128: false,
      float64Alignment: 4,
      longSize: 4,
    },
    'i686-unknown-linux-gnu',
  ),
  'armv7-linux': target(
    'armv7-linux',
    {
      ...unix64,
      pointerSize: 4,
      int128Alignment: 8,
      clangHasInt128: false,
      longSize: 4,
      wideCharIsSigned: false,
      charIsSigned: false,
      unnamedBitFieldsAlign: true,
    },
    'armv7-unknown-linux-gnueabihf',
  ),
  'riscv64-linux': target(
    'riscv64-linux',
    { ...unix64, charIsSigned: false },
    'riscv64-unknown-linux-gnu',
    'riscv64gc-unknown-linux-gnu',
  ),
  // The ABI aligns __int128 to 8 bytes, as GCC and rustc do; clang before version 16 aligned it to 16.
  's390x-linux': target(
    's390x-linux',
    { ...unix64, byteOrder: 'big', int128Alignment: 8, clangHasInt128: false, charIsSigned: false },
    's390x-unknown-linux-gnu',
  ),
  'powerpc64le-linux': target(
    'powerpc64le-linux',
    { ...unix64, charIsSigned: false },
    'powerpc64le-unknown-linux-gnu',
  ),
  wasm32: target('wasm32', { ...unix64, pointerSize: 4, longSize: 4 }, 'wasm32-unknown-unknown'),
  'x86_64-windows-msvc': target(
    'x86_64-windows-msvc',
    { ...windows64, recordRules: 'microsoft' },
    'x86_64-pc-windows-msvc',
  ),
  'i686-windows-msvc': target(
    'i686-windows-msvc',
    { ...windows32, recordRules: 'microsoft' },
    'i686-pc-windows-msvc',
  ),
  'aarch64-windows-msvc': target(
    'aarch64-windows-msvc',
    { ...windows64, recordRules: 'microsoft' },
    'aarch64-pc-windows-msvc',
  ),
  'x86_64-windows-gnu': target(
    'x86_64-windows-gnu',
    { ...windows64, recordRules: 'mingw' },
    'x86_64-w64-windows-gnu',
    'x86_64-pc-windows-gnu',
  ),
  'i686-windows-gnu': target(
    'i686-windows-gnu',
    { ...windows32, recordRules: 'mingw' },
    'i686-w64-windows-gnu',
    'i686-pc-windows-gnu',
  ),
  'x86_64-macos': target('x86_64-macos', unix64, 'x86_64-apple-macos11', 'x86_64-apple-darwin'),
  'aarch64-macos': target('aarch64-macos', unix64, 'arm64-apple-macos11', 'aarch64-apple-darwin'),
} as const satisfies Record<string, ModelTarget>

/** The name of a target of the model. */
export type ModelTargetName = keyof typeof modelTargets

function target(
  name: string,
  properties: Omit<ModelTarget, 'name' | 'clang' | 'rustc'>,
  clang: string,
  rustc = clang,
): ModelTarget {
  return { name, clang, rustc, ...properties }
}
