// Unions, bit fields, enums and whatever else is not in the model of structs, by value: calls in both directions between
// JavaScript and compiled C. Each side compares the bytes that it gets with those that the other one has.
import {
  addressOf,
  aligned,
  array,
  bindFunction,
  bits,
  bool,
  bytesOf,
  c_long,
  c_ulong,
  CallError,
  char32,
  emitCHeader,
  enumeration,
  exportFunction,
  f32,
  f64,
  flexibleArray,
  fn,
  hostTarget,
  i128,
  layoutOf,
  native,
  NativeArena,
  struct,
  taggedUnion,
  transparent,
  u16,
  u32,
  u64,
  u8,
  union,
  unit,
  unnamedBits,
  wchar_t,
  type AnyType,
  type StructLayout,
  type StructType,
} from 'abiding'
import { anyType, valueOf } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import { lower } from '../../src/call/lowering.js'
import { functionAt, openLibrary } from '../../src/ffi/index.js'
import { compile } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { cFunctions, slot } from '../support/signatures.js'
import { requireTool } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(150, numRuns)
const hasCompiler = requireTool('cc')
const host = hostTarget()

const Pair = struct('Pair', { x: f32, y: f32 })
const Choice = union('Choice', { real: f64, pair: Pair })
const fixed: AnyType[] = [
  enumeration('Color', u8, ['red', 'green', 'blue']),
  enumeration('Status', u64, { fine: 0n, odd: 2n ** 63n }, { open: true }),
  char32,
  c_long,
  c_ulong,
  wchar_t,
  transparent('Ticket', u32),
  transparent('Position', Pair),
  Choice,
  union('Mixed', { real: f64, small: u8 }),
  union('Floats', { one: f32, two: array(f32, 2) }),
  union('Tail', { bytes: array(u8, 5), word: u32 }),
  struct('Holding', { choice: Choice, more: f32 }),
  struct('Flags', { ready: bits(bool, 1), level: bits(u32, 9), last: bits(u16, 11) }),
  struct('Gap', { low: bits(u64, 3), $0: unnamedBits(u64, 50), real: f64 }),
  struct('Raised', { a: u32 }, { align: 8 }),
  struct('RaisedFloat', { a: f32 }, { align: 8 }),
  struct('Apart', { a: f32, b: aligned(f32, 8) }),
  taggedUnion('Shape', u8, { circle: { radius: f64 }, square: { side: f32 }, empty: {} }),
  taggedUnion('Split', 'C', { small: { a: u8, b: f32 }, large: { c: array(u64, 3) } }),
] as AnyType[]

const isPassable = (type: AnyType): boolean => {
  try {
    lower(fn({ it: type }, type), 'call')
    return layoutOf(type, host).size <= slot && emitCHeader([holderOf(type)]) !== ''
  } catch {
    return false
  }
}

const holders = new Map<AnyType, StructType>()
/** A struct with nothing but a value of the type: its place in memory. */
function holderOf(type: AnyType): StructType {
  let holder = holders.get(type)
  if (holder === undefined) holders.set(type, (holder = struct(`Holder${holders.size}`, { it: type })))
  return holder
}

const except = ['atomic', 'cString', 'pointer', 'function', 'recursion', 'flexibleArray'] as const
const random = fc.sample(anyType({ except, depth: 3, maxFields: 4 }), { numRuns: 2 * count, seed })
const passable = [...fixed, ...random].filter(isPassable)
const signature = fc.record({
  parameters: fc.array(fc.constantFrom(...passable), { maxLength: 9, size: 'max' }),
  returns: fc.option(fc.constantFrom(...passable), { nil: undefined, freq: 9 }),
})
const cases = fc.sample(signature, { numRuns: count, seed }).map(({ parameters, returns }, index) => ({
  index,
  parameters,
  returns,
  type: fn(
    parameters.map((type, at) => ({ [`p${at}`]: type })),
    returns,
  ),
  values: [0, 1].map((round) => ({
    parameters: parameters.map((type, at) => sample(type, index * 100 + at * 2 + round)),
    returns: returns && sample(returns, index * 100 + 50 + round),
  })),
}))

