import { DeclarationError } from '../errors/index.js'

/** The order of the bytes of a number in memory. */
export type ByteOrder = 'little' | 'big'

/**
 * By whose rules a compiler places fields: those that all System V platforms share, those of Microsoft's compiler, or
 * those of MinGW, which places bit fields as Microsoft's compiler does and everything else as System V.
 */
export type RecordRules = 'system-v' | 'mingw' | 'microsoft'

/**
 * A machine, as far as the layout of types depends on it. Plain data: a target that is not listed can be declared, as
 * in `{ ...targets['x86_64-linux'], name: 'x86_64-mine' }`.
 *
 * @see Rule L-1 of the specification.
 */
export interface Target {
  /** Architecture, system and, where there are several, the compiler, as in `x86_64-linux`. */
  readonly name: string
  /** What clang calls the target (`--target=…`). */
  readonly triple: string
  /** Size and alignment of a pointer in bytes. */
  readonly pointerSize: 4 | 8
  /** The order of the bytes of a number. */
  readonly byteOrder: ByteOrder
  /** Alignment of 64-bit integers inside of a struct, in bytes. */
  readonly int64Alignment: 4 | 8
  /** Alignment of 128-bit integers, in bytes. */
  readonly int128Alignment: 8 | 16
  /** Alignment of `double` inside of a struct, in bytes. */
  readonly float64Alignment: 4 | 8
  /** Size of `long`, in bytes. */
  readonly longSize: 4 | 8
  /** Size of `wchar_t`, in bytes. */
  readonly wideCharSize: 2 | 4
  /** Whether `wchar_t` has a sign. */
  readonly isWideCharSigned: boolean
  /** Whether `char` has a sign. */
  readonly isCharSigned: boolean
  /** By whose rules fields are placed. */
  readonly recordRules: RecordRules
  /** Whether bit fields without a name count for the alignment of a struct. */
  readonly unnamedBitFieldsAlign: boolean
}

/** A 64-bit little-endian machine with System V rules, from which the others differ in what is named. */
function target(name: string, triple: string, differences: Partial<Target> = {}): Target {
  return Object.freeze({
    name,
    triple,
    pointerSize: 8,
    byteOrder: 'little',
    int64Alignment: 8,
    int128Alignment: 16,
    float64Alignment: 8,
    longSize: 8,
    wideCharSize: 4,
    isWideCharSigned: true,
    isCharSigned: true,
    recordRules: 'system-v',
    unnamedBitFieldsAlign: false,
    ...differences,
  })
}

const arm = { isWideCharSigned: false, isCharSigned: false, unnamedBitFieldsAlign: true } as const
const narrow = { pointerSize: 4, longSize: 4 } as const
const windows = { longSize: 4, wideCharSize: 2, isWideCharSigned: false } as const

/**
 * The targets whose layouts are proven by a compiler in this project's tests. `wasm32` is WebAssembly, whatever runs it.
 *
 * @example
 * ```ts
 * import { layoutOf, struct, targets, u8, usize } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Slice = struct('Slice', { tag: u8, length: usize })
 * assert.equal(layoutOf(Slice, targets['x86_64-linux']).size, 16)
 * assert.equal(layoutOf(Slice, targets.wasm32).size, 8)
 * ```
 */
