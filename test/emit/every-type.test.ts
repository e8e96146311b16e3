// Headers with every kind of type, at random and by hand: what compilers say of them, on this machine and on all targets.
import {
  aligned,
  array,
  atomic,
  bits,
  bool,
  c_char,
  c_long,
  char32,
  charArray,
  cString,
  DeclarationError,
  emitCHeader,
  enumeration,
  f32,
  f64,
  flexibleArray,
  fn,
  i128,
  i64,
  nullable,
  pointer,
  prefixType,
  since,
  struct,
  taggedUnion,
  targets,
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
  type PrefixType,
  type Target,
} from 'abiding'
import { anyType } from 'abiding/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../support/compile.js'
import { judgeHeader, judges } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool, tools } from '../support/tools.js'

requireTool('cc')
requireTool('cxx')
requireTool('clang')

const Color = enumeration('Color', u8, ['red', 'green'], { doc: 'What it looks like.' })
const Extreme = enumeration(
  'Extreme',
  i64,
  { least: -(2n ** 63n), most: 2n ** 63n - 1n, less: -3_000_000_000n },
  { open: true },
)
const Large = enumeration('Large', u64, { none: 0n, all: 2n ** 64n - 1n })
const Flags = struct('Flags', {
  ready: bits(bool, 1),
  level: bits(u32, 3),
  $0: unnamedBits(u32, 0),
  color: bits(Color, 2),
  $1: unnamedBits(u8, 3),
  after: u16,
})
const Value = union('Value', {
  real: f32,
  bytes: array(u8, 5),
  get self() {
    return nullable(pointer(Value))
  },
})
const Line = struct('Line', { used: u8 }, { align: 32 })
const Field = struct('Field', { used: u8, value: aligned(u32, 16), call: aligned(fn({ a: u8 }), 16) })
const Packed = struct('Packed', { tag: u8, wide: u64, line: Line, value: aligned(u32, 16) }, { packed: 2 })
const Register = struct('Register', { low: bits(u32, 5), high: bits(u64, 40), last: u8 }, { packed: 1 })
const Both = struct('Both', { tag: u8, wide: u64 }, { packed: 1, align: 8 })
const Cell = union('Cell', { small: u8, large: u16 }, { packed: 1, align: 4 })
const Message = struct('Message', { count: u32, samples: flexibleArray(u16) })
const Marker = transparent('Marker', unit)
const Handle = struct('Handle', { id: u32, phantom: unit, none: array(u32, 0), marker: Marker })
const Joined = taggedUnion(
  'Joined',
  u8,
  { circle: { radius: f64 }, named: { side: f32, name: cString }, empty: {} },
  { doc: 'A shape.' },
)
const Split = taggedUnion('Split', 'C', { circle: { radius: f64 }, empty: {} })
const SplitSmall = taggedUnion('SplitSmall', ['C', u16], { left: { x: u8 }, right: { color: Color } })
const Fieldless = taggedUnion('Fieldless', 'C', { on: {}, off: {} })
const OfC = struct('OfC', {
  size: c_long,
  wide: wchar_t,
  letter: c_char,
  symbol: char32,
  count: atomic(u32),
  text: cString,
  name: charArray(6),
  names: pointer(charArray(6)),
})
const Row = transparent('Row', array(u16, 4))
const Listener = transparent('Listener', fn([{ color: Color }, { shape: Joined }, { value: Value }], Flags))
const Named = struct('Named', {
  rows: pointer(Row),
  listener: Listener,
  listeners: array(Listener, 2),
  large: pointer(Large),
  extreme: Extreme,
  call: fn([{ other: transparent('Other', Value) }], Color),
  marker: pointer(Marker),
})
const everything: readonly AnyType[] = [
  Flags,
  Value,
  Line,
  Field,
  Packed,
  Register,
  Both,
  Cell,
  Message,
  Handle,
  Joined,
  Split,
  SplitSmall,
  Fieldless,
  OfC,
  Named,
] as readonly AnyType[]
const Wide = struct('Wide', { a: i128, b: u8, c: u128, call: fn([{ x: i128 }], u128) })
const Wider = transparent('Wider', u128)