function sample(type: AnyType, offset: number): unknown {
  return fc.sample(valueOf(type), { numRuns: 3, seed: seed + offset }).at(-1)
}

const library = hasCompiler
  ? openLibrary(
      compile(
        cFunctions(
          cases.map((one) => one.type),
          emitCHeader(
            [...new Set(cases.flatMap((one) => one.parameters.concat(one.returns ?? [])))].map(holderOf),
          ),
        ),
        'every-type',
      ),
    )
  : undefined

const buffer = (name: 'seen' | 'given'): Uint8Array =>
  bytesOf(native.unsafeAt(array(u8, 1024), library!.symbol(name)!))

/** The bytes of a value that mean something, each with its offset. */
function meaning(type: AnyType, bytes: Uint8Array, start = 0): string[] {
  const { size, fields } = layoutOf(type, host) as StructLayout
  if (fields !== undefined)
    return [
      ...new Set(
        fields.flatMap((field) => meaning(partOf(field.type, field.size), bytes, start + field.offset)),
      ),
    ].sort()
  const { element, length } = type as Partial<{ element: AnyType; length: number }>
  if (element !== undefined) {
    const stride = layoutOf(element, host).size
    return Array.from({ length: length! }, (_, at) => meaning(element, bytes, start + at * stride)).flat()
  }
  return Array.from({ length: size }, (_, at) => `${start + at}: ${bytes[start + at]}`)
}

/** What a field takes: as many bytes as its type, or fewer for bit fields. */
function partOf(type: AnyType, size: number): AnyType {
  return layoutOf(type, host).size === size ? type : array(u8, size)
}

/** A value in memory: what JavaScript reads there, and the bytes. */
function place(arena: NativeArena, type: AnyType, value: unknown): { value: unknown; bytes: Uint8Array } {
  const holder = arena.allocate(holderOf(type), { it: value })
  const bytes = native.unsafeAt(array(u8, layoutOf(type, host).size), addressOf(holder))
  return { value: holder['it'], bytes: bytesOf(bytes) }
}

describe.runIf(hasCompiler)(`${count} random signatures of all kinds (ABIDING_SEED=${seed})`, () => {
  const paths = [
    ['generated', generateBound],
    ['composed', composeBound],
  ] as const

  it('K-3: most types can be passed', () => {
    expect(fixed.filter((type) => !passable.includes(type)).map((type) => type.name)).toEqual([])
    expect(passable.length).toBeGreaterThan(count / 2)
  })

  it.each(paths)('K-2, K-3, K-4: C sees what JavaScript passes, and the reverse (%s)', (_name, make) => {
    const [seen, given] = [buffer('seen'), buffer('given')]
    for (const { index, type, parameters, returns, values } of cases) {
      using arena = new NativeArena()
      const lowered = lower(type, 'call')
      const call = make(lowered, functionAt(library!.symbol(`forward${index}`)!, lowered.native, 'it'), 'it')
      for (const value of values) {
        seen.fill(0xcc)
        const passed = parameters.map((one, at) => place(arena, one, value.parameters[at]))
        const back = returns && place(arena, returns, value.returns)
        if (back !== undefined) given.set(back.bytes)
        const result = call(...passed.map((one) => one.value))
        parameters.forEach((one, at) => {
          const found = meaning(one, seen.subarray(at * slot))
          expect({ index, at, type: type.name, found }).toEqual({
            index,
            at,
            type: type.name,
            found: meaning(one, passed[at]!.bytes),
          })
        })
        if (returns === undefined) continue
        const found = meaning(returns, place(arena, returns, result).bytes)
        expect({ index, type: type.name, found }).toEqual({
          index,
          type: type.name,
          found: meaning(returns, back!.bytes),
        })
      }
    }
  })

  it('K-2, K-3: JavaScript sees what C passes, and the reverse', () => {
    const [seen, given] = [buffer('seen'), buffer('given')]
    for (const { index, type, parameters, returns, values } of cases) {
      using arena = new NativeArena()
      const call = bindFunction(library!.symbol(`backward${index}`)!, fn({ f: type }))
      for (const value of values) {
        seen.fill(0xcc)
        const passed = parameters.map((one, at) => place(arena, one, value.parameters[at]))
        passed.forEach((one, at) => given.set(one.bytes, at * slot))
        const back = returns && place(arena, returns, value.returns)
        let received: readonly unknown[] = []
        using exported = exportFunction(type as never, (...all: unknown[]) => {
          received = all.map((one, at) => meaning(parameters[at]!, place(arena, parameters[at]!, one).bytes))
          return back?.value
        })
        call(exported)
        expect({ index, type: type.name, received }).toEqual({
          index,
          type: type.name,
          received: parameters.map((one, at) => meaning(one, passed[at]!.bytes)),
        })
        if (returns === undefined) continue
        expect({ index, type: type.name, found: meaning(returns, seen) }).toEqual({
          index,
          type: type.name,
          found: meaning(returns, back!.bytes),
        })
      }
    }
  })
})

