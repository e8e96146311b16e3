import {
  addressOf,
  array,
  bindFunction,
  bool,
  cString,
  exportFunction,
  f64,
  fn,
  i32,
  i64,
  inout,
  native,
  NativeArena,
  nothing,
  nullable,
  out,
  pointer,
  struct,
  u32,
  u64,
  u8,
  unit,
  usize,
  flexibleArray,
  type View,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { scratchMemory } from '../../src/memory/scratch.js'
import { addressOfFeature, bothForms, hasFeatures } from '../support/features.js'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: i32, y: f64 })
const Wide = struct('Wide', { words: array(u64, 3) })
const Label = struct('Label', { name: cString, length: u32 })
const Divide = fn([{ dividend: i32 }, { divisor: i32 }, { quotient: out(i32) }, { remainder: out(i32) }], i32)

const seen = () => [...native.unsafeAt(array(i64, 8), addressOfFeature('seen'))]

describe('declarations', () => {
  it('K-17: in C and in a schema such a parameter is a pointer', () => {
    const plain = fn(
      [{ dividend: i32 }, { divisor: i32 }, { quotient: pointer(i32) }, { remainder: pointer(i32) }],
      i32,
    )
    expect(Divide.schema()).toEqual(plain.schema())
    expect(Divide.declareC('divide')).toBe(plain.declareC('divide'))
    expect(Divide.name).toBe('fn(dividend: i32, divisor: i32, quotient: out(i32), remainder: out(i32)) → i32')
  })

  it('K-17: what has no size cannot come back', () => {
    for (const type of [nothing, unit, undefined, null, 'u32', {}]) {
      for (const make of [out, inout])
        expect(refusal(() => make(type as never))).toMatchObject({ code: 'ABI-L006', rule: 'K-17' })
    }
    expect(refusal(() => out(flexibleArray(u8) as never))).toMatchObject({ code: 'ABI-L006' })
  })

  it('K-17: a parameter cannot take the place of the result', () => {
    const parameters = { returns: out(i32) }
    expect(refusal(() => fn(parameters, i32))).toMatchObject({ code: 'ABI-L002', rule: 'K-17' })
    expect(fn(parameters).parameters).toHaveLength(1)
  })

  it('K-17: it stands in a list of parameters only', () => {
    expect(refusal(() => struct('S', { a: out(u8) as never }))).toMatchObject({ code: 'ABI-L002' })
    expect(refusal(() => fn({}, out(u8) as never))).toMatchObject({ code: 'ABI-L002' })
    expect(refusal(() => pointer(out(u8) as never))).toMatchObject({ code: 'ABI-L002' })
  })
})

describe.runIf(hasFeatures)('calls with out parameters', () => {
  it('K-17: give the result and what came back by name', () => {
    for (const divide of bothForms('divide', Divide)) {
      expect(divide(17, 5)).toEqual({ returns: 0, quotient: 3, remainder: 2 })
      expect(divide(17, 0)).toEqual({ returns: -1, quotient: 0, remainder: 0 })
      expect(refusal(() => divide(17, 5, 0, 0))).toMatchObject({
        code: 'ABI-C001',
        expected: '2 (dividend, divisor)',
      })
    }
  })

  it('K-17: give the value itself where nothing else is given', () => {
    for (const call of bothForms('only_one', fn({ value: out(u64) }))) expect(call()).toBe(5n)
    for (const call of bothForms('only_one', fn({ value: inout(u64) })))
      expect(call(2n ** 60n)).toBe(2n ** 60n + 5n)
  })

  it('K-17: give an object where several come back', () => {
    for (const call of bothForms('two', fn([{ flag: inout(bool) }, { number: inout(f64) }])))
      expect(call(true, 4)).toEqual({ flag: false, number: 4.5 })
    for (const call of bothForms('two', fn([{ flag: out(bool) }, { number: inout(f64) }])))
      expect(call(4)).toEqual({ flag: true, number: 4.5 })
  })

  it('K-17: give structs and arrays as copies without an address', () => {
    using arena = new NativeArena()
    const given = arena.allocate(Point, { x: 1, y: 2 })
    for (const call of bothForms('point', fn([{ point: inout(Point) }, { x: i32 }]))) {
      for (const value of [given, { x: 1, y: 2 }]) {
        const point = call(value, 10) as { x: number; y: number } & View
        expect([point.x, point.y]).toEqual([11, 5])
        expect(refusal(() => addressOf(point)).code).toBe('ABI-V004')
      }
      expect(given.x).toBe(1)
    }
    for (const call of bothForms('fill', fn({ bytes: inout(array(u8, 5)) })))
      expect([...(call([9, 9, 9, 9, 9]) as Iterable<number>)]).toEqual([9, 10, 11, 12, 13])
  })

  it('K-17: point to zeroes that are aligned', () => {
    const Raised = struct('Raised', { words: array(u64, 3) }, { align: 64 })
    for (const type of [Wide, Raised]) {
      for (const call of bothForms('where', fn({ wide: out(type) }, usize))) {
        const dirty = scratchMemory()
        const mark = dirty.mark
        const { memory, offset } = dirty.allocate(4096, 16)
        new Uint8Array(memory.view.buffer, memory.view.byteOffset + offset, 4096).fill(0xff)
        dirty.release(mark)
        const { returns } = call() as { returns: number }
        expect(returns).toBeGreaterThan(0)
        expect(returns % (type === Raised ? 64 : 8)).toBe(0)
        expect(dirty.mark).toBe(mark)
      }
    }
  })

  it('K-17, L-16: text that came back belongs to whoever made it', () => {
    for (const call of bothForms('text', fn({ text: out(cString) }))) expect(call()).toBe('grün')
    for (const call of bothForms('text', fn({ text: inout(nullable(cString)) }))) {
      expect(call('abc')).toBe('bc')
      expect(call(null)).toBe('grün')
    }
  })

  it('K-17: text in a struct that goes in and out lives as long as what came back', () => {
    for (const call of bothForms('relabel', fn({ label: inout(Label) }))) {
      const labels = Array.from({ length: 50 }, (_, index) => call({ name: `name ${index}`, length: 0 }))
      for (const [index, label] of (labels as { name: string; length: number }[]).entries()) {
        expect(label.name).toBe(`ame ${index}`)
        expect(label.length).toBe(`name ${index}`.length)
      }
    }
  })

  it('K-1: refuse what cannot go in, and leave nothing behind', () => {
    const { mark } = scratchMemory()
    for (const call of bothForms('relabel', fn({ label: inout(Label) }))) {
      expect(refusal(() => call({ name: 'x', length: -1 }))).toMatchObject({
        code: 'ABI-V002',
        path: 'relabel → param label.length',
      })
    }
    expect(scratchMemory().mark).toBe(mark)
  })

  it('L-4: refuse what native code left there and is no value', () => {
    const Shape = fn({ value: out(bool) })
    for (const call of bothForms('only_one', Shape))
      expect(refusal(call)).toMatchObject({ code: 'ABI-V005', path: 'only_one → param value' })
  })
})

