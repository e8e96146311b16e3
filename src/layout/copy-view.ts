import { ValueError } from '../errors/index.js'
import { codecOf } from './layout.js'
import { describeValue } from './names.js'
import type { InputOf } from './type.js'
import { locationOf, typeOfView, type View } from './view.js'

/**
 * Writes a whole value to where an accessor is.
 *
 * @param view - An accessor.
 * @param value - What may be written where the type is declared: a plain value or an accessor of the type.
 * @returns The accessor.
 * @throws {@link ValueError} where the value does not fit, as for an assignment; `ABI-V001` for what is no accessor.
 *
 * @see Rule L-21 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, copyFrom, struct, u16 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Point = struct('Point', { x: u16, y: u16 })
 * const point = bufferMemory(new ArrayBuffer(64)).allocate(Point)
 * assert.equal(copyFrom(point, { x: 3, y: 4 }).y, 4)
 * ```
 */
export function copyFrom<V extends View>(view: V, value: V | ValueFor<V>): V {
  const type = typeOfView(view)
  const { memory, offset } = locationOf(view)
  codecOf(type, memory.space.target).set(memory, offset, value, type.name)
  return view
}

/** What may be written to where an accessor is. */
export type ValueFor<V> = V extends View<infer T> ? InputOf<T> : never

/**
 * Writes one byte to all bytes of an accessor, padding included.
 *
 * @param view - An accessor.
 * @param byte - From 0 to 255; 0 where it is left out.
 * @returns The accessor.
 * @throws {@link ValueError} `ABI-V001` for what is no accessor, `ABI-V002` for what is no byte.
 *
 * @see Rule L-21 of the specification.
 *
 * @example
 * ```ts
 * import { bufferMemory, fill, struct, u16 } from 'abiding'
 * import assert from 'node:assert/strict'
 *
 * const Point = struct('Point', { x: u16, y: u16 })
 * const point = bufferMemory(new ArrayBuffer(64)).allocate(Point, { x: 3, y: 4 })
 * assert.equal(fill(point).x, 0)
 * assert.equal(fill(point, 0xff).y, 0xffff)
 * ```
 */
export function fill<V extends View>(view: V, byte = 0): V {
  const type = typeOfView(view)
  const { memory, offset } = locationOf(view)
  if (!Number.isInteger(byte) || byte < 0 || byte > 0xff) {
    throw new ValueError('not a byte', {
      code: 'ABI-V002',
      rule: 'L-21',
      path: type.name,
      expected: 'a whole number from 0 to 255',
      found: describeValue(byte),
    })
  }
  const { size } = codecOf(type, memory.space.target)
  new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, size).fill(byte)
  return view
}
