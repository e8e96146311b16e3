import { u32, type Codec, type ScalarPassing, type Type } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import { refuser } from '../layout/scalar.js'

/** Nanoseconds of a second. */
const second = 1_000_000_000

const refuse = refuser('nanoseconds', 'a whole number from 0 to 999999999', 'number', 'T-2')

const isInSecond = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < second

/**
 * Nanoseconds beyond whole seconds: a `u32` below 1,000,000,000. Memory that holds more is read as it is.
 *
 * @see Rule T-2 of the specification.
 *
 * @internal
 */
export const subsecondNanoseconds: Type<number> = Object.freeze<Type<number>>({
  ...u32,
  makeCodec(target, mode): Codec {
    const inner = codecOf(u32, target, mode)
    const { source } = inner
    return {
      ...inner,
      dataView: undefined,
      set(memory, offset, value, path) {
        if (!isInSecond(value)) refuse(value, path)
        inner.set(memory, offset, value, path)
      },
      source: source && {
        ...source,
        accepts: (value, bind) => `${source.accepts(value, bind)} && ${value} < ${second}`,
        check: { kind: 'condition' },
        refuse,
      },
    }
  },
  passing: {
    ...(u32.passing as ScalarPassing),
    toNative: (value, path) => (isInSecond(value) ? value : refuse(value, path)),
    accepts: (value) => `${(u32.passing as ScalarPassing).accepts!(value)} && ${value} < ${second}`,
  },
  domain: () => ({ kind: 'integer', minimum: 0, maximum: second - 1 }),
})
