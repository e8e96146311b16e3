import { bufferMemory, layoutOf, pointer, struct, u16, u32, u64, u8, bool, hostTarget } from 'abiding'
import { describe, expect, it } from 'vitest'
import { makeRecordClass } from '../../../src/layout/accessor/record-class.js'
import { codecOf } from '../../../src/layout/layout.js'
import { refusal } from '../../support/refusal.js'

const Mixed = struct('Mixed', { a: u8, b: u16, c: u32, d: u64, on: bool, next: pointer(u8) })
const members = layoutOf(Mixed).fields.map((field) => ({
  name: field.name,
  offset: field.offset,
  codec: codecOf(field.type, hostTarget()),
}))
const make = (generate: boolean) => makeRecordClass(Mixed, members, { generate })

const getterOf = (Accessor: new (...values: never[]) => object, name: string) =>
  Object.getOwnPropertyDescriptor(Accessor.prototype, name)!.get!

describe('makeRecordClass', () => {
  it('L-5: the generated class is made of DataView accesses at fixed offsets', () => {
    const source = getterOf(make(true), 'c').toString()
    expect(source).toMatch(
      /^get c\(\) \{ return this\.\$memory\.view\.getUint32\(this\.\$offset \+ 4, true\) \}$/,
    )
    expect(getterOf(make(true), 'a').toString()).toContain('getUint8(this.$offset, true)')
  })

  it('L-5: the composed class is made of closures', () => {
    expect(getterOf(make(false), 'c').toString()).toContain('codec.get(')
    expect(getterOf(make(false), 'c').toString()).not.toContain('getUint32')
  })

  it('L-5: accessors are generated unless that is forbidden', () => {
    const view = bufferMemory(new ArrayBuffer(64)).at(Mixed, 0)
    expect(getterOf(view.constructor as never, 'c').toString()).toContain('getUint32')
  })

  it.each([true, false])('L-8: instances hold a memory and an offset (generated: %s)', (generate) => {
    const Accessor = make(generate)
    const memory = bufferMemory(new ArrayBuffer(64))
    const view = new Accessor(memory, 8)
    expect(Object.keys(view)).toEqual(['$memory', '$offset'])
    expect(Accessor.name).toBe('Mixed')
    expect(Object.keys(Accessor.prototype as object)).toEqual([])
  })

  it.each([true, false])('L-3: refusals are the same (generated: %s)', (generate) => {
    const memory = bufferMemory(new ArrayBuffer(64))
    memory.view.setUint8(16, 9)
    const view = new (make(generate))(memory, 0) as Record<string, unknown>
    const wrong: [string, unknown, string][] = [
      ['a', 256, 'ABI-V002'],
      ['a', 1n, 'ABI-V001'],
      ['b', -1, 'ABI-V002'],
      ['c', NaN, 'ABI-V002'],
      ['d', 5, 'ABI-V001'],
      ['d', 2n ** 64n, 'ABI-V002'],
      ['on', 1, 'ABI-V001'],
      ['next', 0, 'ABI-M001'],
    ]
    for (const [name, value, code] of wrong) {
      expect(refusal(() => (view[name] = value))).toMatchObject({ code, path: `Mixed.${name}` })
    }
    expect(new Uint8Array(memory.view.buffer).filter((byte) => byte !== 0)).toEqual(new Uint8Array([9]))
  })

  it('L-5: two structs of the same fields have code of their own', () => {
    const sources = [make(true), make(true)].map((Accessor) => Accessor.toString())
    expect(sources[0]).toBe(sources[1])
    expect(make(true)).not.toBe(make(true))
  })
})
