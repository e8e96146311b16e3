import fc from 'fast-check'
import {
  array,
  bits,
  bool,
  bufferMemory,
  c_long,
  char32,
  charArray,
  constPointer,
  cString,
  domainOf,
  enumeration,
  f32,
  f64,
  flexibleArray,
  fn,
  i128,
  i8,
  layoutOf,
  nothing,
  nullable,
  opaque,
  pointer,
  RStr,
  snapshot,
  struct,
  taggedUnion,
  targets,
  transparent,
  u16,
  u32,
  u8,
  union,
  unit,
  usize,
  type AnyType,
  type Target,
} from 'abiding'
import { anyLayout, declarationOf, valueOf } from 'abiding/testing'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const target: Target = targets['x86_64-linux']

function valuesOf(type: AnyType, where: Target = target): unknown[] {
  return fc.sample(valueOf(type, where), 300)
}

/** What a failing value shrinks to. */
function simplest(type: AnyType): unknown {
  const failure = fc.check(fc.property(valueOf(type, target), () => false))
  return failure.counterexample![0]
}

describe('valueOf', () => {
  it('V-3: makes values that can be written, on every target', () => {
    const layouts = anyLayout(undefined, { except: ['function', 'atomic'] }).chain((one) =>
      fc.record({ one: fc.constant(one), value: valueOf(one.type, one.target) }),
    )
    fc.assert(
      fc.property(layouts, ({ one, value }) => {
        const memory = bufferMemory(new ArrayBuffer(1 << 16), one.target)
        memory.allocate(one.type, value)
      }),
      { numRuns: 1000 },
    )
  })

  it('V-3: makes values that are read back as they were written', () => {
    const layouts = anyLayout(target, {
      // A copy of these is something else than what was written.
      except: ['union', 'pointer', 'function', 'flexibleArray', 'atomic'],
      root: ['struct', 'taggedUnion', 'array'],
    }).chain((one) => fc.record({ one: fc.constant(one), value: valueOf(one.type, target) }))
    fc.assert(
      fc.property(layouts, ({ one, value }) => {
        const view = bufferMemory(new ArrayBuffer(1 << 16), target).allocate(one.type, value)
        expect(snapshot(view as never), declarationOf(one.type)).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  it('V-3: reaches the ends of a range, and stays within it', () => {
    const values = fc.sample(valueOf(i8, target), 2000)
    expect([Math.min(...values), Math.max(...values)]).toEqual([-128, 127])
    const fields = fc.sample(valueOf(struct('Narrow', { low: bits(i8, 3) }), target), 500) as {
      low: number
    }[]
    expect([...new Set(fields.map(({ low }) => low))].sort((a, b) => a - b)).toEqual([
      -4, -3, -2, -1, 0, 1, 2, 3,
    ])
    const longs = valuesOf(c_long, targets['x86_64-windows-msvc']) as bigint[]
    expect(longs.every((value) => BigInt.asIntN(32, value) === value)).toBe(true)
    expect((valuesOf(c_long) as bigint[]).some((value) => BigInt.asIntN(32, value) !== value)).toBe(true)
    expect((valuesOf(usize, targets.wasm32) as number[]).every((value) => value < 2 ** 32)).toBe(true)
    expect((valuesOf(f32) as number[]).every((value) => Object.is(Math.fround(value), value))).toBe(true)
  })

  it('V-3: makes every name of an enum, and integers without a name for an open one', () => {
    const names = ['red', 'green', 'blue'] as const
    expect(new Set(valuesOf(enumeration('Color', u8, names)))).toEqual(new Set(names))
    const open = valuesOf(enumeration('Open', u8, { one: 1, two: 2 }, { open: true }))
    expect(open).toContain('one')
    expect(open.some((value) => typeof value === 'number')).toBe(true)
    expect(open.some((value) => value === 1 || value === 2)).toBe(false)
    const full = enumeration(
      'Full',
      u8,
      Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`v${i}`, i])),
      { open: true },
    )
    expect(valuesOf(full).every((value) => typeof value === 'string')).toBe(true)
    const narrow = struct('Flag', { field: bits(enumeration('Wide', u8, { off: 0, far: 200 }), 2) })
    expect(new Set((valuesOf(narrow) as { field: string }[]).map(({ field }) => field))).toEqual(
      new Set(['off']),
    )
  })

  it('V-3: makes all forms of tagged unions, and one field of unions', () => {
    const Shape = taggedUnion('Shape', u8, { circle: { radius: f64 }, none: {} })
    const tags = (valuesOf(Shape) as { tag: string }[]).map(
      (value) => `${value.tag} ${Object.keys(value).length}`,
    )
    expect(new Set(tags)).toEqual(new Set(['circle 2', 'none 1']))
    const Word = union('Word', { word: u32, byte: u8 })
    expect(new Set(valuesOf(Word).map((value) => Object.keys(value as object).join()))).toEqual(
      new Set(['word', 'byte']),
    )
  })

  it('V-3: makes text that fits', () => {
    const encoder = new TextEncoder()
    const texts = valuesOf(charArray(5)) as string[]
    const sizes = texts.map((text) => encoder.encode(text).length)
    expect(Math.max(...sizes)).toBe(4)
    expect(texts.some((text) => text.length > 0 && encoder.encode(text).length > text.length)).toBe(true)
    expect(texts.some((text) => text.includes('\0'))).toBe(false)
    const latin = valuesOf(charArray(3, { encoding: 'latin1', terminated: false })) as string[]
    expect(Math.max(...latin.map((text) => text.length))).toBe(3)
    expect(latin.every((text) => [...text].every((one) => one.charCodeAt(0) <= 0xff))).toBe(true)
    expect((valuesOf(char32) as string[]).every((one) => [...one].length === 1)).toBe(true)
    expect(new Set(valuesOf(nullable(cString)).map((one) => one === null))).toEqual(new Set([true, false]))
    expect(valuesOf(RStr).every((one) => typeof one === 'string')).toBe(true)
  })

  it('V-3: shrinks to what is simplest', () => {
    expect(
      simplest(struct('Simple', { a: u16, b: bool, c: i128, d: f64, e: charArray(4), f: char32 })),
    ).toEqual({
      a: 0,
      b: false,
      c: 0n,
      d: 0,
      e: '',
      f: '\0',
    })
    expect(simplest(enumeration('Late', u8, { one: 1, zero: 0 }))).toBe('zero')
    expect(simplest(taggedUnion('Tagged', u8, { none: {}, some: { x: u8 } }))).toEqual({ tag: 'none' })
    expect(simplest(array(u8, 2))).toEqual([0, 0])
    expect(simplest(flexibleArray(u8) as never)).toEqual([])
    expect(simplest(nullable(cString))).toBeNull()
    expect(simplest(transparent('Ticket', unit))).toBeUndefined()
  })

  it('V-3: pointers are null, lead nowhere, or come from you', () => {
    expect(new Set(valuesOf(nullable(pointer(u8))))).toEqual(new Set([null]))
    const low = valuesOf(constPointer(u8)) as number[]
    expect(Math.min(...low)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...low)).toBeLessThan(0x10000)
    const own = {
      target,
      addresses: (pointee: AnyType) => fc.constant(layoutOf(pointee, target).size * 1000),
    }
    expect(new Set(fc.sample(valueOf(pointer(u16), own), 50))).toEqual(new Set([2000]))
    expect(new Set(fc.sample(valueOf(nullable(pointer(u16)), own), 50))).toEqual(new Set([2000, null]))
  })

  it('V-3: functions are null, or come from you', () => {
    expect(new Set(valuesOf(nullable(fn([]))))).toEqual(new Set([null]))
    expect(refusal(() => valueOf(fn([]), target))).toMatchObject({ code: 'ABI-L007', rule: 'V-3' })
    const reference = { address: 4096 }
    const functions = () => fc.constant(reference)
    expect(fc.sample(valueOf(fn([]), { target, functions }), 1)).toEqual([reference])
  })

  it('V-1: a type says which values it has; one that has none is refused', () => {
    expect(domainOf(u8, target)).toEqual({ kind: 'integer', minimum: 0, maximum: 255 })
    expect(domainOf(array(bool, 2), target)).toEqual({
      kind: 'list',
      length: 2,
      element: { kind: 'choice', values: [false, true] },
    })
    for (const type of [opaque('Secret'), nothing])
      expect(refusal(() => valueOf(type, target))).toMatchObject({ code: 'ABI-L007', rule: 'V-1' })
    const TooWide = struct('TooWide', { field: bits(enumeration('Far', u8, { far: 200 }), 2) })
    expect(refusal(() => valueOf(TooWide, target))).toMatchObject({
      code: 'ABI-L007',
      rule: 'V-1',
      path: 'field',
    })
  })

  it('V-1: a type of yours needs no more than to say it', () => {
    const Even: AnyType = {
      ...u8,
      kind: 'even',
      name: 'even',
      domain: () => ({ kind: 'choice', values: [0, 2, 4] }),
    }
    const values = valuesOf(struct('Holder', { even: Even })) as { even: number }[]
    expect(new Set(values.map(({ even }) => even))).toEqual(new Set([0, 2, 4]))
  })
})