describe.runIf(hasFeatures)('implementations with out parameters', () => {
  const through = (type: unknown, name = 'receive_divide') =>
    bothForms(name, fn([{ divide: type as never }, { a: i32 }, { b: i32 }], i32))

  it('K-17: what they give back is written', () => {
    using exported = exportFunction(Divide, (dividend, divisor) => ({
      returns: 5,
      quotient: Math.trunc(dividend / divisor),
      remainder: dividend % divisor,
    }))
    for (const call of through(Divide)) {
      expect(call(exported, 23, 7)).toBe(5)
      expect(seen().slice(0, 2)).toEqual([3n, 2n])
    }
  })

  it.each([
    [{ returns: 0, quotient: 1, remainder: 'x' }, 'f → param remainder'],
    [{ returns: 0, quotient: 2 ** 31, remainder: 1 }, 'f → param quotient'],
    [{ returns: 0, quotient: 1 }, 'f → param remainder'],
    [7, 'f → returns'],
    [null, 'f → returns'],
  ])('K-17, K-5: of %o nothing is written', (given, path) => {
    using exported = exportFunction(Divide, () => given as never, { path: 'f' })
    for (const call of through(Divide)) {
      expect(refusal(() => call(exported, 1, 1))).toMatchObject({ path })
      expect(seen().slice(0, 2)).toEqual([111n, 222n])
    }
  })

  it('K-17: they receive a copy of what goes in, and refuse null', () => {
    const Change = fn([{ point: inout(Point) }, { by: i32 }])
    using exported = exportFunction(Change, (point, by) => ({ x: point.x + by, y: 0.5 }), { path: 'change' })
    for (const call of bothForms('receive_point', fn([{ change: Change }, { isNull: bool }]))) {
      call(exported, false)
      expect(seen()[0]).toBe(13n)
      expect(refusal(() => call(exported, true))).toMatchObject({
        code: 'ABI-M001',
        path: 'change → param point',
      })
    }
  })

  it('K-17, K-19: text that they give back lives as long as the call', () => {
    const Text = fn({ text: out(cString) })
    for (const call of bothForms('receive_text', fn({ text: Text }, usize)))
      expect(call(() => 'x'.repeat(1000))).toBe(1000)
    using homeless = exportFunction(Text, () => 'text')
    for (const call of bothForms('receive_text', fn({ text: Text }, usize)))
      expect(refusal(() => call(homeless)).code).toBe('ABI-V004')
  })

  it('K-17: both sides may be JavaScript', () => {
    using exported = exportFunction(Divide, (a, b) => ({ returns: 1, quotient: a, remainder: b }))
    const divide = bindFunction(exported.address, Divide)
    expect(divide(4, 9)).toEqual({ returns: 1, quotient: 4, remainder: 9 })
  })
})
