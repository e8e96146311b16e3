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
  u128,
  u16,
  u32,
  u64,
  u8,
  union,
  unit,
  unnamedBits,
  wchar_t,
  type AnyType,
  type FunctionType,
  type StructLayout,
  type StructType,
} from 'abiding'
import { anyType, valueOf } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeBound, generateBound } from '../../src/call/bound-function.js'
import type { Direction } from '../../src/call/lowered.js'
import { lower } from '../../src/call/lowering.js'
import { functionAt, openLibrary, type Library } from '../../src/ffi/index.js'
import { compile } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { cFunctions, slot } from '../support/signatures.js'
import { requireTool, tools } from '../support/tools.js'

const { seed = 0, numRuns = 0 } = fc.readConfigureGlobal()
const count = Math.max(260, numRuns)
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
  u128,
  struct('Wide', { a: i128 }),
  struct('Sixteen', { a: u64 }, { align: 16 }),
  struct('PackedWords', { a: u8, b: u64, c: u64 }, { packed: 1 }),
  taggedUnion('Shape', u8, { circle: { radius: f64 }, square: { side: f32 }, empty: {} }),
  taggedUnion('Split', 'C', { small: { a: u8, b: f32 }, large: { c: array(u64, 3) } }),
] as AnyType[]

const isPassable = (type: AnyType): boolean => {
  try {
    for (const direction of ['call', 'receive'] as const) lower(fn({ it: type }, type), direction)
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
const signature = fc
  .record({
    parameters: fc.array(fc.constantFrom(...passable), { maxLength: 9, size: 'max' }),
    returns: fc.option(fc.constantFrom(...passable), { nil: undefined, freq: 9 }),
  })
  .map(({ parameters, returns }) => ({
    parameters,
    returns,
    type: fn(
      parameters.map((type, at) => ({ [`p${at}`]: type })),
      returns,
    ),
  }))
const signatures = fc.sample(signature, { numRuns: 2 * count, seed })
// What can be passed alone may not be passed everywhere: an aligned struct finds no place on the stack now and then.
const called = signatures.filter(({ type }) => isCallable(type, 'call') && isCallable(type, 'receive'))
const cases = called.slice(0, count).map((one, index) => ({
  index,
  ...one,
  values: [0, 1].map((round) => ({
    parameters: one.parameters.map((type, at) => sample(type, index * 100 + at * 2 + round)),
    returns: one.returns && sample(one.returns, index * 100 + 50 + round),
  })),
}))

function isCallable(type: FunctionType, direction: Direction): boolean {
  try {
    lower(type, direction)
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'ABI-F005' })
    return false
  }
}

function sample(type: AnyType, offset: number): unknown {
  return fc.sample(valueOf(type), { numRuns: 3, seed: seed + offset }).at(-1)
}

/** The C compilers of this machine, which must agree about everything that is passed. */
const compilers = [...new Set([tools.cc, tools.clang].filter((one) => one !== undefined))]
const text = hasCompiler
  ? cFunctions(
      cases.map((one) => one.type),
      emitCHeader(
        [...new Set(cases.flatMap((one) => one.parameters.concat(one.returns ?? [])))].map(holderOf),
      ),
    )
  : ''
const libraries = new Map<string, Library>()
function libraryOf(compiler: string): Library {
  let library = libraries.get(compiler)
  if (library === undefined)
    libraries.set(compiler, (library = openLibrary(compile(text, 'every-type', 'c', compiler))))
  return library
}

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

