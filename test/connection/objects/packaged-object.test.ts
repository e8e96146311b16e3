import {
  boxedClosure,
  decodeWire,
  encodeWire,
  future,
  traitRef,
  trait,
  type AnyWireType,
} from 'abiding/connection'
import { u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import type { PackagedObject, Passage } from '../../../src/connection/wire/passage.js'
import { wireCodec } from '../../../src/connection/wire/wire-type.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'

const Empty = trait('Empty', { version: 0, methods: {} })
const types: readonly [AnyWireType, unknown][] = [
  [boxedClosure({}, u32), () => 1],
  [traitRef(Empty), {}],
  [future(u32), Promise.resolve(1)],
]

function packed(...words: bigint[]): WireReader {
  return new WireReader(new Uint8Array(new BigUint64Array(words).buffer))
}

describe('an object on its way', () => {
  it.each(types)('X-21: is three words: $name', (type, value) => {
    const packaged = { data: 2n ** 64n - 1n, vtable: 7n, entry: 0x7fff_1234_5678 } as PackagedObject
    const writer = new WireWriter()
    writer.passage = { pack: () => packaged } as unknown as Passage
    wireCodec(type, 0).write(writer, value)
    const words = [...new BigUint64Array(writer.finish().buffer)]
    expect(words).toEqual([packaged.data, packaged.vtable, BigInt(packaged.entry)])
    expect(wireCodec(type, 0).smallest).toBe(24)
  })

  it.each(types)('X-21: means nothing outside of a call: $name', (type, value) => {
    const outside = expect.objectContaining({ code: 'ABI-J016', rule: 'X-21' }) as Error
    expect(() => encodeWire(type, value)).toThrow(outside)
    expect(() => decodeWire(type, packed(1n, 1n, 0x10000n).bytes)).toThrow(outside)
  })

  it.each(types)('X-21: has an entry that can be a function: $name', (type) => {
    for (const entry of [0n, 1n, 0xfffn, 2n ** 53n, 2n ** 64n - 1n]) {
      expect(() => decodeWire(type, packed(1n, 1n, entry).bytes)).toThrow(
        expect.objectContaining({ code: 'ABI-J015' }) as Error,
      )
    }
    expect(() => decodeWire(type, new Uint8Array(23))).toThrow(
      expect.objectContaining({ code: 'ABI-W001' }) as Error,
    )
  })

  it('X-21: is checked where it is passed on within one program', () => {
    const check = (type: AnyWireType, value: unknown): void => wireCodec(type, 0).check(value)
    for (const [type, value] of types) {
      check(type, value)
      for (const bad of [undefined, null, 5, 'x']) expect(() => check(type, bad)).toThrow('does not fit')
    }
  })
})
