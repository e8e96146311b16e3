import {
  bool,
  char32,
  f32,
  f64,
  i128,
  i16,
  i32,
  i64,
  i8,
  u128,
  u16,
  u32,
  u64,
  u8,
  unit,
} from '../../layout/index.js'
import { str } from '../trait/str.js'
import { ipAddress, socketAddress } from '../wire/addresses.js'
import { bytes } from '../wire/bytes.js'
import { ioError } from '../wire/io-error.js'
import type { Declared } from '../wire/scalars.js'
import { string } from '../wire/text.js'
import { duration, systemTime, utcTimestamp } from '../wire/times.js'
import type { ConstantName, Described } from './described.js'

/** The types of the layout layer among those that are declared by a name alone. */
const layoutTypes = { i8, u8, i16, u16, i32, u32, i64, u64, i128, u128, f32, f64, bool, char32, unit }

/**
 * The types that are declared by a name alone.
 *
 * @internal
 */
export const constantTypes: Readonly<Record<ConstantName, Declared>> = {
  ...layoutTypes,
  ...{ string, bytes, str, duration, systemTime, utcTimestamp, ipAddress, socketAddress, ioError },
}

/**
 * Whether values of a type lie in memory in a way that is known, if the type is what it seems to be.
 *
 * @see Rule X-66 of the specification.
 *
 * @internal
 */
export function liesInMemory({ form, parts }: Described): boolean {
  if (form.kind === 'fixedList') return liesInMemory(parts[0]!)
  return form.kind === 'constant' && Object.hasOwn(layoutTypes, form.name)
}
