// Strings that end with a zero byte, exchanged with compiled C.
import {
  bindFunction,
  c_int,
  cString,
  exportFunction,
  fn,
  NativeArena,
  nullable,
  struct,
  usize,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { lower } from '../../src/call/lowering.js'
import { functionAt, openLibrary } from '../../src/ffi/index.js'
import { scratchMemory } from '../../src/memory/scratch.js'
import type { FunctionType } from '../../src/layout/index.js'
import { compileFixture } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { tools } from '../support/tools.js'

const library = tools.cc === undefined ? undefined : openLibrary(compileFixture('texts.c'))

type Callable = (...values: unknown[]) => unknown

describe.skipIf(library === undefined).each([generateBound, composeBound])('C strings by %o', (make) => {
  const bind = (name: string, type: unknown): Callable => {
    const signature = lower(type as FunctionType, 'call')
    return make(signature, functionAt(library!.symbol(name)!, signature.native, name), name)
  }

  it('L-16: are passed for as long as the call', () => {
    const length = bind('text_length', fn({ text: nullable(cString) }, usize))
    const before = scratchMemory().mark
    expect(['', 'abc', 'grün', '🎈', 'x'.repeat(200_000)].map((text) => length(text))).toEqual([
      0, 3, 5, 4, 200_000,
    ])
    expect(length(null)).toBe(4711)
    expect(scratchMemory().mark).toBe(before)
    const longer = bind('longer', fn([{ one: cString }, { other: cString }], usize))
    expect([longer('aa', 'b'), longer('a', 'bb')]).toEqual([1, 2])
  })

  it('L-16: are refused before the call', () => {
    const length = bind('text_length', fn({ text: cString }, usize))
    const before = scratchMemory().mark
    for (const [value, code] of [
      ['a\0b', 'ABI-V001'],
      [null, 'ABI-M001'],
      [{}, 'ABI-V001'],
    ] as const) {
      expect(refusal(() => length(value))).toMatchObject({ code, path: 'text_length → param text' })
    }
    expect(scratchMemory().mark).toBe(before)
  })

  it('L-16: are read from results', () => {
    const color = bind('color', fn({ number: c_int }, nullable(cString)))
    expect([color(0), color(1), color(7)]).toEqual(['red', 'grün', null])
    expect(refusal(() => color(2))).toMatchObject({ code: 'ABI-V005', path: 'color → returns' })
    expect(refusal(() => bind('color', fn({ number: c_int }, cString))(7)).code).toBe('ABI-M001')
  })

  it('L-16: are read without touching the page behind their end', () => {
    const edge = bind('before_the_end', fn({ length: usize }, cString))
    for (const length of [0, 1, 3, 23, 24, 25, 4094, 4095, 4096, 10_000])
      expect(edge(length)).toBe('x'.repeat(length))
  })

  it('L-16: are given back by exported functions, which keep them', () => {
    using arena = new NativeArena()
    const Namer = fn({ number: c_int }, nullable(cString))
    const keep = (bytes: Uint8Array): never => arena.keep(bytes) as never
    using exported = exportFunction(Namer, (number) => (number === 0 ? null : 'n'.repeat(number)), { keep })
    const named = bind('named', fn([{ namer: Namer }, { number: c_int }], usize))
    const namer = bindFunction(exported.address, Namer)
    expect([named(namer, 5), named(namer, 0)]).toEqual([5, 4711])
    expect(namer(3)).toBe('nnn')
    using homeless = exportFunction(Namer, () => 'text')
    expect(refusal(() => named(bindFunction(homeless.address, Namer), 1))).toMatchObject({ code: 'ABI-V004' })
  })

  it('L-16: lie in structs that C wrote', () => {
    using arena = new NativeArena()
    const address = bind('color', fn({ number: c_int }, usize))(0) as number
    const Named = struct('Named', { name: cString })
    expect(arena.allocate(Named, { name: address as never }).name).toBe('red')
  })
})