/** Random types of which headers can speak: those without bytes are refused (E-8). */
const sayable = (target: Target) =>
  fc.array(anyType({ except: ['wideInteger'] }), { minLength: 5, maxLength: 20, size: 'max' }).map((types) =>
    types
      .map((type, index) => struct(`Holder${index}`, { it: type }))
      .filter((type) => {
        try {
          return emitCHeader([type], { target }) !== ''
        } catch (error) {
          if (error instanceof DeclarationError && ['E-8', 'L-22'].includes(error.rule!)) return false
          throw error
        }
      }),
  )

describe.each(judges)('$name', (one) => {
  it('E-1, E-2, E-3, E-9: accepts every kind of type', () => {
    expect(judgeHeader(one, emitCHeader(everything))).toBe('')
  })

  it('E-2: accepts equal declarations of one name, each behind what it contains', () => {
    const inner = () => transparent('Inner', u8)
    const outer = () => transparent('Outer', inner())
    const types = [
      struct('First', { a: pointer(inner()) }),
      struct('Second', { a: outer() }),
      outer(),
      inner(),
    ]
    expect(judgeHeader(one, emitCHeader([transparent('Last', outer()), ...types]))).toBe('')
    expect(judgeHeader(one, emitCHeader([...types].reverse()))).toBe('')
  })

  it('E-9: accepts 128-bit integers, in interfaces too', () => {
    const Mod = prefixType('Mod', {
      version: '1.1.0',
      prefix: { wide: Wide, call: fn([{ x: u128 }], Wider) },
      lastPrefixField: 'call',
      suffix: { more: since('1.1.0', i128) },
    })
    expect(judgeHeader(one, emitCHeader([Mod, Wider]))).toBe('')
  })

  it('E-2, E-9: knows the constants of enums', () => {
    const behind = [
      ['Color_green', '1'],
      ['Extreme_least', 'INT64_MIN'],
      ['Extreme_most', 'INT64_MAX'],
      ['Extreme_less', '-3000000000'],
      ['Large_all', 'UINT64_MAX'],
      ['Joined_tag_empty', '2'],
    ].map(([name, value]) => `ABIDING_ASSERT(${name} == ${value}, "${name}");`)
    expect(judgeHeader(one, emitCHeader(everything), behind.join('\n'))).toBe('')
  })

  it('E-3: accepts random types', () => {
    fc.assert(
      fc.property(sayable(targets['x86_64-linux']), (types) => {
        expect(judgeHeader(one, emitCHeader(types))).toBe('')
      }),
      { numRuns: 10 },
    )
  })
})

describe.runIf(tools.clang !== undefined).each(Object.values(targets))('clang for $name', (target) => {
  const judgeFor = (header: string): string =>
    judge(tools.clang!, header, [`--target=${target.triple}`, '-ffreestanding', '-ferror-limit=0'])

  it('E-3: accepts every kind of type', () => {
    expect(judgeFor(emitCHeader(everything, { target }))).toBe('')
  })

  it('E-3, E-5: accepts an interface', () => {
    const Mod = prefixType('Mod', {
      version: '1.1.0',
      prefix: { flags: Flags, shape: Joined, run: fn({ value: Value }) },
      lastPrefixField: 'run',
      suffix: { large: since('1.1.0', u64), last: since('1.1.0', u8) },
    })
    expect(
      judgeFor(
        `${emitCHeader([Mod], { target })}static const Mod the_mod = { MOD_HEADER };\nconst void *use(void) { return &the_mod; }\n`.replace(
          '#ifndef',
          '#pragma clang diagnostic ignored "-Wmissing-field-initializers"\n#ifndef',
        ),
      ),
    ).toBe('')
  })

  it('E-3: accepts random types', () => {
    fc.assert(
      fc.property(sayable(target), (types) => {
        expect(judgeFor(emitCHeader(types, { target }))).toBe('')
      }),
      { numRuns: 3 },
    )
  })
})

