import { scalar } from './scalar.js'
import type { Type } from './type.js'

function float(name: 'f32' | 'f64'): Type<number> {
  const isDouble = name === 'f64'
  return scalar<number>({
    name,
    size: isDouble ? 8 : 4,
    alignment: (target) => (isDouble ? target.float64Alignment : 4),
    cName: isDouble ? 'double' : 'float',
    dataView: isDouble ? 'Float64' : 'Float32',
    range: 'a number',
    accepts: (value): value is number => typeof value === 'number',
    acceptsSource: (value) => `typeof ${value} === 'number'`,
    check: () => ({ kind: 'condition' }),
    javascriptType: 'number',
    zero: 0,
  })
}

/** IEEE 754 single, a `number` that is rounded when written. C: `float`. */
export const f32: Type<number> = float('f32')
/** IEEE 754 double, a `number`. C: `double`. */
export const f64: Type<number> = float('f64')
