import { refuser, spellC } from './scalar.js'
import type { Codec, Type } from './type.js'
import { integersOf } from './value-domain.js'

function wideInteger(name: 'i128' | 'u128'): Type<bigint> {
  const isSigned = name === 'i128'
  const wrap = isSigned ? 'asIntN' : 'asUintN'
  const half = isSigned ? 'BigInt64' : 'BigUint64'
  const minimum = isSigned ? -(1n << 127n) : 0n
  const maximum = (1n << (isSigned ? 127n : 128n)) - 1n
  const refuse: (value: unknown, path: string) => never = refuser(
    name,
    `a bigint from ${minimum}n to ${maximum}n`,
    'bigint',
  )
  return Object.freeze<Type<bigint>>({
    kind: name,
    name,
    measure: (target) => ({ size: 16, alignment: target.int128Alignment }),
    makeCodec(target): Codec {
      const littleEndian = target.byteOrder === 'little'
      const [lower, upper] = littleEndian ? [0, 8] : [8, 0]
      const get: Codec['get'] = ({ view }, offset) => {
        const high = view[`get${half}`](offset + upper, littleEndian)
        return (high << 64n) | view.getBigUint64(offset + lower, littleEndian)
      }
      const setUnchecked: NonNullable<Codec['setUnchecked']> = ({ view }, offset, value) => {
        view.setBigUint64(offset + lower, value as bigint, littleEndian)
        view.setBigUint64(offset + upper, (value as bigint) >> 64n, littleEndian)
      }
      return {
        size: 16,
        alignment: target.int128Alignment,
        get,
        set(memory, offset, value, path) {
          if (typeof value !== 'bigint' || value < minimum || value > maximum) refuse(value, path)
          setUnchecked(memory, offset, value)
        },
        setUnchecked,
        copy: get,
        json: (memory, offset) => String(get(memory, offset)),
        source: {
          get({ memory, offset }) {
            const read = (kind: string, by: number): string =>
              `${memory}.view.get${kind}(${offset} + ${by}, ${littleEndian})`
            return `((${read(half, upper)} << 64n) | ${read('BigUint64', lower)})`
          },
          // Most values have 64 bits, of which V8 makes sure at a third of the cost.
          accepts: (value) =>
            `typeof ${value} === 'bigint' && (BigInt.${wrap}(64, ${value}) === ${value}
              || ${value} >= ${minimum}n && ${value} <= ${maximum}n)`,
          set: ({ memory, offset }, value) =>
            `{ const { view } = ${memory}; const at = ${offset}
              view.setBigUint64(at + ${lower}, ${value}, ${littleEndian})
              view.setBigUint64(at + ${upper}, ${value} >> 64n, ${littleEndian}) }`,
          refuse,
        },
      }
    },
    // No calling convention that the FFI knows has them.
    passing: { kind: 'aggregate' },
    leaves: () => [0, 8].map((offset) => ({ offset, size: 8, scalar: 'u64' })),
    schema: () => name,
    mentions: () => [],
    declareC: (declarator, isConst) =>
      spellC(isSigned ? '__int128' : 'unsigned __int128', declarator, isConst),
    defaultValue: () => 0n,
    domain: () => integersOf(isSigned, 128, true),
  })
}

/** Signed 128-bit integer, a `bigint`; a decimal string in JSON. C: `__int128`, which 32-bit targets do not have. */
export const i128: Type<bigint> = wideInteger('i128')
/** Unsigned 128-bit integer, a `bigint`; a decimal string in JSON. C: `unsigned __int128`, as for {@link i128}. */
export const u128: Type<bigint> = wideInteger('u128')
