import fc from 'fast-check'
import {
  aligned,
  array,
  bits,
  c_long,
  enumeration,
  flexibleArray,
  fn,
  i16,
  i128,
  i32,
  layoutOf,
  nullable,
  opaque,
  pointer,
  RStr,
  struct,
  taggedUnion,
  targets,
  transparent,
  u16,
  u32,
  u64,
  u8,
  union,
  unit,
  type AnyType,
  type StructLayout,
  type StructType,
  type Target,
} from 'abiding'
import {
  anyType,
  expectLayoutMatchesCompiler,
  LayoutMismatchError,
  type CompilerOptions,
} from 'abiding/testing'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'
import { requireTool, tools } from '../support/tools.js'

const hasCc = requireTool('cc')
const hasClang = requireTool('clang')
const all: readonly Target[] = Object.values(targets)

/** A type that claims another layout than it has. */
function mutant(type: StructType, change: (layout: StructLayout) => StructLayout): AnyType {
  return { ...type, measure: (target: Target) => change(layoutOf(type, target)) }
}

function differences(types: AnyType[], options: CompilerOptions = {}): string[] {
  const error = refusal(() => expectLayoutMatchesCompiler(types, options))
  if (!(error instanceof LayoutMismatchError)) throw error
  expect(error.code).toBe('ABI-X001')
  return error.differences.map(
    ({ path, what, declared, compiled, target }) => `${path} ${what} ${declared} ${compiled} ${target}`,
  )
}

const Point = struct('Point', { x: u8, y: u32 })
const Flags = struct('Flags', { low: bits(u16, 3), high: bits(u16, 9), rest: u8 })
const host = targets['x86_64-linux']

/** The field of a layout, changed. */
function withField(layout: StructLayout, name: string, change: object): StructLayout {
  return {
    ...layout,
    fields: layout.fields.map((field) => (field.name === name ? { ...field, ...change } : field)),
  }
}

