import type { Infer, InputOf } from '../../layout/index.js'
import { toWire, type Declared } from './scalars.js'
import { deepest, tooDeep } from './wire-problem.js'
import { wireCodec, type AnyWireType, type WireCodec, type WireType } from './wire-type.js'

/**
 * A value that Rust keeps in a `Box`, `Rc` or `Arc`: it travels as the value itself. A type that contains itself does so
 * through a box, a list, a set or a map.
 *
 * @param inner - The type of the value, or a function that gives it where it is declared later.
 * @throws `DeclarationError` `ABI-L006` for what is no type that travels; where a function gives it, as soon as
 * the type is used.
 *
 * @see Rule W-12 of the specification.
 *
 * @example
 * ```ts
 * import { u8 } from 'abiding'
 * import { boxed, encodeWire, option, record, type WireType } from 'abiding/connection'
 * import assert from 'node:assert/strict'
 *
 * interface Chain {
 *   value: number
 *   next: Chain | undefined
 * }
 * const Chain: WireType<Chain> = record('Chain', { value: u8, next: option(boxed(() => Chain)) })
 * assert.deepEqual([...encodeWire(Chain, { value: 1, next: { value: 2, next: undefined } })], [1, 1, 2, 0])
 * ```
 */
export function boxed<T extends Declared>(inner: T | (() => T)): WireType<Infer<T>, InputOf<T>> {
  let known: AnyWireType | undefined
  const type = (): AnyWireType =>
    (known ??= toWire(typeof inner === 'function' ? inner() : inner, 'boxed → inner'))
  return Object.freeze<WireType<any, any>>({
    kind: 'boxed',
    leastBytes: 0,
    name: typeof inner === 'function' ? 'Box' : type().name,
    makeCodec(version) {
      let codec: WireCodec | undefined
      const now = (): WireCodec => (codec ??= wireCodec(type(), version))
      return {
        // What contains itself cannot be asked how short it is.
        smallest: 0,
        write(writer, value) {
          writer.enter()
          now().write(writer, value)
          writer.leave()
        },
        read(reader) {
          reader.enter()
          const value = now().read(reader)
          reader.leave()
          return value
        },
        check(value, depth = 0) {
          if (depth >= deepest) throw tooDeep()
          now().check(value, depth + 1)
        },
      }
    },
    makeSchema: (_version, guard) => guard(type()),
    parts: () => [type()],
  })
}
