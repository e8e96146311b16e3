import { array, bufferMemory, struct, u16, u32, u8, type Memory } from 'abiding'
import { describe, expect, it } from 'vitest'
import { LateMaker, Maker, makeBy, makesBeforeCode, type Make } from '../../../src/layout/accessor/maker.js'
import { codecOf } from '../../../src/layout/layout.js'
import { haveSameShape } from '../../support/shapes.js'

const memory: Memory = bufferMemory(new ArrayBuffer(64))
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('Maker', () => {
  it('L-5: makes the first accessors by code that is shared, and the others by text of its own', () => {
    const makers = [new Maker({}), new Maker({})]
    const [one, other] = makers
    for (const maker of makers) times(makesBeforeCode, () => maker.make(memory, 0))
    expect(one!.make).toBe(other!.make)
    for (const maker of makers) maker.make(memory, 0)
    expect(one!.make).not.toBe(other!.make)
    const own = one!.make
    one!.make(memory, 0)
    expect(one!.make).toBe(own)
  })

  it('L-5: gives all of them one shape, wherever they lie', () => {
    const prototype = { kind: 'accessor' }
    const { make } = ((maker) => ({ make: makeBy(maker) }))(new Maker(prototype))
    // The large ones are no small integers for V8, which would have another shape for all that are made after them.
    const offsets = [0, 8, 2 ** 31 - 1, 5, 16, 2 ** 40, 24, 1, 2 ** 53 - 1, 2 ** 30]
    const accessors = offsets.map((offset) => make(memory, offset))
    expect(accessors.length).toBeGreaterThan(makesBeforeCode + 2)
    expect(haveSameShape(accessors)).toBe(true)
    accessors.forEach((accessor, index) => {
      expect(Object.getPrototypeOf(accessor)).toBe(prototype)
      expect(Object.entries(accessor)).toEqual([
        ['$memory', memory],
        ['$offset', offsets[index]],
      ])
    })
    expect(haveSameShape([{ a: 1 }, { b: 1 }])).toBe(false)
  })

  it('L-8: the accessors of a class are its instances before and after', () => {
    const Point = struct('Point', { x: u8, y: u16 })
    const points = bufferMemory(new ArrayBuffer(256)).allocate(array(Point, 4 * makesBeforeCode))
    const all = [...points]
    const Accessor = all[0]!.constructor as new () => object
    all.forEach((point, index) => {
      expect(point).toBeInstanceOf(Accessor)
      point.y = index
    })
    expect(haveSameShape(all)).toBe(true)
    expect(all.map((point) => point.y)).toEqual([...all.keys()])
  })

  it('L-5: who kept the function that makes accessors may go on to use it', () => {
    const Point = struct('Kept', { x: u8, y: u16 })
    const { get } = codecOf(Point, memory.space.target) as unknown as { get: Make }
    memory.view.setUint16(10, 77, true)
    for (let count = 0; count < 3 * makesBeforeCode; count++) expect(get(memory, 8)).toMatchObject({ y: 77 })
  })

  it('L-5: generated code asks the maker, not a function that is replaced', () => {
    const Inner = struct('Inner', { a: u32 })
    const Outer = struct('Outer', Object.fromEntries(times(51, (index) => [`f${index}`, Inner])))
    const view = bufferMemory(new ArrayBuffer(512)).at(Outer, 16) as unknown as Record<string, { a: number }>
    const getter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(view), 'f1')!.get!
    expect(getter.toString()).toMatch(
      /^get f1\(\) \{ return \$\d+\.make\(this\.\$memory, this\.\$offset \+ 4\) \}$/,
    )
    for (let index = 0; index < 51; index++) view[`f${index}`]!.a = index
    expect(times(51, (index) => view[`f${index}`]!.a)).toEqual([...times(51, (index) => index)])
  })
})

describe('LateMaker', () => {
  it('L-13: makes the class when the first accessor is made, once, also for who kept the function', () => {
    const classes: Make[] = []
    const get = makeBy(
      new LateMaker(() => {
        const make: Make = (memory, offset) => ({ memory, offset })
        classes.push(make)
        return make
      }),
    )
    expect(classes).toHaveLength(0)
    const accessors = [8, 16, 24].map((offset) => get(memory, offset))
    expect(accessors).toEqual([8, 16, 24].map((offset) => ({ memory, offset })))
    expect(classes).toHaveLength(1)
    expect(get.maker.make).toBe(classes[0])
  })

  it('L-13: a class that cannot be made is tried again', () => {
    let tries = 0
    const { make } = ((maker) => ({ make: makeBy(maker) }))(
      new LateMaker(() => {
        if (++tries === 1) throw new RangeError('no memory')
        return () => memory
      }),
    )
    expect(() => make(memory, 0)).toThrow('no memory')
    expect([make(memory, 0), make(memory, 0), tries]).toEqual([memory, memory, 2])
  })

  it('L-13: generated code sees through it to the class of an array', () => {
    const Rows = struct('Rows', Object.fromEntries(times(51, (index) => [`f${index}`, array(u32, 2)])))
    const view = bufferMemory(new ArrayBuffer(512)).at(Rows, 16) as unknown as Record<string, unknown>
    const getter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(view), 'f1')!.get!
    expect(getter.toString()).toMatch(/^get f1\(\) \{ return \$\d+\.make\(/)
  })
})