describe('what C cannot say', () => {
  const refused = (type: AnyType, found: RegExp): void => {
    const error = refusal(() => emitCHeader([type]))
    expect(error).toMatchObject({ code: 'ABI-L006', rule: 'E-8', path: type.name })
    expect(error.found).toMatch(found)
  }

  it('E-8: a struct or union without bytes', () => {
    refused(struct('Empty', { a: unit, b: array(u32, 0) }), /^only a, b, of no size$/)
    refused(union('Empty', { a: unit }), /^only a/)
    refused(struct('Bits', { a: unit, $0: unnamedBits(u32, 3) }), /^only a/)
  })

  it('E-8: a struct that is another one without its fields of no size', () => {
    refused(struct('Moved', { a: u8, gap: array(u32, 0), b: u8 }), /^gap, .* the place of b depends$/)
    refused(struct('Raised', { a: u8, gap: array(u32, 0) }), /^gap, .* its size depends$/)
    refused(struct('Raised', { a: array(u8, 4), gap: array(u32, 0) }), /^gap, .* its alignment depends$/)
    refused(
      struct('Parted', { a: bits(u8, 1), gap: unit, b: bits(u8, 1) }),
      /^gap, .* the place of b depends$/,
    )
  })

  it('E-8: an interface that is another one without its fields of no size', () => {
    const declare = (gap: AnyType, options = {}): PrefixType =>
      prefixType('Mod', {
        version: '1.0.0',
        prefix: { a: u8, gap, b: u8 },
        lastPrefixField: 'b',
        ...options,
      })
    const error = refusal(() => emitCHeader([declare(array(u32, 0))]))
    expect(error).toMatchObject({ code: 'ABI-L006', rule: 'E-8', path: 'Mod' })
    expect(error.found).toMatch(/^gap, .* the place of b depends$/)
    expect(emitCHeader([declare(unit)])).toContain('/* gap: unit, which takes no bytes */')
  })

  it('E-8: what takes no bytes is left out otherwise, and said', () => {
    const header = emitCHeader([Handle])
    expect(header).toContain('/* phantom: unit, which takes no bytes */')
    expect(header).toContain('/* none: array(u32, 0), which takes no bytes */')
    expect(header).toContain('/* Marker takes no bytes: C can only point to it. */')
  })

  it('E-9: a compiler without 128-bit integers is told why', () => {
    if (tools.clang === undefined) return
    const target = targets['i686-linux']
    const said = judge(tools.clang, emitCHeader([Wide], { target }), [
      `--target=${target.triple}`,
      '-ffreestanding',
    ])
    expect(said).toContain(
      'this header has 128-bit integers, which this compiler does not have for this machine',
    )
    expect(emitCHeader(everything)).not.toContain('__SIZEOF_INT128__')
  })
})

describe('names', () => {
  it('E-1: of enum constants mean nothing else', () => {
    const Color_red = struct('Color_red', { a: u8 })
    expect(refusal(() => emitCHeader([Color, Color_red]))).toMatchObject({ code: 'ABI-L005', rule: 'E-1' })
    expect(refusal(() => emitCHeader([struct('S', { c: Color, Color_green: u8 })]))).toMatchObject({
      code: 'ABI-L001',
      path: 'S.Color_green',
    })
  })

  it('E-1: of parameters in other names of function types are checked too', () => {
    const Bad = transparent('Bad', fn({ Color: u8 }))
    expect(refusal(() => emitCHeader([Color, Bad]))).toMatchObject({ path: 'Bad → param Color' })
  })

  it('E-1: of bit fields that have none may be used twice', () => {
    const Twice = struct('Twice', { a: bits(u8, 1), $0: unnamedBits(u8, 1), $1: unnamedBits(u8, 0), b: u8 })
    expect(emitCHeader([Twice])).toMatch(/ {2}uint8_t : 1;\n {2}uint8_t : 0;\n/)
  })
})
