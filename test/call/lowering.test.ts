import {
  array,
  bool,
  f32,
  f64,
  fn,
  hostTarget,
  nothing,
  opaque,
  pointer,
  struct,
  u32,
  u64,
  u8,
  type FunctionType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { lower } from '../../src/call/lowering.js'
import { refusal } from '../support/refusal.js'

const Slice = struct('Slice', { data: pointer(u8), length: u64 })
const Floats = struct('Floats', { a: f32, b: f32 })
const Large = struct('Large', { words: array(u64, 3) })
const isSystemV = hostTarget().name === 'x86_64-linux'

const native = (type: unknown, direction: 'call' | 'receive') => lower(type as FunctionType, direction).native

describe('lower', () => {
  it('K-2: scalars, pointers and functions cross as they are', () => {
    const all = fn([{ a: u8 }, { b: bool }, { c: f32 }, { d: pointer(u8) }, { e: fn({}) }], f64)
    for (const direction of ['call', 'receive'] as const) {
      expect(native(all, direction)).toEqual({
        parameters: ['u8', 'bool', 'f32', 'address', 'address'],
        returns: 'f64',
      })
    }
    expect(native(fn({}), 'call')).toEqual({ parameters: [], returns: 'void' })
    expect(lower(fn({}, nothing) as never, 'call').returns).toEqual({ kind: 'nothing' })
  })

  it.runIf(isSystemV)('K-4: small structs are taken apart when they are passed', () => {
    const type = fn([{ slice: Slice }, { n: u32 }])
    expect(native(type, 'call').parameters).toEqual(['u64', 'u64', 'u32'])
  })

  it('K-3: structs that are received or given back stay whole', () => {
    const type = fn({ slice: Slice }, Slice)
    const mirror = { runs: [{ scalar: 'address', count: 1, offset: 0 }, { scalar: 'u64', count: 1, offset: 8 }], size: 16 } // prettier-ignore
    expect(native(type, 'receive')).toEqual({ parameters: [mirror], returns: mirror })
    expect(native(type, 'call').returns).toEqual(mirror)
  })

  it('K-4: structs that no scalars can stand for stay whole', () => {
    for (const type of [Floats, Large])
      expect(native(fn({ a: type }), 'call').parameters[0]).toHaveProperty('runs')
  })

  it.runIf(isSystemV)('K-4: a struct stays whole where not all of its registers are free', () => {
    const five = Array.from({ length: 5 }, (_, index) => ({ [`n${index}`]: u32 }))
    const { parameters } = native(
      fn([...five, { slice: Slice }, { last: struct('Last', { a: u64 }) }]),
      'call',
    )
    expect(parameters.slice(0, 5)).toEqual(['u32', 'u32', 'u32', 'u32', 'u32'])
    expect(parameters[5]).toHaveProperty('runs')
    // The register that was left goes to the next one that fits.
    expect(parameters[6]).toBe('u64')
  })

  it.runIf(isSystemV)('K-4: a large result takes the first register', () => {
    const four = Array.from({ length: 4 }, (_, index) => ({ [`n${index}`]: u32 }))
    expect(native(fn([...four, { slice: Slice }], u32), 'call').parameters).toHaveLength(6)
    expect(native(fn([...four, { slice: Slice }], Large), 'call').parameters).toHaveLength(5)
  })

  it('L-11: what has no size is refused', () => {
    expect(refusal(() => native(fn({ db: opaque('Db') }), 'call'))).toMatchObject({
      code: 'ABI-L006',
      rule: 'L-11',
    })
    expect(refusal(() => native(fn({}, opaque('Db')), 'receive')).code).toBe('ABI-L006')
  })

  it('K-2: is done once for a signature', () => {
    const type = fn({ a: u32 }) as unknown as FunctionType
    expect(lower(type, 'call')).toBe(lower(type, 'call'))
    expect(lower(type, 'call')).not.toBe(lower(type, 'receive'))
  })
})
