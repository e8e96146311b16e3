// The registers of System V x86-64: the scalars that stand for structs must land where the structs would.
import { array, f32, f64, hostTarget, pointer, struct, u16, u32, u64, u8, type AnyType } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lower } from '../../src/call/lowering.js'
import { FreeRegisters, registerParts } from '../../src/call/system-v.js'
import type { NativeValue } from '../../src/ffi/index.js'
import { measure, type Shape } from '../support/model.js'
import { declareSignature, signature } from '../support/signatures.js'

const parts = (type: AnyType) => registerParts(type)?.map((part) => part.scalar)

describe('registerParts', () => {
  it.each<[AnyType, string[] | undefined]>([
    [struct('A', { a: u8 }), ['u64']],
    [struct('B', { a: u32, b: u32 }), ['u64']],
    [struct('C', { a: u64, b: f64 }), ['u64', 'f64']],
    [struct('D', { a: f32 }), ['f32']],
    [struct('E', { a: f32, b: f32 }), ['pair']],
    [struct('F', { a: f32, b: f32, c: f32 }), ['pair', 'f32']],
    [struct('G', { a: f32, b: u32 }), ['u64']],
    [struct('H', { a: f64, b: f32 }), ['f64', 'f32']],
    [struct('I', { a: pointer(u8), b: u16 }), ['u64', 'u64']],
    [struct('J', { a: array(u8, 16) }), ['u64', 'u64']],
    [struct('K', { a: array(u8, 17) }), undefined],
    [struct('L', { a: f64, b: f64, c: f32 }), undefined],
  ])('K-4: of %s', (type, expected) => {
    expect(parts(type)).toEqual(expected)
  })
})

describe('FreeRegisters', () => {
  it('K-4: gives a struct registers for all of its parts or for none', () => {
    const registers = new FreeRegisters()
    for (let taken = 0; taken < 5; taken++) registers.takeScalar('u32')
    const two = [{ offset: 0, scalar: 'u64' }, { offset: 8, scalar: 'u64' }] as const // prettier-ignore
    expect(registers.takeParts(two)).toBe(false)
    expect(registers.takeParts(two.slice(0, 1))).toBe(true)
    expect(registers.takeParts(two.slice(0, 1))).toBe(false)
    expect(registers.takeParts([{ offset: 0, scalar: 'f64' }])).toBe(true)
  })
})

/** Where something goes: a register, or a place on the stack. */
interface Places {
  general: number
  vector: number
  stack: number
}

/** One eightbyte: whether it needs a vector register. */
type Eightbytes = readonly boolean[]

/** Section 3.2.3 of the System V supplement, for a list of arguments that are given by their eightbytes. */
function assign(places: Places, eightbytes: Eightbytes | 'memory', size: number): string[] {
  if (eightbytes !== 'memory') {
    const vectors = eightbytes.filter(Boolean).length
    if (places.vector + vectors <= 8 && places.general + eightbytes.length - vectors <= 6) {
      return eightbytes.map((isVector) => (isVector ? `xmm${places.vector++}` : `general${places.general++}`))
    }
  }
  const start = places.stack
  places.stack += Math.ceil(size / 8) * 8
  return Array.from({ length: Math.ceil(size / 8) }, (_, index) => `stack+${start + index * 8}`)
}

function classify(
  scalars: readonly { scalar: string; offset: number }[],
  size: number,
): Eightbytes | 'memory' {
  if (size > 16) return 'memory'
  return Array.from({ length: Math.ceil(size / 8) }, (_, index) =>
    scalars
      .filter((one) => one.offset >= index * 8 && one.offset < index * 8 + 8)
      .every((one) => one.scalar === 'f32' || one.scalar === 'f64'),
  )
}

function declaredPlaces(parameters: readonly Shape[], hidden: number): string[] {
  const places = { general: hidden, vector: 0, stack: 0 }
  return parameters.flatMap((shape) => {
    const { size, parts: scalars } = measure(shape, hostTarget())
    return assign(places, classify(scalars, size), size)
  })
}

function loweredPlaces(values: readonly NativeValue[], hidden: number): string[] {
  const places = { general: hidden, vector: 0, stack: 0 }
  return values.flatMap((value) => {
    if (typeof value === 'string') return assign(places, [value === 'f32' || value === 'f64'], 8)
    const sizes: Record<string, number> = { i8: 1, u8: 1, bool: 1, i16: 2, u16: 2, i32: 4, u32: 4, f32: 4 }
    const scalars = value.runs.flatMap((run) =>
      Array.from({ length: run.count }, (_, at) => ({
        scalar: run.scalar,
        offset: run.offset + at * (sizes[run.scalar] ?? 8),
      })),
    )
    return assign(places, classify(scalars, value.size), value.size)
  })
}

describe.runIf(hostTarget().name === 'x86_64-linux')('lowering for System V', () => {
  it('K-4: every part of every argument lands where the declared type would', () => {
    fc.assert(
      fc.property(signature, (one) => {
        const lowered = lower(declareSignature(one, 'S'), 'call')
        const resultSize = one.returns === undefined ? 0 : measure(one.returns, hostTarget()).size
        const hidden = resultSize > 16 ? 1 : 0
        expect(loweredPlaces(lowered.native.parameters, hidden)).toEqual(
          declaredPlaces(one.parameters, hidden),
        )
      }),
      { numRuns: 1000 },
    )
  })
})
