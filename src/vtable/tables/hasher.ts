import {
  constPointer,
  fn,
  i16,
  i32,
  i64,
  i8,
  isize,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  type AnyType,
} from '../../layout/index.js'
import { dataPointer } from '../data-pointer.js'

/** Borrowed bytes. @internal */
export const ByteSlice = struct('RSlice_uint8_t', { data: dataPointer, length: usize })

/** The integers that a hasher takes, in the order of its table. @internal */
export const hashedIntegers = { i16, i32, i64, i8, isize, u16, u32, u64, u8, usize } as const

const writeFunction = (type: AnyType): AnyType => fn([{ self: dataPointer }, { value: type }])

/** What a hasher takes. @internal */
export const WriteFunctions = struct('WriteFns', {
  write: writeFunction(ByteSlice),
  ...Object.fromEntries(
    Object.entries(hashedIntegers).map(([name, type]) => [`write_${name}`, writeFunction(type)]),
  ),
})

/** A hasher, passed by value: Rust's `HasherObject`. @internal */
export const HasherObject = struct('HasherObject', {
  self: dataPointer,
  write_fns: constPointer(WriteFunctions),
  finish: fn({ self: dataPointer }, u64),
})

/** Feeds a value to a hasher. @internal */
export const hashFunction = fn([{ self: dataPointer }, { hasher: HasherObject }])
