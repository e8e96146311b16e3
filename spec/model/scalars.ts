import { cIntegers, type ScalarName } from './shapes.js'
import type { ModelTarget } from './targets.js'

/** Size of a scalar in bytes. */
export function scalarSize(scalar: ScalarName, target: ModelTarget): number {
  if (scalar in cIntegers || scalar === 'usize' || scalar === 'isize') return cIntegerSize(scalar, target)
  if (scalar === 'bool') return 1
  if (scalar === 'char32') return 4
  return Number(scalar.slice(1)) / 8
}

/** Alignment of a scalar inside of a struct, in bytes. */
export function scalarAlignment(scalar: ScalarName, target: ModelTarget): number {
  if (scalar === 'f64') return target.float64Alignment
  const size = scalarSize(scalar, target)
  if (size === 16) return target.int128Alignment
  return size === 8 ? target.int64Alignment : size
}

function cIntegerSize(scalar: ScalarName, target: ModelTarget): number {
  if (scalar.endsWith('char')) return 1
  if (scalar.endsWith('short')) return 2
  if (scalar.endsWith('longlong')) return 8
  if (scalar.endsWith('long')) return target.longSize
  if (scalar.endsWith('int')) return 4
  return scalar === 'wchar_t' ? target.wideCharSize : target.pointerSize
}
