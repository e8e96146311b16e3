import { badNumber } from '../wire/wire-problem.js'
import { wireCodec, type AnyWireType, type WireType } from '../wire/wire-type.js'

/** What polling a future gives: `undefined` as long as there is no value. */
export type PollResult = { readonly ready: unknown } | undefined

/**
 * What the hidden method of a future returns: Rust's `Option`, in which the value may be anything.
 *
 * @param type - The type of the value.
 *
 * @see Rule X-27 of the specification.
 *
 * @internal
 */
export function pollResult(type: AnyWireType): WireType<PollResult> {
  return Object.freeze<WireType<any, any>>({
    kind: 'pollResult',
    name: `Option<${type.name}>`,
    makeCodec(version) {
      const codec = wireCodec(type, version)
      return {
        smallest: 1,
        check(value: PollResult) {
          if (value !== undefined) codec.check(value.ready)
        },
        write(writer, value: PollResult) {
          writer.u8(value === undefined ? 0 : 1)
          if (value !== undefined) codec.write(writer, value.ready)
        },
        read(reader): PollResult {
          const tag = reader.u8()
          if (tag > 1) throw badNumber('the state of a future', '0 or 1', tag)
          return tag === 0 ? undefined : { ready: codec.read(reader) }
        },
      }
    },
    makeSchema: (version, guard) => ({ kind: 'option', item: type.makeSchema(version, guard) }),
    parts: () => [type],
  })
}