describe('what cannot be passed by value', () => {
  const refused: [string, AnyType, RegExp][] = [
    ['a scalar that is not aligned', struct('A', { a: u8, b: u32 }, { packed: 1 }), /one of 4 bytes at 1/],
    [
      'a packed struct without its padding',
      struct('B', { a: u32, b: u8 }, { packed: 1 }),
      /which has 5 bytes/,
    ],
    ['a struct that is aligned to more', struct('C', { a: u64 }, { align: 16 }), /aligned to 16/],
    ['a field that is aligned to more', struct('D', { a: aligned(u8, 32) }), /aligned to 32/],
    ['a 128-bit integer', i128, /^i128, which is aligned to 16/],
    ['a struct with one', struct('E', { a: i128 }), /aligned to 16/],
    ['a struct without bytes', struct('F', { a: unit, b: array(u64, 0) }), /which takes none/],
    ['a flexible array', struct('G', { a: u32, b: flexibleArray(u8) }), /flexible array/],
  ]
  const Torn = union('Torn', { bits: bits(u64, 46), small: u16 }, { packed: 4 })
  const torn: [string, AnyType, RegExp][] = [
    ['a bit field of a union in an unaligned integer', struct('H', { a: u32, b: Torn }), /Torn\.bits at 4/],
    ['one in an array', struct('J', { a: u32, b: array(Torn, 1) }), /Torn\.bits at 4/],
    ['one under another name', struct('K', { a: u32, b: transparent('Other', Torn) }), /Torn\.bits at 4/],
  ]
  refused.push(...torn)
  const unusual: [string, AnyType, RegExp][] = [
    ['eight bytes of nothing', struct('I', { a: u64, $0: unnamedBits(u64, 64) }), /from 8 on/],
  ]

  it.each(host.name === 'x86_64-linux' ? [...refused, ...unusual] : refused)('K-7: %s', (_, type, found) => {
    for (const [at, signature] of [
      ['param it', fn([{ first: u8 }, { it: type }])],
      ['returns', fn({ first: u8 }, type)],
    ] as const) {
      for (const action of [
        () => bindFunction(library!.symbol('forward0')!, signature as never, 'Mod.f'),
        () => exportFunction(signature as never, () => undefined, { path: 'Mod.f' }),
      ]) {
        const error = refusal(action)
        expect(error).toBeInstanceOf(CallError)
        expect(error).toMatchObject({
          code: 'ABI-F005',
          rule: 'K-7',
          path: `Mod.f → ${at}`,
          hint: 'pass a pointer to it',
        })
        expect(error.found).toMatch(found)
      }
    }
  })
})
