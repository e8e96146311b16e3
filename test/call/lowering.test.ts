import {
  array,
  bool,
  conventionFor,
  describeCall,
  f32,
  f64,
  fn,
  hostTarget,
  nothing,
  opaque,
  pointer,
  struct,
  targets,
  u32,
  u64,
  u8,
  union,
  unnamedBits,
  type FunctionType,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LoweredSignature } from '../../src/call/lowered.js'
import { lower, lowerFor } from '../../src/call/lowering.js'
import { NativePlaces } from '../../src/call/native-places.js'
import { refusal } from '../support/refusal.js'
import { declareSignature, signature } from '../support/signatures.js'

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

  it.runIf(isSystemV)('K-3: structs that are received or given back in two registers stay whole', () => {
    const type = fn({ slice: Slice }, Slice)
    const mirror = { runs: [{ scalar: 'u64', count: 2, offset: 0 }], size: 16 }
    expect(native(type, 'receive')).toEqual({ parameters: [mirror], returns: mirror })
    const number = { scalar: 'u64', count: 1, isNumber: true }
    expect(native(type, 'call').returns).toEqual({
      runs: [
        { ...number, offset: 0 },
        { ...number, offset: 8 },
      ],
      size: 16,
    })
  })

  it.runIf(isSystemV)('K-4: what comes back in one register, or in memory, needs no mirror', () => {
    const Ratio = struct('Ratio', { a: f64 })
    const Color = struct('Color', { r: u8, g: u8, b: u8 })
    expect(native(fn({}, Ratio), 'call').returns).toBe('f64')
    expect(native(fn({}, Color), 'call').returns).toBe('u64')
    expect(native(fn({ n: u32 }, Large), 'call')).toEqual({ parameters: ['address', 'u32'], returns: 'void' })
    expect(native(fn({}, Large), 'receive').returns).toHaveProperty('runs')
  })

  it('K-4: no scalar stands for two floating-point numbers in one register', () => {
    expect(native(fn({ a: Floats }), 'call').parameters[0]).toHaveProperty('runs')
    expect(native(fn({}, Floats), 'call').returns).toHaveProperty('runs')
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

  it.runIf(isSystemV)('K-4: scalars that nobody looks at fill what the convention leaves out', () => {
    const Packed = struct('Packed', { a: u8, b: u32 }, { packed: 1 })
    const six = Array<string>(6).fill('u64')
    expect(native(fn({ it: Packed }), 'call').parameters).toEqual([...six, 'u64'])
    const Raised = struct('Raised', { a: u64 }, { align: 16 })
    const seven = Array.from({ length: 7 }, (_, index) => ({ [`n${index}`]: u32 }))
    const { parameters } = native(fn([...seven, { it: Raised }]), 'call')
    expect(parameters.slice(7)).toEqual(['u64', 'u64', 'u64'])
  })

  it('K-13: what compilers pass in different ways is refused', () => {
    const Doubtful = union('Doubtful', { a: f32, $0: unnamedBits(u32, 3) })
    for (const name of ['x86_64-linux', 'aarch64-linux', 'aarch64-macos'] as const) {
      const type = fn({ it: Doubtful }) as unknown as FunctionType
      const error = refusal(() => lowerFor(type, 'call', 'Mod.f', targets[name]))
      expect(error).toMatchObject({ code: 'ABI-F005', rule: 'K-7', path: 'Mod.f → param it' })
      expect(error.found).toMatch(/name/)
    }
    const type = fn({ it: Doubtful }) as unknown as FunctionType
    expect(() => lowerFor(type, 'call', 'Mod.f', targets['x86_64-windows-gnu'])).not.toThrow()
  })

  it.each(['aarch64-linux', 'aarch64-macos', 'x86_64-windows-msvc', 'x86_64-macos'] as const)(
    'K-8: the FFI is told of values that travel where those of C do (%s)',
    (name) => {
      const target = targets[name]
      let refused = 0
      fc.assert(
        fc.property(signature, fc.constantFrom('call' as const, 'receive' as const), (one, direction) => {
          const type = declareSignature(one, 'S')
          let lowered: LoweredSignature
          try {
            lowered = lowerFor(type, direction, 'it', target)
          } catch (error) {
            // The FFI has no way to say where equal floating-point numbers lie on the stack of AArch64.
            expect(error).toMatchObject({
              code: 'ABI-F005',
              found: expect.stringContaining('to the stack at'),
            })
            refused += 1
            return
          }
          const places = new NativePlaces(conventionFor(target)!, lowered.native.returns)
          const told = places.placesOf(lowered.native.parameters)
          const { parameters, resultAddress } = describeCall(type, target)
          const starts = told.map((value) => value.pieces[0]!.place)
          for (const { how, pieces } of parameters)
            if (how !== 'nothing') expect(starts).toContainEqual(pieces[0]!.place)
          if (lowered.returns.kind === 'address') expect(starts[0]).toEqual(resultAddress)
        }),
        { numRuns: 200 },
      )
      expect(refused).toBeLessThan(name.startsWith('aarch64') ? 60 : 1)
    },
  )

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
