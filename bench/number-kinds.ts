import { f32, f64, i16, i32, u32, u8 } from 'abiding'

/** Numbers that walks read, and what the methods of a DataView for them are called. */
export const kinds = {
  u8: [u8, 'Uint8'],
  i16: [i16, 'Int16'],
  u32: [u32, 'Uint32'],
  i32: [i32, 'Int32'],
  f32: [f32, 'Float32'],
  f64: [f64, 'Float64'],
} as const

export type Kind = keyof typeof kinds
