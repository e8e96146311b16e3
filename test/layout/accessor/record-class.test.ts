import { bufferMemory, layoutOf, pointer, struct, u16, u32, u64, u8, bool, hostTarget } from 'abiding'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { makeRecordClass, usesBeforeCode } from '../../../src/layout/accessor/record-class.js'
import { codecOf } from '../../../src/layout/layout.js'
import { refusal } from '../../support/refusal.js'

const Mixed = struct('Mixed', { a: u8, b: u16, c: u32, d: u64, on: bool, next: pointer(u8) })
const members = layoutOf(Mixed).fields.map((field) => ({
  name: field.name,
  offset: field.offset,
  codec: codecOf(field.type, hostTarget()),
}))
const compose = () => makeRecordClass(Mixed, members, { generate: false })
const defer = () => makeRecordClass(Mixed, members, { generate: true })
const generate = () => {
  const Accessor = defer()
  Accessor.$generate!()
  return Accessor
}
/** All forms that a class may have. */
const forms = { closures: compose, 'closures until they are used': defer, 'source text': generate }
const everyForm = Object.entries(forms)

const getterOf = (Accessor: new (...values: never[]) => object, name: string) =>
  Object.getOwnPropertyDescriptor(Accessor.prototype, name)!.get!

describe('makeRecordClass', () => {
  it('L-5: the generated class is made of DataView accesses at fixed offsets', () => {
    const source = getterOf(generate(), 'c').toString()
    expect(source).toMatch(
      /^get c\(\) \{ return this\.\$memory\.view\.getUint32\(this\.\$offset \+ 4, true\) \}$/,
    )
    expect(getterOf(generate(), 'a').toString()).toContain('getUint8(this.$offset, true)')
  })

  it.each([compose, defer])('L-5: the other ones are made of closures', (make) => {
    expect(getterOf(make(), 'c').toString()).toContain('codec.get(')
    expect(getterOf(make(), 'c').toString()).not.toContain('getUint32')
  })

  it('L-5: the accessors of a memory are generated when they turn out to be used, unless that is forbidden', () => {
    const view = bufferMemory(new ArrayBuffer(64)).at(struct('Used', { a: u8, c: u32 }), 0)
    const Accessor = view.constructor as typeof view.constructor & (new () => object)
    const { prototype } = Accessor
    for (let use = 0; use < usesBeforeCode; use += 2) {
      expect(getterOf(Accessor, 'c').toString()).toContain('codec.get(')
      view.c = use
      expect(view.c).toBe(use)
    }
    for (const name of ['a', 'c'])
      expect(getterOf(Accessor, name).toString()).toContain('this.$memory.view.get')
    expect(view.c).toBe(usesBeforeCode - 2)
    expect(view.constructor).toBe(Accessor)
    expect(Object.getPrototypeOf(view)).toBe(prototype)
  })

  it('L-5: whoever kept a closure may go on to use it', () => {
    const Accessor = defer()
    const view = new Accessor(bufferMemory(new ArrayBuffer(64)), 0) as { c: number }
    const { get, set } = Object.getOwnPropertyDescriptor(Accessor.prototype, 'c')!
    for (let use = 0; use < 3 * usesBeforeCode; use++) {
      set!.call(view, use)
      expect(get!.call(view)).toBe(use)
    }
    expect(view.c).toBe(3 * usesBeforeCode - 1)
    expect(getterOf(Accessor, 'c')).not.toBe(get)
  })

  it('L-5: generated code takes no place that somebody else took or closed', () => {
    const spied = defer()
    Object.defineProperty(spied.prototype, 'c', { configurable: true, get: () => 'spied' })
    spied.$generate!()
    expect(getterOf(spied, 'b').toString()).toContain('getUint16')
    const frozen = defer()
    Object.freeze(frozen.prototype)
    const memory = bufferMemory(new ArrayBuffer(64))
    const views = [spied, frozen].map((Accessor) => new Accessor(memory, 0) as { b: number; c: number })
    for (let use = 0; use < 2 * usesBeforeCode; use++)
      expect(views.map(({ b, c }) => [b, c])).toEqual([
        [0, 'spied'],
        [0, 0],
      ])
    expect(getterOf(frozen, 'b').toString()).toContain('codec.get(')
  })

  it.each([51, 501, 1001])('L-5: the accessors of a struct with %i fields are generated at once', (count) => {
    const names = Array.from({ length: count }, (_, index) => `f${index}`)
    const Wide = struct('Wide', Object.fromEntries(names.map((name) => [name, u32])))
    const view = bufferMemory(new ArrayBuffer(8192)).at(Wide, 16) as unknown as Record<string, number>
    for (const name of names)
      expect(getterOf(view.constructor as never, name).toString()).toContain('getUint32')
    for (const [index, name] of names.entries()) view[name] = index
    expect(names.map((name) => view[name])).toEqual([...names.keys()])
  })

  it.each(everyForm)('L-8: instances hold a memory and an offset (%s)', (_, make) => {
    const Accessor = make()
    const memory = bufferMemory(new ArrayBuffer(64))
    const view = new Accessor(memory, 8)
    expect(Object.keys(view)).toEqual(['$memory', '$offset'])
    expect(Accessor.name).toBe('Mixed')
    expect(Object.keys(Accessor.prototype as object)).toEqual([])
    expect(inspect(view)).toMatch(/^Mixed \{ a: 0, b: 0, c: 0, d: 0n, on: false, next: /)
  })

  it.each(everyForm)('L-3: refusals are the same (%s)', (_, make) => {
    const memory = bufferMemory(new ArrayBuffer(64))
    memory.view.setUint8(16, 9)
    const view = new (make())(memory, 0) as Record<string, unknown>
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
    const sources = [generate(), generate()].map((Accessor) => Accessor.toString())
    expect(sources[0]).toBe(sources[1])
    expect(getterOf(generate(), 'c')).not.toBe(getterOf(generate(), 'c'))
  })
})
