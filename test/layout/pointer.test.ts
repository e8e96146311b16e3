import { inspect } from 'node:util'
import {
  addressOf,
  array,
  bufferMemory,
  constPointer,
  layoutOf,
  nullable,
  Pointer,
  pointer,
  snapshot,
  struct,
  targets,
  u32,
  u8,
  type StructType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { oddTargets } from '../support/arbitraries.js'
import { refusal } from '../support/refusal.js'

const Sample = struct('Sample', { value: u32 })
const Latest = struct('Latest', { sample: pointer(Sample) })
const memory = (target = targets['x86_64-linux']) => bufferMemory(new ArrayBuffer(256), target)

describe('pointer', () => {
  it('L-10: leads to the value that it was given', () => {
    const home = memory()
    const sample = home.allocate(Sample, { value: 5 })
    const latest = home.allocate(Latest, { sample })
    expect(latest.sample).toBeInstanceOf(Pointer)
    expect(latest.sample.address).toBe(addressOf(sample))
    latest.sample.deref().value = 6
    expect(sample.value).toBe(6)
    latest.sample.store({ value: 7 })
    expect(sample.value).toBe(7)
    const other = home.allocate(Sample, { value: 8 })
    latest.sample = addressOf(other) as never
    expect(latest.sample.deref().value).toBe(8)
    latest.sample = home.allocate(Latest, { sample }).sample
    expect(latest.sample.deref().value).toBe(7)
  })

  it('L-10: gives scalars by value and arrays as accessors', () => {
    const home = memory()
    const Ends = struct('Ends', { byte: pointer(u8), list: pointer(array(u8, 2)) })
    home.view.setUint8(40, 9)
    const ends = home.allocate(Ends, { byte: 40 as never, list: 40 as never })
    expect(ends.byte.deref()).toBe(9)
    ends.byte.store(10)
    ends.list.deref().set(1, 11)
    expect([...ends.list.deref()]).toEqual([10, 11])
    expect(refusal(() => ends.byte.store(256)).code).toBe('ABI-V002')
  })

  it('L-10: has the size and alignment of the target', () => {
    expect(layoutOf(pointer(Sample), targets['x86_64-linux'])).toEqual({ size: 8, alignment: 8 })
    expect(layoutOf(pointer(Sample), oddTargets.i386)).toEqual({ size: 4, alignment: 4 })
  })

  it('L-10: can lead to its own type', () => {
    const Node: StructType = struct('Node', {
      value: u8,
      get next() {
        return nullable(pointer(Node))
      },
    })
    const home = memory()
    const last = home.allocate(Node, { value: 2, next: null })
    const first = home.allocate(Node, { value: 1, next: last as never })
    expect((first.next as Pointer<typeof Node>).deref().value).toBe(2)
    expect(snapshot(first)).toMatchObject({ value: 1, next: { address: addressOf(last) } })
    const lazy = pointer(() => Node)
    expect(lazy.name).toBe('pointer(Node)')
  })

  it('L-10: refuses to be declared without a type', () => {
    for (const wrong of [undefined, null, 3, 'u8', {}]) {
      expect(refusal(() => pointer(wrong as never)).code).toBe('ABI-L002')
      expect(refusal(() => constPointer(wrong as never)).code).toBe('ABI-L002')
    }
  })

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53, '16', 16n, undefined, {}, [], true])(
    'L-10: is not written from %s',
    (value) => {
      const latest = memory().allocate(Latest)
      expect(refusal(() => (latest.sample = value as never))).toMatchObject({
        code: 'ABI-V001',
        rule: 'L-10',
        path: 'Latest.sample',
      })
    },
  )

  it.each([2 ** 32, 2 ** 40])('L-10: is not written from %d where pointers have 32 bits', (address) => {
    const latest = memory(oddTargets.i386 as never).allocate(Latest)
    expect(refusal(() => (latest.sample = address as never)).code).toBe('ABI-V001')
  })

  it('L-10: is not written from an accessor of another type', () => {
    const home = memory()
    const other = home.allocate(struct('Other', { value: u32 }), { value: 1 })
    expect(refusal(() => (home.allocate(Latest).sample = other as never))).toMatchObject({
      code: 'ABI-V001',
      found: 'an accessor of Other',
    })
  })

  it('L-10: refuses null unless it is nullable', () => {
    const latest = memory().allocate(Latest)
    for (const none of [0, -0]) {
      expect(refusal(() => (latest.sample = none as never))).toMatchObject({ code: 'ABI-M001', rule: 'L-10' })
    }
    expect(refusal(() => (latest.sample = null as never)).code).toBe('ABI-V001')
    // Memory that holds null anyway can be looked at, not followed.
    expect(latest.sample.isNull).toBe(true)
    expect(refusal(() => latest.sample.deref())).toMatchObject({ code: 'ABI-M001', path: 'Latest.sample' })
    expect(refusal(() => latest.sample.store({ value: 1 })).code).toBe('ABI-M001')
  })

  it('L-10: refuses addresses of another memory', () => {
    const [here, there] = [memory(), memory()]
    const sample = there.allocate(Sample, { value: 1 })
    const expected = { code: 'ABI-V001', rule: 'L-10', path: 'Latest.sample' }
    expect(refusal(() => here.allocate(Latest, { sample }))).toMatchObject(expected)
    const { sample: foreign } = there.allocate(Latest, { sample })
    expect(refusal(() => here.allocate(Latest, { sample: foreign }))).toMatchObject(expected)
    expect(refusal(() => here.allocate(Latest, there.allocate(Latest, { sample })))).toMatchObject(expected)
    // Two memories over one buffer are the same memory.
    const again = bufferMemory(there.view.buffer)
    expect(again.at(Latest, 128).sample.isNull).toBe(true)
    again.at(Latest, 128).sample = foreign
    expect(there.at(Latest, 128).sample.deref().value).toBe(1)
  })

  it('L-10: cannot be followed out of its memory', () => {
    const home = memory()
    const latest = home.allocate(Latest, { sample: 254 as never })
    expect(refusal(() => latest.sample.deref())).toMatchObject({ code: 'ABI-M005', path: 'Latest.sample' })
  })

  it('L-3: refuses to read 2^53 or more', () => {
    const home = memory()
    home.view.setBigUint64(16, 2n ** 60n, true)
    expect(refusal(() => home.at(Latest, 16).sample)).toMatchObject({
      code: 'ABI-V005',
      path: 'Latest.sample',
    })
  })

  it('L-10: is hexadecimal for JSON and for people', () => {
    const latest = memory().allocate(Latest, { sample: 0x40 as never })
    expect(JSON.stringify(latest)).toBe('{"sample":"0x40"}')
    expect(String(latest.sample)).toBe('Pointer<Sample>(0x40)')
    expect(inspect(latest)).toBe('Latest { sample: Pointer<Sample>(0x40) }')
    expect(String(memory().allocate(Latest).sample)).toBe('Pointer<Sample>(null)')
  })

  it.each([
    [pointer(u8), 'uint8_t *x'],
    [constPointer(u8), 'const uint8_t *x'],
    [pointer(pointer(u8)), 'uint8_t **x'],
    [constPointer(pointer(u8)), 'uint8_t * const *x'],
    [pointer(array(u8, 3)), 'uint8_t (*x)[3]'],
    [array(pointer(u8), 3), 'uint8_t *x[3]'],
    [constPointer(array(u8, 3)), 'const uint8_t (*x)[3]'],
  ])('L-10: %s is spelled for C', (type, spelling) => {
    expect(type.declareC('x')).toBe(spelling)
  })
})