export const targets = {
  'x86_64-linux': target('x86_64-linux', 'x86_64-unknown-linux-gnu'),
  'aarch64-linux': target('aarch64-linux', 'aarch64-unknown-linux-gnu', arm),
  'i686-linux': target('i686-linux', 'i686-unknown-linux-gnu', {
    ...narrow,
    int64Alignment: 4,
    float64Alignment: 4,
  }),
  'armv7-linux': target('armv7-linux', 'armv7-unknown-linux-gnueabihf', {
    ...narrow,
    ...arm,
    int128Alignment: 8,
  }),
  'riscv64-linux': target('riscv64-linux', 'riscv64-unknown-linux-gnu', { isCharSigned: false }),
  's390x-linux': target('s390x-linux', 's390x-unknown-linux-gnu', {
    byteOrder: 'big',
    int128Alignment: 8,
    isCharSigned: false,
  }),
  'powerpc64le-linux': target('powerpc64le-linux', 'powerpc64le-unknown-linux-gnu', { isCharSigned: false }),
  wasm32: target('wasm32', 'wasm32-unknown-unknown', narrow),
  'x86_64-windows-msvc': target('x86_64-windows-msvc', 'x86_64-pc-windows-msvc', {
    ...windows,
    recordRules: 'microsoft',
  }),
  'i686-windows-msvc': target('i686-windows-msvc', 'i686-pc-windows-msvc', {
    ...narrow,
    ...windows,
    recordRules: 'microsoft',
  }),
  'aarch64-windows-msvc': target('aarch64-windows-msvc', 'aarch64-pc-windows-msvc', {
    ...windows,
    recordRules: 'microsoft',
  }),
  'x86_64-windows-gnu': target('x86_64-windows-gnu', 'x86_64-w64-windows-gnu', {
    ...windows,
    recordRules: 'mingw',
  }),
  'i686-windows-gnu': target('i686-windows-gnu', 'i686-w64-windows-gnu', {
    ...narrow,
    ...windows,
    recordRules: 'mingw',
  }),
  'x86_64-macos': target('x86_64-macos', 'x86_64-apple-macos11'),
  'aarch64-macos': target('aarch64-macos', 'arm64-apple-macos11'),
} as const satisfies Record<string, Target>

const architectures: Record<string, string> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
  arm: 'armv7',
  ppc64: 'powerpc64le',
}

/** Node is built with Microsoft's compiler on Windows. */
const systems: Record<string, string> = { win32: 'windows-msvc', darwin: 'macos' }

let detected: Target | undefined

/**
 * The target that this program runs on.
 *
 * @returns The entry of {@link targets} for this machine. Where there is no native machine (in a browser) that is
 * `x86_64-linux`, whose layouts are those of every 64-bit little-endian System V target.
 * @throws {@link DeclarationError} `ABI-L003` where the machine is not among {@link targets}.
 *
 * @example
 * ```ts
 * import { hostTarget } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * assert.equal(hostTarget().pointerSize, 8)
 * ```
 */
export function hostTarget(): Target {
  return (detected ??= detectHostTarget())
}

function detectHostTarget(): Target {
  const { process } = globalThis as { process?: { arch?: string; platform?: string } }
  if (process?.arch === undefined || process.platform === undefined) return targets['x86_64-linux']
  return targetOfMachine({ arch: process.arch, platform: process.platform, byteOrder: machineByteOrder() })
}

/** What Node says of a machine. */
export interface Machine {
  /** The architecture that Node was built for, as in `x64`. */
  readonly arch: string
  /** The system, as in `linux`. */
  readonly platform: string
  /** The order of the bytes in a typed array. */
  readonly byteOrder: ByteOrder
}

/**
 * The target of a machine.
 *
 * @internal
 */
export function targetOfMachine({ arch, platform, byteOrder }: Machine): Target {
  const name = `${architectures[arch] ?? arch}-${systems[platform] ?? platform}`
  const known = (targets as Record<string, Target>)[name]
  // The big-endian and the little-endian machines of one architecture go by one name.
  if (known !== undefined && known.byteOrder === byteOrder) return known
  throw new DeclarationError('this machine is not a known target', {
    code: 'ABI-L003',
    rule: 'L-1',
    expected: Object.keys(targets).join(', '),
    found: `${name}, ${byteOrder}-endian`,
    hint: 'layouts for known targets can still be computed: name one, as in layoutOf(type, targets["x86_64-linux"])',
  })
}

function machineByteOrder(): ByteOrder {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'little' : 'big'
}
