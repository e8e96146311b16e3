// Where values travel: what the specifications say, case by case. Random signatures are judged by compilers in test/oracle.
import {
  aligned,
  array,
  bits,
  bool,
  CallError,
  describeCall,
  conventionFor,
  f32,
  f64,
  fn,
  i128,
  i16,
  pointer,
  struct,
  targets,
  taggedUnion,
  u16,
  u32,
  u64,
  u8,
  union,
  unit,
  unnamedBits,
  type AnyType,
  type FunctionType,
  type PassedValue,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

type TargetName = keyof typeof targets

/** Places as text: `rdi+rsi`, `stack+8`, `&rcx` for an address. */
function text({ how, pieces }: PassedValue): string {
  const places = pieces.map(({ place }) =>
    place.kind === 'stack' ? `stack+${place.offset}` : place.register,
  )
  return `${how === 'reference' ? '&' : ''}${places.join('+')}`
}

function places(name: TargetName, parameters: readonly AnyType[], returns?: AnyType): string {
  const type = fn(
    parameters.map((one, index) => ({ [`p${index}`]: one })),
    returns,
  ) as unknown as FunctionType
  return describeCall(type, targets[name]).parameters.map(text).join(' ')
}

function result(name: TargetName, returns: AnyType): string {
  const described = describeCall(fn({}, returns) as unknown as FunctionType, targets[name])
  const hidden = described.resultAddress
  return `${text(described.returns)}${hidden === undefined ? '' : ` @${text({ how: 'value', pieces: [{ offset: 0, size: 8, place: hidden }] })}`}`
}

const Slice = struct('Slice', { data: pointer(u8), length: u64 })
const Mixed = struct('Mixed', { count: u64, ratio: f64 })
const Point = struct('Point', { x: f32, y: f32 })
const Points = struct('Points', { all: array(Point, 2) })
const Ratio = struct('Ratio', { a: f64 })
const Large = struct('Large', { words: array(u64, 3) })
const Packed = struct('Packed', { a: u8, b: u32 }, { packed: 1 })
const Raised = struct('Raised', { a: u64 }, { align: 16 })
const RaisedField = struct('RaisedField', { a: aligned(u64, 16) })
const Shape = taggedUnion('Shape', u8, { circle: { radius: f64 }, empty: {} })
const Flags = struct('Flags', { a: bits(u32, 3), b: bits(u32, 20) })
const Either = union('Either', { one: f64, two: Point })

const times = (count: number, type: AnyType): AnyType[] => Array.from({ length: count }, () => type)

describe('System V x86-64', () => {
  it.each<[AnyType, string]>([
    [Slice, 'rdi+rsi'],
    [Mixed, 'rdi+xmm0'],
    [Point, 'xmm0'],
    [Points, 'xmm0+xmm1'],
    [Large, 'stack+0'],
    [Packed, 'stack+0'],
    [Raised, 'rdi'],
    [Shape, 'rdi+xmm0'],
    [Flags, 'rdi'],
    [Either, 'xmm0'],
    [i128, 'rdi+rsi'],
    [fn({}), 'rdi'],
    [struct('Bool', { a: bool, b: f32 }), 'rdi'],
  ])('K-9: %s', (type, expected) => {
    expect(places('x86_64-linux', [type])).toBe(expected)
    expect(places('x86_64-macos', [type])).toBe(expected)
  })

  it('K-9: all pieces travel in registers or none, and later values take what is left', () => {
    const five = times(5, u32)
    expect(places('x86_64-linux', [...five, Slice, u8, u8])).toBe('rdi rsi rdx rcx r8 stack+0 r9 stack+16')
    expect(places('x86_64-linux', [...times(8, f64), Mixed, u32])).toBe(
      'xmm0 xmm1 xmm2 xmm3 xmm4 xmm5 xmm6 xmm7 stack+0 rdi',
    )
    expect(places('x86_64-linux', [...times(7, u64), Raised])).toBe('rdi rsi rdx rcx r8 r9 stack+0 stack+16')
  })

  it('K-9: results', () => {
    expect(result('x86_64-linux', Mixed)).toBe('rax+xmm0')
    expect(result('x86_64-linux', Points)).toBe('xmm0+xmm1')
    expect(result('x86_64-linux', Large)).toBe('&rax @rdi')
    expect(places('x86_64-linux', [u8], Large)).toBe('rsi')
  })
})

describe('AArch64', () => {
  it.each<[AnyType, string, string]>([
    [Slice, 'x0+x1', 'x0+x1'],
    [Mixed, 'x0+x1', 'x0+x1'],
    [Point, 'v0+v1', 'v0+v1'],
    [Points, 'v0+v1+v2+v3', 'v0+v1+v2+v3'],
    [Ratio, 'v0', 'v0'],
    [Large, '&x0', '&x0'],
    [Either, 'x0', 'x0'],
    [Packed, 'x0', 'x0'],
  ])('K-10: %s', (type, linux, apple) => {
    expect([places('aarch64-linux', [type]), places('aarch64-macos', [type])]).toEqual([linux, apple])
  })

  it('K-10: what is aligned to 16 bytes begins with an even register but for Apple', () => {
    expect(places('aarch64-linux', [u8, i128])).toBe('x0 x2+x3')
    expect(places('aarch64-macos', [u8, i128])).toBe('x0 x1+x2')
    expect(places('aarch64-linux', [u8, RaisedField])).toBe('x0 x2+x3')
    expect(places('aarch64-linux', [u8, Raised])).toBe('x0 x1+x2')
  })

  it('K-10: a value that does not fit ends the registers of its kind', () => {
    const seven = times(7, f32)
    expect(places('aarch64-linux', [...seven, Point, f32, u8])).toBe(
      'v0 v1 v2 v3 v4 v5 v6 stack+0 stack+8 x0',
    )
    expect(places('aarch64-linux', [...times(7, u64), Slice, u8])).toBe(
      'x0 x1 x2 x3 x4 x5 x6 stack+0 stack+16',
    )
  })

  it('K-10: Apple packs the stack', () => {
    const eight = times(8, u64)
    const rest = [u8, u16, u8, u32, u8, Point]
    expect(
      places('aarch64-macos', [...eight, ...rest, ...times(8, f32), Point])
        .split(' ')
        .slice(8),
    ).toEqual(
      'stack+0 stack+2 stack+4 stack+8 stack+12 v0+v1 v2 v3 v4 v5 v6 v7 stack+16 stack+20 stack+24'.split(
        ' ',
      ),
    )
    expect(
      places('aarch64-linux', [...eight, u8, u16])
        .split(' ')
        .slice(8),
    ).toEqual(['stack+0', 'stack+8'])
  })

  it('K-10: results', () => {
    for (const name of ['aarch64-linux', 'aarch64-macos'] as const) {
      expect(result(name, Points)).toBe('v0+v1+v2+v3')
      expect(result(name, Slice)).toBe('x0+x1')
      expect(result(name, Large)).toBe('& @x8')
      expect(places(name, [u8], Large)).toBe('x0')
    }
  })
})

describe('Windows x64', () => {
  it.each(['x86_64-windows-msvc', 'x86_64-windows-gnu'] as const)('K-11: %s', (name) => {
    expect(places(name, [u8, f32, Slice, Ratio, Point, f64])).toBe('rcx xmm1 &r8 r9 stack+32 stack+40')
    expect(places(name, [u8, f64], Large)).toBe('rdx xmm2')
    expect(places(name, [struct('Three', { a: array(u8, 3) }), i128])).toBe('&rcx &rdx')
    expect(result(name, Point)).toBe('rax')
    expect(result(name, f64)).toBe('xmm0')
    expect(result(name, Slice)).toBe('&rax @rcx')
  })
})

describe('describeCall', () => {
  it('K-9, K-10, K-11: says who extends small integers', () => {
    const type = fn([{ a: bool }, { b: i16 }]) as unknown as FunctionType
    const extensions = (name: TargetName) =>
      describeCall(type, targets[name]).parameters.map((value) => value.extension)
    expect(extensions('x86_64-linux')).toEqual(['zero', 'sign'])
    expect(extensions('aarch64-linux')).toEqual([undefined, undefined])
    expect(extensions('aarch64-macos')).toEqual(['zero', 'sign'])
    expect(extensions('x86_64-windows-msvc')).toEqual(['zero', undefined])
  })

  it('K-12: variable arguments', () => {
    const type = fn([{ a: u32 }, { b: u32 }, { c: f64 }]) as unknown as FunctionType
    const described = (name: TargetName) =>
      describeCall(type, targets[name], { named: 1 }).parameters.map(text).join(' ')
    expect(described('x86_64-linux')).toBe('rdi rsi xmm0')
    expect(described('aarch64-linux')).toBe('x0 x1 v0')
    expect(described('aarch64-macos')).toBe('x0 stack+0 stack+8')
    expect(described('x86_64-windows-msvc')).toBe('rcx rdx xmm2+r8')
  })

  it('K-13: says where compilers disagree', () => {
    const doubt = (name: TargetName, type: AnyType) =>
      describeCall(fn({ it: type }) as unknown as FunctionType, targets[name]).parameters[0]!.disagreement
    const Unnamed = union('Unnamed', { a: f32, $0: unnamedBits(u32, 3) })
    expect(doubt('x86_64-linux', Unnamed)).toMatch(/without a name/)
    expect(doubt('aarch64-linux', Unnamed)).toMatch(/no name/)
    expect(doubt('x86_64-windows-gnu', Unnamed)).toBeUndefined()
    expect(doubt('x86_64-linux', struct('Named', { a: f32, b: bits(u32, 3) }))).toBeUndefined()
    const Torn = union('Torn', { bits: bits(u64, 46), small: u16 }, { packed: 4 })
    expect(doubt('x86_64-linux', struct('Holder', { a: u32, b: Torn }))).toMatch(/a union at 4/)
    // GCC asks the same of what has no name, unless it has no bits.
    const around = (width: number) => {
      const Bits = union('Bits', { $0: unnamedBits(u64, width), bytes: array(u8, 6) }, { packed: 2 })
      return struct('Around', { a: u32, b: Bits, c: u32 })
    }
    expect(doubt('x86_64-linux', around(48))).toMatch(/a union at 4/)
    expect(doubt('x86_64-linux', around(32))).toBeUndefined()
    expect(doubt('x86_64-linux', around(0))).toBeUndefined()
    const Small = struct('Small', { a: u8 }, { align: 8 })
    const Tight = struct('Tight', { a: u8, b: Small }, { packed: 1 })
    expect(doubt('x86_64-linux', Tight)).toMatch(/unaligned/)
    // What counts is where a field lies in the whole, however deep.
    expect(doubt('x86_64-linux', struct('Right', { a: array(u8, 7), b: Tight }))).toBeUndefined()
    const First = struct('First', { a: struct('Even', { a: i16 }, { align: 4 }), b: i16 }, { packed: 1 })
    expect(doubt('x86_64-linux', First)).toBeUndefined()
    expect(doubt('x86_64-linux', struct('Deep', { a: u16, b: First }))).toMatch(/unaligned/)
    expect(doubt('x86_64-linux', struct('Listed', { a: u16, b: array(First, 1) }))).toMatch(/unaligned/)
    expect(doubt('x86_64-linux', union('Either', { a: array(First, 2), b: u16 }))).toMatch(/unaligned/)
    expect(doubt('aarch64-linux', struct('Nothing', { a: f32, b: array(u8, 0) }))).toMatch(/no bytes/)
    expect(doubt('aarch64-linux', struct('Unit', { a: f32, b: unit }))).toBeUndefined()
  })

  it('K-8: knows the conventions of some targets, and refuses others', () => {
    expect(Object.values(targets).filter((target) => conventionFor(target) !== undefined)).toHaveLength(6)
    const error = refusal(() => describeCall(fn({}), targets['riscv64-linux']))
    expect(error).toBeInstanceOf(CallError)
    expect(error).toMatchObject({ code: 'ABI-F006', rule: 'K-8', found: 'riscv64-linux' })
  })
})