const title = `${count} random signatures of all kinds (ABIDING_SEED=${seed})`
describe.runIf(hasCompiler).each(compilers)(`${title}, compiled by %s`, { timeout: 240_000 }, (compiler) => {
  const library = libraryOf(compiler)
  const buffer = (name: 'seen' | 'given'): Uint8Array =>
    bytesOf(native.unsafeAt(array(u8, 1024), library.symbol(name)!))
  const paths = [
    ['generated', generateBound],
    ['composed', composeBound],
  ] as const

  it('K-3: most types can be passed', () => {
    expect(fixed.filter((type) => !passable.includes(type)).map((type) => type.name)).toEqual([])
    expect(passable.length).toBeGreaterThan(count / 2)
    expect(cases.length).toBe(count)
    expect(called.length).toBeGreaterThan(signatures.length * 0.8)
  })

  it.each(paths)('K-2, K-3, K-4: C sees what JavaScript passes, and the reverse (%s)', (_name, make) => {
    const [seen, given] = [buffer('seen'), buffer('given')]
    for (const { index, type, parameters, returns, values } of cases) {
      using arena = new NativeArena()
      const lowered = lower(type, 'call')
      const call = make(lowered, functionAt(library.symbol(`forward${index}`)!, lowered.native, 'it'), 'it')
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
      const call = bindFunction(library.symbol(`backward${index}`)!, fn({ f: type as never })) as (
        one: unknown,
      ) => void
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
  type Position = `${Direction} ${'parameter' | 'result'}`
  const everywhere: Position[] = ['call parameter', 'call result', 'receive parameter', 'receive result']
  const Torn = union('Torn', { bits: bits(u64, 46), small: u16 }, { packed: 4 })
  const refused: [string, AnyType, RegExp, Position[]][] = [
    ['a struct without bytes', struct('F', { a: unit, b: array(u64, 0) }), /which takes none/, everywhere],
    ['a flexible array', struct('G', { a: u32, b: flexibleArray(u8) }), /flexible array/, everywhere],
  ]
  const onlyOnSystemV: typeof refused = [
    [
      'a bit field of a union in an unaligned integer',
      struct('H', { a: u32, b: Torn }),
      /a union at 4/,
      everywhere,
    ],
    ['one in an array', struct('J', { a: u32, b: array(Torn, 1) }), /a union at 4/, everywhere],
    [
      'one under another name',
      struct('K', { a: u32, b: transparent('Other', Torn) }),
      /a union at 4/,
      everywhere,
    ],
    [
      'eight bytes of bits without a name',
      struct('I', { a: u64, $0: unnamedBits(u64, 64) }),
      /without a name/,
      everywhere,
    ],
    [
      'bits without a name beside a float',
      union('L', { a: f32, $0: unnamedBits(u16, 3) }),
      /without a name/,
      everywhere,
    ],
    [
      'a packed struct in memory that the FFI takes for one in registers',
      struct('A', { a: u8, b: u32 }, { packed: 1 }),
      /which goes (?:to the stack at 0|by reference to rax)/,
      ['receive parameter', 'receive result'],
    ],
    [
      'more alignment than the stack has',
      struct('D', { a: aligned(u8, 32) }),
      /the stack at 0 with an alignment of 32/,
      ['call parameter', 'receive parameter'],
    ],
  ]
  const cases = host.name === 'x86_64-linux' ? [...refused, ...onlyOnSystemV] : refused

  it.each(cases)('K-7: %s', (_, type, found, positions) => {
    for (const position of everywhere) {
      const isParameter = position.endsWith('parameter')
      const signature = isParameter ? fn([{ first: u8 }, { it: type }]) : fn({ first: u8 }, type)
      const action = (): unknown => lower(signature, position.split(' ')[0] as Direction, 'Mod.f')
      if (!positions.includes(position)) {
        expect(action).not.toThrow()
        continue
      }
      const error = refusal(action)
      expect(error).toBeInstanceOf(CallError)
      expect(error).toMatchObject({
        code: 'ABI-F005',
        rule: 'K-7',
        path: `Mod.f → ${isParameter ? 'param it' : 'returns'}`,
        hint: 'pass a pointer to it',
      })
      expect(error.found).toMatch(found)
    }
  })

  it('K-7: functions are refused when they are bound and when they are exported', () => {
    const signature = fn({ it: struct('F', { a: unit, b: array(u64, 0) }) })
    const code = exportFunction(fn({}), () => undefined)
    expect(refusal(() => bindFunction(code.address, signature, 'Mod.f')).code).toBe('ABI-F005')
    expect(refusal(() => exportFunction(signature, () => undefined, { path: 'Mod.f' })).code).toBe('ABI-F005')
    code[Symbol.dispose]()
  })

  it.runIf(host.name === 'x86_64-linux')('K-7: a 128-bit integer that finds no two registers', () => {
    const five = Array.from({ length: 5 }, (_, index) => ({ [`n${index}`]: u32 }))
    expect(() => lower(fn([...five.slice(1), { it: i128 }]) as never, 'call')).not.toThrow()
    const error = refusal(() => lower(fn([...five, { it: i128 }]), 'call'))
    expect(error.found).toMatch(/128-bit integer on the stack/)
  })
})
