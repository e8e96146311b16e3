import { isPassable } from '../layout/function-pointer.js'
import { instanceName } from '../layout/generic.js'
import { struct } from '../layout/index.js'
import { codecOf } from '../layout/layout.js'
import type { AnyType, Codec, Memory, Passing, ScalarPassing, Type } from '../layout/index.js'
import { memoize } from '../layout/memoize.js'
import { takeBytes } from '../layout/drop-value.js'
import { nativeSpace } from '../memory/native-space.js'

/** The bytes of a value, in memory that holds nothing else. */
export type RawValue = Memory

/**
 * A type whose values are the bytes of values of another type, which crosses calls in the same way: for functions of
 * tables that move values without looking at them.
 *
 * @see Rule T-51 of the specification.
 *
 * @internal
 */
export const rawValue: (type: AnyType) => Type<RawValue> = memoize((declared: AnyType): Type<RawValue> => {
  const type = carrierOf(declared)
  const raw: AnyType = {
    ...type,
    isMoved: false,
    hasUndefined: undefined,
    defaultValue: undefined,
    domain: undefined,
    copiesBytes: undefined,
    fromThrown: undefined,
    abiStable: undefined,
    passing: rawPassing(type),
    makeCodec(target): Codec {
      const { size, alignment } = codecOf(type, target)
      const get: Codec['get'] = (memory, offset) => takeBytes(memory, offset, size)
      return {
        size,
        alignment,
        varies: true,
        get,
        set({ view }, offset, value) {
          const bytes = new Uint8Array((value as RawValue).view.buffer, 0, size)
          new Uint8Array(view.buffer, view.byteOffset + offset, size).set(bytes)
        },
        copy: get,
        json: () => null,
      }
    },
  }
  return Object.freeze(raw) as Type<RawValue>
})

/** Rust passes an array as C passes a struct with nothing else in it. What takes no bytes is not passed, whatever it is. */
function carrierOf(type: AnyType): AnyType {
  return isPassable(type) || type.isVoidInC === true
    ? type
    : struct(instanceName('Passed', [type]), { value: type })
}

/**
 * Bytes of a value of this side, as they go to native code.
 *
 * @param type - The type of the value.
 * @param value - Anything that may be written where the type is declared.
 * @param path - What is written, for errors.
 *
 * @internal
 */
export function rawOf(type: AnyType, value: unknown, path: string): RawValue {
  const codec = codecOf(type, nativeSpace.target)
  const memory = { view: new DataView(new ArrayBuffer(codec.size)), base: undefined, space: nativeSpace }
  codec.set(memory, 0, value, path)
  return memory
}

/**
 * The value that bytes are: what it owns belongs to whoever reads it.
 *
 * @internal
 */
export function valueOfRaw(type: AnyType, raw: RawValue): unknown {
  return codecOf(type, nativeSpace.target).get(raw, 0)
}

function rawPassing(type: AnyType): Passing {
  const { passing } = type
  if (passing.kind !== 'scalar') return passing
  const raw: ScalarPassing = {
    kind: 'scalar',
    scalar: passing.scalar,
    toNative: (value, path, space, keep) =>
      passing.toNative(valueOfRaw(type, value as RawValue), path, space, keep),
    fromNative: (given, path, space) => rawOf(type, passing.fromNative(given, path, space), path),
  }
  return raw
}

/**
 * The bytes of a value that has none: functions are not given it.
 *
 * @internal
 */
export const noBytes: RawValue = Object.freeze({
  view: new DataView(new ArrayBuffer(0)),
  base: undefined,
  space: nativeSpace,
})

/**
 * A value as functions take it: what takes no bytes is not passed.
 *
 * @internal
 */
export function passed(type: AnyType, raw: RawValue): readonly RawValue[] {
  return type.isVoidInC === true ? [] : [raw]
}
