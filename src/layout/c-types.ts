import { i16, i32, i64, i8, u16, u32, u64, u8 } from './integers.js'
import { codecOf, layoutOf, leavesOf } from './layout.js'
import { isize, usize } from './pointer-sized.js'
import { refuser, spellC } from './scalar.js'
import { hostTarget, type Target } from './target.js'
import type { Codec, ScalarPassing, Type } from './type.js'
import { domainOf, integersOf } from './value-domain.js'

/**
 * A type of C that is one of the fixed types on each target.
 *
 * @param name - Its name here and in schemas.
 * @param cName - Its name in C.
 * @param on - The fixed type that it is on a target.
 */
function cType(name: string, cName: string, on: (target: Target) => Type<number>): Type<number> {
  return Object.freeze<Type<number>>({
    kind: name,
    name,
    measure: (target) => layoutOf(on(target), target),
    makeCodec: (target, mode) => codecOf(on(target), target, mode),
    // What is called lies on this machine.
    get passing() {
      return on(hostTarget()).passing
    },
    leaves: (target) => leavesOf(on(target), target),
    schema: () => name,
    mentions: () => [],
    declareC: (declarator, isConst) => spellC(cName, declarator, isConst),
    defaultValue: () => 0,
    domain: (target) => domainOf(on(target), target),
    integer: {
      isSigned: (target) => on(target).integer!.isSigned(target),
      isBig: false,
    },
  })
}

/** A pointer-sized type of C: the same as `usize` or `isize`, under another name. */
function pointerSized(name: string, cName: string, same: Type<number>): Type<number> {
  return Object.freeze<Type<number>>({
    ...same,
    kind: name,
    name,
    schema: () => name,
    declareC: (declarator, isConst) => spellC(cName, declarator, isConst),
  })
}

/**
 * `long` and `unsigned long`: 4 or 8 bytes, and a `bigint` on every target, so that the same program works on all of
 * them and no value is lost.
 */
function long(name: 'c_long' | 'c_ulong', cName: string): Type<bigint> {
  const isSigned = name === 'c_long'
  const wide = isSigned ? i64 : u64
  const narrow = isSigned ? i32 : u32
  const on = (target: Target): Type<bigint> | Type<number> => (target.longSize === 8 ? wide : narrow)
  const wrap = isSigned ? BigInt.asIntN : BigInt.asUintN
  const refuse: (value: unknown, path: string) => never = refuser(
    name,
    'a bigint of the range of the target',
    'bigint',
  )
  const toNumber = (value: unknown, path: string): number =>
    typeof value === 'bigint' && wrap(32, value) === value ? Number(value) : refuse(value, path)
  return Object.freeze<Type<bigint>>({
    kind: name,
    name,
    measure: (target) => layoutOf(on(target), target),
    makeCodec(target, mode): Codec {
      const inner = codecOf(on(target), target, mode)
      if (target.longSize === 8) return inner
      const get: Codec['get'] = (memory, offset) => BigInt(inner.get(memory, offset) as number)
      return {
        size: inner.size,
        alignment: inner.alignment,
        get,
        set: (memory, offset, value, path) => inner.set(memory, offset, toNumber(value, path), path),
        setUnchecked: (memory, offset, value) => inner.setUnchecked!(memory, offset, Number(value)),
        copy: get,
        json: (memory, offset) => String(get(memory, offset)),
      }
    },
    get passing() {
      if (hostTarget().longSize === 8) return wide.passing
      const inner = narrow.passing as ScalarPassing
      return {
        kind: 'scalar' as const,
        scalar: inner.scalar,
        toNative: toNumber,
        fromNative: (raw: unknown) => BigInt(raw as number),
      }
    },
    leaves: (target) => leavesOf(on(target), target),
    schema: () => name,
    mentions: () => [],
    declareC: (declarator, isConst) => spellC(cName, declarator, isConst),
    defaultValue: () => 0n,
    domain: (target) => integersOf(isSigned, target.longSize * 8, true),
    integer: { isSigned: () => isSigned, isBig: true },
  })
}

function bigType(name: string, cName: string, same: Type<bigint>): Type<bigint> {
  return Object.freeze<Type<bigint>>({
    ...same,
    kind: name,
    name,
    schema: () => name,
    declareC: (declarator, isConst) => spellC(cName, declarator, isConst),
  })
}

/** C's `char`, a `number`: with or without a sign, as the target says. */
export const c_char: Type<number> = cType('c_char', 'char', (target) => (target.isCharSigned ? i8 : u8))
/** C's `signed char`, a `number`. */
export const c_schar: Type<number> = cType('c_schar', 'signed char', () => i8)
/** C's `unsigned char`, a `number`. */
export const c_uchar: Type<number> = cType('c_uchar', 'unsigned char', () => u8)
/** C's `short`, a `number`: 2 bytes on all known targets. */
export const c_short: Type<number> = cType('c_short', 'short', () => i16)
/** C's `unsigned short`, a `number`: 2 bytes on all known targets. */
export const c_ushort: Type<number> = cType('c_ushort', 'unsigned short', () => u16)
/** C's `int`, a `number`: 4 bytes on all known targets. */
export const c_int: Type<number> = cType('c_int', 'int', () => i32)
/** C's `unsigned int`, a `number`: 4 bytes on all known targets. */
export const c_uint: Type<number> = cType('c_uint', 'unsigned int', () => u32)
/** C's `long`, a `bigint`: 4 bytes on Windows and on 32-bit targets, else 8. */
export const c_long: Type<bigint> = long('c_long', 'long')
/** C's `unsigned long`, a `bigint`: 4 bytes on Windows and on 32-bit targets, else 8. */
export const c_ulong: Type<bigint> = long('c_ulong', 'unsigned long')
/** C's `long long`, a `bigint`: 8 bytes on all known targets. */
export const c_longlong: Type<bigint> = bigType('c_longlong', 'long long', i64)
/** C's `unsigned long long`, a `bigint`: 8 bytes on all known targets. */
export const c_ulonglong: Type<bigint> = bigType('c_ulonglong', 'unsigned long long', u64)
/** C's `size_t`, a `number` up to 2^53-1. */
export const c_size_t: Type<number> = pointerSized('c_size_t', 'size_t', usize)
/** The `ssize_t` of POSIX, a `number` from -(2^53-1) to 2^53-1. C: `intptr_t`, which is the same. */
export const c_ssize_t: Type<number> = pointerSized('c_ssize_t', 'intptr_t', isize)
/** C's `ptrdiff_t`, a `number` from -(2^53-1) to 2^53-1. */
export const c_ptrdiff_t: Type<number> = pointerSized('c_ptrdiff_t', 'ptrdiff_t', isize)
/** C's `intptr_t`, a `number` from -(2^53-1) to 2^53-1. */
export const c_intptr_t: Type<number> = pointerSized('c_intptr_t', 'intptr_t', isize)
/** C's `uintptr_t`, a `number` up to 2^53-1. */
export const c_uintptr_t: Type<number> = pointerSized('c_uintptr_t', 'uintptr_t', usize)
/** C's `wchar_t`, a `number`: 2 bytes on Windows, else 4; with or without a sign, as the target says. */
export const wchar_t: Type<number> = cType('wchar_t', 'wchar_t', (target) =>
  target.wideCharSize === 2 ? u16 : target.isWideCharSigned ? i32 : u32,
)