describe.runIf(hasClang)('expectLayoutMatchesCompiler, with clang', () => {
  const clang = { compiler: 'clang' }

  it('V-4: accepts types of every kind on every target', () => {
    const Node: AnyType = struct('Node', {
      get next() {
        return nullable(pointer(Node))
      },
      on: nullable(fn([{ at: pointer(Point) }], i32)),
    })
    const types = [
      Point,
      Flags,
      Node,
      RStr,
      u64,
      array(Point, 3),
      enumeration('Mode', u8, ['off', 'on']),
      transparent('Ticket', c_long),
      union('Word', { word: u32, half: bits(i16, 5), bytes: array(u8, 4) }),
      taggedUnion('Shape', ['C', u8], { circle: { radius: u64 }, flags: { flags: Flags }, none: {} }),
      struct('Packed', { a: u8, b: aligned(u32, 8), c: u64 }, { packed: 2, align: 4 }),
      struct('Packet', { count: u16, data: flexibleArray(u32) }),
      struct('Marked', { value: u32, marker: unit }),
    ]
    expect(() => expectLayoutMatchesCompiler(types, { ...clang, targets: all })).not.toThrow()
  })

  it('V-4: accepts random types', () => {
    const except = ['unit', 'emptyArray', 'wideInteger'] as const
    const { seed = 0 } = fc.readConfigureGlobal()
    const types = fc.sample(anyType({ except, root: ['struct', 'union', 'taggedUnion'] }), {
      seed,
      numRuns: 200,
    })
    const chosen = [host, targets['s390x-linux'], targets['i686-windows-msvc'], targets['x86_64-windows-gnu']]
    expect(() => expectLayoutMatchesCompiler(types, { ...clang, targets: chosen })).not.toThrow()
  })

  it('V-4: finds a wrong size, alignment, offset and size of a field, and names them', () => {
    const options = { ...clang, targets: [host] }
    const found = (change: (layout: StructLayout) => StructLayout): string[] =>
      differences([mutant(Point, change)], options)
    expect(found((layout) => ({ ...layout, size: 12 }))).toEqual(['Point size 12 8 x86_64-linux'])
    expect(found((layout) => ({ ...layout, alignment: 8 }))).toEqual(['Point alignment 8 4 x86_64-linux'])
    expect(found((layout) => withField(layout, 'y', { offset: 1 }))).toEqual([
      'Point.y offset 1 4 x86_64-linux',
    ])
    expect(found((layout) => withField(layout, 'x', { size: 2 }))).toEqual(['Point.x size 2 1 x86_64-linux'])
  })

  it('V-4: finds bit fields in the wrong place, in both byte orders', () => {
    for (const target of [host, targets['s390x-linux']]) {
      const moved = mutant(Flags, (layout) => withField(layout, 'high', { bitOffset: 4 }))
      expect(differences([moved], { ...clang, targets: [target] })).toEqual([
        `Flags.high bits 4 to 12 3 to 11 ${target.name}`,
      ])
    }
    const narrowed = mutant(Flags, (layout) => withField(layout, 'low', { bitWidth: 1 }))
    expect(differences([narrowed], { ...clang, targets: [host] })).toEqual([
      'Flags.low bits 0 0 to 2 x86_64-linux',
    ])
  })

  it('V-4: finds all differences on all targets at once, in types that are only mentioned too', () => {
    const wrong = mutant(Point, (layout) => ({ ...layout, size: layout.size + 4 }))
    const Holder = struct('Holder', { point: pointer(wrong), inner: Flags })
    expect(differences([Holder], { ...clang, targets: [host, targets.wasm32] })).toEqual([
      'Point size 12 8 x86_64-linux',
      'Point size 12 8 wasm32',
    ])
    const error = refusal(() => expectLayoutMatchesCompiler([Holder], { ...clang, targets: [host] }))
    expect(error.message).toContain('Point: size on x86_64-linux')
    expect(error.message).toMatch(/declared: +12\n +by clang: 8/)
  })

  it('V-4: finds a layout of another target', () => {
    const Long = struct('Long', { value: c_long })
    const elsewhere = mutant(Long, () => layoutOf(Long, targets['x86_64-windows-msvc']))
    expect(differences([elsewhere], { ...clang, targets: [host] })).toEqual([
      'Long size 4 8 x86_64-linux',
      'Long alignment 4 8 x86_64-linux',
      'Long.value size 4 8 x86_64-linux',
    ])
  })

  it('V-4: passes flags on', () => {
    const options = { ...clang, targets: [host], flags: ['-fpack-struct=1'] }
    expect(differences([Point], options)).toContain('Point.y offset 4 1 x86_64-linux')
  })

  it('V-4: says what the compiler says of types that it does not know', () => {
    const Wide = struct('Wide', { value: i128 })
    const error = refusal(() =>
      expectLayoutMatchesCompiler([Wide], { ...clang, targets: [targets.wasm32, targets['i686-linux']] }),
    )
    expect(error).toMatchObject({ code: 'ABI-X003', rule: 'V-4', path: 'Wide on i686-linux' })
    expect(error.found).toMatch(/128-bit integers/)
  })

  it('V-4: refuses what C cannot say, and ignores what it only points to', () => {
    const Empty = struct('Empty', { marker: unit })
    expect(refusal(() => expectLayoutMatchesCompiler([Empty], clang)).code).toBe('ABI-L006')
    const Handle = struct('Handle', { secret: pointer(opaque('Secret')) })
    expect(() => expectLayoutMatchesCompiler([Handle], clang)).not.toThrow()
  })

  it('V-4: refuses flags with which the answers cannot be found', () => {
    const flags = ['-flto']
    expect(refusal(() => expectLayoutMatchesCompiler([Point], { ...clang, flags }))).toMatchObject({
      code: 'ABI-X002',
      path: 'clang',
    })
  })
})

describe.runIf(hasCc)('expectLayoutMatchesCompiler, with the compiler of this machine', () => {
  it('V-4: asks cc where nothing else is said', () => {
    expect(() => expectLayoutMatchesCompiler([Point, Flags, RStr])).not.toThrow()
    const wrong = mutant(Flags, (layout) => withField(layout, 'high', { bitOffset: 4 }))
    expect(differences([wrong])).toHaveLength(1)
  })

  it('V-4: takes a compiler that a function chooses for each target', () => {
    const asked: string[] = []
    const compiler = (target: Target): string => {
      asked.push(target.name)
      return tools.cc!
    }
    expectLayoutMatchesCompiler([Point], { compiler, targets: [host] })
    expect(asked).toEqual([host.name])
  })
})

describe('expectLayoutMatchesCompiler, without a compiler', () => {
  it('V-4: says that it is missing, and what to do', () => {
    const error = refusal(() => expectLayoutMatchesCompiler([Point], { compiler: 'no-such-compiler' }))
    expect(error).toMatchObject({ code: 'ABI-X002', path: 'no-such-compiler', found: 'no such program' })
    expect(error.hint).toContain('install')
  })

  it('V-4: refuses a program that is no compiler, and one for other machines', () => {
    expect(refusal(() => expectLayoutMatchesCompiler([Point], { compiler: 'false' })).code).toBe('ABI-X002')
    const foreign = { compiler: 'true', targets: [targets.wasm32] }
    expect(refusal(() => expectLayoutMatchesCompiler([Point], foreign))).toMatchObject({
      code: 'ABI-X002',
      expected: 'a compiler for wasm32',
    })
  })
})
