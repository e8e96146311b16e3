// The kinds of fields, with what their bytes mean: a second opinion, decoded without the library.
import {
  array,
  bool,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  nullable,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  type AnyType,
} from 'abiding'
import { functions, signatures, type KnownFunction, type SignatureName } from './ground.js'
import type { Random } from './random.js'

/** What reading a field must give: a value, the code of an error, or a function. */
export type Reading =
  | { readonly value: unknown }
  | { readonly code: string }
  | { readonly runs: KnownFunction }
  | { readonly isFunction: true }

/** A kind of field. */
export interface Kind {
  readonly name: string
  readonly type: AnyType
  readonly size: number
  readonly alignment: number
  /** What a pointer to code is declared as; absent for data. */
  readonly calls?: { readonly signature: SignatureName; readonly isNullable: boolean }
  /** Whether it is a pointer, to code or to data. */
  readonly isPointer?: boolean
  /** The default value, for kinds that have one. */
  readonly usual?: unknown
  /** Bytes that a maker who means no harm writes. */
  readonly fill: (random: Random) => Uint8Array
  /** What the bytes mean. Pointers to code are looked at elsewhere. */
  readonly read: (bytes: DataView) => Reading
  /** What is seen of a value that was read, to be compared. */
  readonly seen?: (value: unknown) => unknown
}

const anyBytes = (size: number) => (random: Random) =>
  Uint8Array.from({ length: size }, () => random.between(0, 255))

function number(
  type: AnyType,
  size: number,
  usual: unknown,
  read: (view: DataView) => unknown,
  more: Partial<Kind> = {},
): Kind {
  const name = type.name
  return {
    name,
    type,
    size,
    alignment: size,
    usual,
    fill: anyBytes(size),
    read: (view) => ({ value: read(view) }),
    ...more,
  }
}

/** Eight bytes that hold a number. */
export function wordBytes(word: bigint | number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(word)), true)
  return bytes
}

const inexact = 2n ** 53n

const readWord = (view: DataView): Reading => {
  const word = view.getBigUint64(0, true)
  return word >= inexact ? { code: 'ABI-V005' } : { value: Number(word) }
}

const small = (random: Random): Uint8Array => wordBytes(random.next())

function dataPointer(isNullable: boolean): Kind {
  return {
    name: isNullable ? 'nullable pointer' : 'pointer',
    type: isNullable ? nullable(pointer(u32)) : pointer(u32),
    size: 8,
    alignment: 8,
    isPointer: true,
    ...(isNullable ? { usual: null } : {}),
    fill: small,
    read(view) {
      const reading = readWord(view)
      return isNullable && 'value' in reading && reading.value === 0 ? { value: null } : reading
    },
    seen: (value) => (value as { address: number } | null)?.address ?? null,
  }
}

function functionKind(signature: SignatureName, isNullable: boolean): Kind {
  const type = signatures[signature] as AnyType
  const own = functions.filter((one) => one.signature === signature)
  return {
    name: `${isNullable ? 'nullable ' : ''}function ${signature}`,
    type: isNullable ? type.nullableForm!() : type,
    size: 8,
    alignment: 8,
    isPointer: true,
    calls: { signature, isNullable },
    ...(isNullable ? { usual: null } : {}),
    fill: (random) => wordBytes(isNullable && random.once(4) ? 0 : random.pick(own).address),
    read: () => ({ isFunction: true }),
  }
}

const Pair = struct('Pair', { a: u8, b: u32 })
const Triple = array(u16, 3)

/** All kinds. */
export const kinds: readonly Kind[] = [
  number(u8, 1, 0, (view) => view.getUint8(0)),
  number(i8, 1, 0, (view) => view.getInt8(0)),
  number(u16, 2, 0, (view) => view.getUint16(0, true)),
  number(i16, 2, 0, (view) => view.getInt16(0, true)),
  number(u32, 4, 0, (view) => view.getUint32(0, true)),
  number(i32, 4, 0, (view) => view.getInt32(0, true)),
  number(u64, 8, 0n, (view) => view.getBigUint64(0, true)),
  number(i64, 8, 0n, (view) => view.getBigInt64(0, true)),
  number(f32, 4, 0, (view) => view.getFloat32(0, true)),
  number(f64, 8, 0, (view) => view.getFloat64(0, true)),
  number(usize, 8, 0, () => 0, { fill: small, read: readWord }),
  number(bool, 1, false, () => 0, {
    fill: (random) => Uint8Array.of(random.between(0, 1)),
    read(view) {
      const byte = view.getUint8(0)
      return byte > 1 ? { code: 'ABI-V005' } : { value: byte === 1 }
    },
  }),
  {
    name: 'struct',
    type: Pair,
    size: 8,
    alignment: 4,
    usual: { a: 0, b: 0 },
    fill: anyBytes(8),
    read: (view) => ({ value: { a: view.getUint8(0), b: view.getUint32(4, true) } }),
    seen: (value) => (value as { toJSON(): unknown }).toJSON(),
  },
  {
    name: 'array',
    type: Triple,
    size: 6,
    alignment: 2,
    usual: [0, 0, 0],
    fill: anyBytes(6),
    read: (view) => ({ value: [0, 2, 4].map((at) => view.getUint16(at, true)) }),
    seen: (value) => [...(value as Iterable<unknown>)],
  },
  dataPointer(false),
  dataPointer(true),
  ...(['next', 'scale', 'count'] as const).flatMap((signature) => [
    functionKind(signature, false),
    functionKind(signature, true),
  ]),
]
