import { enumeration, fn, pointer, u8 } from '../../layout/index.js'
import { dataPointer } from '../data-pointer.js'
import { vectorTypes } from './vec-vtable.js'

/** Bytes: Rust's `RVec<u8>`, of which `RString` is another name. @internal */
export const { vector: ByteVectorType, table: ByteVectorTable } = vectorTypes(u8)

/** Rust's `{}` and `{:#}`. @internal */
export const FormattingMode = enumeration('FormattingMode', u8, ['Default', 'Alternate'])

/**
 * Appends a text to a vector of bytes; gives 0 where that worked.
 *
 * @internal
 */
export const formatFunction = fn(
  [{ self: dataPointer }, { mode: FormattingMode }, { out: pointer(() => ByteVectorType) }],
  u8,
)
