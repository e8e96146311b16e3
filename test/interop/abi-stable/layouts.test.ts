// Type layouts of the real crate: decoded, compared as its own checker compares them, and compared with declarations.
import { beforeAll, describe, expect, it } from 'vitest'
import {
  array,
  compareDecodedLayouts,
  compareLayout,
  constPointer,
  enumeration,
  f32,
  f64,
  fn,
  method,
  nonExhaustive,
  nullable,
  pointer,
  prefixType,
  RArc,
  RBox,
  requireLayout,
  RStr,
  RString,
  RVec,
  spellDecodedFunction,
  spellDecodedType,
  struct,
  taggedUnion,
  traitObject,
  u16,
  u32,
  u64,
  u8,
  usize,
  type AnyType,
  type DecodedField,
  type PrefixType,
} from '../../../src/index.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'
import { LayoutCrate, layoutNames } from './layouts.js'

const hasCargo = requireTool('cargo') && process.platform === 'linux' && process.arch === 'x64'
let crate: LayoutCrate
beforeAll(() => {
  if (hasCargo) crate = new LayoutCrate()
}, 600_000)

const names = layoutNames()
const groups = groupNames()
function groupNames(): [string, string[]][] {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const group = name.split('_')[0]!
    found.set(group, [...(found.get(group) ?? []), name])
  }
  return [...found]
}

function fieldsOf(name: string): readonly DecodedField[] {
  const { data } = crate.type(name)
  return 'fields' in data ? data.fields : []
}

describe.runIf(hasCargo)('type layouts of the crate', () => {
  it.each(groups)(
    'A-25, A-26, A-27, A-28, A-29, A-30, A-31, A-32: all of %s are compared with each other as the crate compares them',
    (_group, members) => {
      const types = new Map(members.map((name) => [name, crate.type(name)]))
      for (const expected of members) {
        for (const found of members) {
          const kinds = compareDecodedLayouts(types.get(expected)!, types.get(found)!).map(({ kind }) => kind)
          const theirs = crate.check(expected, found)
          expect([expected, found, ...new Set(kinds)].sort()).toEqual(
            [expected, found, ...new Set(theirs)].sort(),
          )
        }
      }
    },
  )

  it('A-20, A-21, A-23: sizes, places and packages are those of the compiler', () => {
    const type = crate.type('every_type')
    expect(type).toMatchObject({ name: 'EveryType', package: 'layouts', packageVersion: '1.2.3', size: 520 })
    expect(type.modulePath).toBe('layouts::kinds')
    const places = Object.fromEntries(fieldsOf('every_type').map(({ name, offset }) => [name, offset]))
    expect(places).toMatchObject({
      words: 16,
      floats: 32,
      truth: 48,
      text: 56,
      vector: 136,
      map: 352,
      lock: 464,
    })
    const { data } = crate.type('shape_base')
    expect(
      data.kind === 'enum' &&
        data.variants.map(({ name, discriminant, fields }) => [
          name,
          discriminant,
          fields.map(({ offset }) => offset),
        ]),
    ).toEqual([
      ['Circle', 0n, [8]],
      ['Rect', 1n, [4, 8]],
      ['Empty', 9n, []],
    ])
  })

  it('A-24: types and functions are spelled with their parameters', () => {
    const spelled = Object.fromEntries(
      fieldsOf('every_type').map(({ name, type }) => [name, spellDecodedType(type)]),
    )
    expect(spelled).toMatchObject({
      ints: 'Tuple4<u8, i16, u32, i64>',
      vector: 'RVec<RString>',
      option: 'ROption<RVec<u8>>',
      result: 'RResult<u32, RBoxError_<SyncSend>>',
      cow_text: 'RCow<RStr, RString>',
      map: 'RHashMap<RString, u32>',
      lock: 'RRwLock<u64>',
      array: '[[u16; 3]; 2]',
    })
    const functions = fieldsOf('functions').flatMap((field) => field.functions.map(spellDecodedFunction))
    expect(functions).toEqual([
      'fn()',
      'fn(only: u8) -> u8',
      'fn(a: u8, b: u16, c: u32, d: u64, e: i8, f: i16, g: i32, h: i64) -> f64',
      'fn(_: u8, _: u16, _: u32)',
      'fn(value: u32) -> u32',
      'fn(text: RStr) -> RStr',
      'fn(left: RStr, right: RStr, always: RStr) -> RStr',
      'fn(one: RSlice<RStr>, two: RSlice<RStr>, three: RSlice<RStr>) -> RResult<RString, RBoxError_<SyncSend>>',
    ])
    expect(crate.type('buffer_8').constants[0]?.value).toBe(8n)
    expect(crate.type('flagged').constants[0]?.value).toBe(true)
  })

  it('A-22: types that mention themselves have an end', () => {
    const tree = crate.type('tree')
    const children = fieldsOf('tree')[1]!
    expect(children.type.name).toBe('RVec')
    expect(children.type.typeParameters[0]?.name).toBe(tree.name)
    expect(crate.type('link').name).toBe('Link')
  })
})

const add = fn({ one: u32, other: u32 }, u32)
const prefix = { add, id: u32, name: fn({ of: RStr }, RString) }
const Meter = prefixType('Meter', {
  version: '1.0.0',
  prefix,
  lastPrefixField: 'name',
  suffix: { peak: u64 },
})
const NewerMeter = prefixType('Meter', {
  version: '1.1.0',
  prefix,
  lastPrefixField: 'name',
  suffix: { peak: u64, count: u32 },
})
const Point = struct('Point', { x: u32, y: u32, tag: u8 })
const Color = enumeration('Color', u8, { Red: 0, Green: 4, Blue: 5 })
const Shape = taggedUnion(
  'Shape',
  u8,
  { Circle: { radius: f64 }, Rect: { w: f32, h: f32 }, Empty: {} },
  { discriminants: { Circle: 0, Rect: 1, Empty: 9 } },
)
const Counter = traitObject('Counter', {
  methods: { get: method('ref', {}, u32), add: method('mut', { amount: u32 }) },
  lastPrefixMethod: 'add',
  supertraits: ['Debug'],
})
const holder = (held: AnyType): AnyType => struct('Holder', { held })

describe.runIf(hasCargo)('declarations', () => {
  const cases: readonly (readonly [string, AnyType | PrefixType, string, readonly string[]])[] = [
    ['A-37', Meter, 'meter_base', []],
    ['A-37', Meter, 'meter_field_more', []],
    ['A-35', Meter, 'meter_parameter_renamed', ['UnexpectedField']],
    ['A-35', Meter, 'meter_parameters_unnamed', ['UnexpectedField', 'UnexpectedField']],
    ['A-35', Meter, 'meter_parameter_type', ['Name']],
    ['A-35', Meter, 'meter_return_type', ['Name']],
    ['A-35', Meter, 'meter_returns_nothing', ['Name']],
    ['A-33', Meter, 'meter_unsafe_function', []],
    ['A-35', Meter, 'meter_parameter_more', ['FieldCountMismatch']],
    ['A-37', Meter, 'meter_field_renamed', ['UnexpectedField']],
    ['A-37', Meter, 'meter_prefix_longer', ['MismatchedPrefixSize']],
    ['A-37', Meter, 'meter_conditional', ['MismatchedPrefixConditionality']],
    ['A-37', Meter, 'meter_suffix_hidden', []],
    ['A-33', Meter, 'meter_suffix_type', ['Name']],
    ['A-37', Meter, 'meter_aligned', ['Alignment']],
    ['A-36', Point, 'point_base', []],
    ['A-36', Point, 'point_field_more', ['Size', 'FieldCountMismatch']],
    ['A-36', Point, 'point_swapped', ['UnexpectedField', 'UnexpectedField']],
    ['A-33', Point, 'point_other_type', ['Name']],
    ['A-36', Point, 'point_field_renamed', ['UnexpectedField']],
    ['A-36', Point, 'point_over_aligned', ['Size', 'Alignment']],
    ['A-36', Point, 'point_renamed', ['Name']],
    ['A-36', Point, 'point_union', ['TLDataDiscriminant']],
    ['A-36', Color, 'color_base', []],
    ['A-36', Color, 'color_variant_more', ['TooManyVariants']],
    ['A-36', Color, 'color_discriminant', ['EnumDiscriminant', 'EnumDiscriminant']],
    ['A-36', Color, 'color_repr_c', ['Size', 'Alignment', 'ReprAttr']],
    ['A-36', Color, 'color_repr_u16', ['Size', 'Alignment', 'ReprAttr']],
    ['A-36', Color, 'color_variant_renamed', ['UnexpectedVariant']],
    ['A-36', Shape, 'shape_base', []],
    ['A-33', Shape, 'shape_type', ['Name']],
    ['A-36', Shape, 'shape_field_more', ['FieldCountMismatch']],
    ['A-34', holder(RVec(u8)), 'holder_bytes', []],
    ['A-34', holder(RVec(u8)), 'holder_shorts', ['Name']],
    ['A-34', holder(RVec(u16)), 'holder_shorts', []],
    ['A-34', holder(RBox(u32)), 'holder_boxed', []],
    ['A-34', holder(RBox(u32)), 'holder_shared', ['Name']],
    ['A-34', holder(RArc(u32)), 'holder_shared', []],
    ['A-33', holder(constPointer(u32)), 'holder_reference', []],
    ['A-33', holder(constPointer(u32)), 'holder_exclusive', ['Name']],
    ['A-33', holder(pointer(u32)), 'holder_exclusive', []],
    ['A-33', holder(pointer(u32)), 'holder_raw_exclusive', []],
    ['A-33', holder(nullable(constPointer(u32))), 'holder_option', []],
    ['A-33', holder(constPointer(u32)), 'holder_option', ['Name']],
    ['A-33', holder(nullable(constPointer(u32))), 'holder_reference', ['Name']],
    ['A-33', holder(usize), 'holder_word', []],
    ['A-33', holder(usize), 'holder_long', ['Name']],
    ['A-33', holder(array(u8, 4)), 'holder_four', []],
    ['A-33', holder(array(u8, 4)), 'holder_eight', ['Size', 'MismatchedConstParam']],
    ['A-38', Counter, 'counter_base', []],
    ['A-38', Counter, 'counter_method_more', []],
    ['A-38', Counter, 'counter_super_more', []],
    ['A-38', Counter, 'counter_sendable', ['ExtraCheckError']],
    ['A-38', Counter, 'counter_by_value', ['Name']],
  ]
  it.each(cases)('%s: a declaration of $1.name with %s %s', (_rule, type, name, kinds) => {
    expect(compareLayout(type, crate.type(name)).map(({ kind }) => kind)).toEqual(kinds)
  })

  it('A-37: an older library is refused where the comparison is strict', () => {
    expect(compareLayout(NewerMeter, crate.type('meter_base'))).toEqual([])
    const [one, ...rest] = compareLayout(NewerMeter, crate.type('meter_base'), { strict: true })
    expect(rest).toEqual([])
    expect(one).toMatchObject({ kind: 'FieldCountMismatch', path: 'Meter.count', rule: 'A-37' })
  })

  it('A-36: an older library may lack forms of an enum that grows, unless the comparison is strict', () => {
    const forms = { Start: {}, Stop: {}, Say: { code: u32 } }
    const Event = nonExhaustive('AnyEvent', taggedUnion('Event', u8, forms), { size: 16 })
    const Newer = nonExhaustive('AnyEvent', taggedUnion('Event', u8, { ...forms, Wait: { value: u64 } }), {
      size: 16,
    })
    const kinds = (type: AnyType, name: string, strict: boolean): string[] =>
      compareLayout(type, crate.type(name), { strict }).map(({ kind }) => kind)
    for (const strict of [false, true]) {
      expect(kinds(Event, 'event_base', strict)).toEqual([])
      expect(kinds(Event, 'event_more', strict)).toEqual([])
    }
    expect(kinds(Newer, 'event_base', false)).toEqual([])
    expect(kinds(Newer, 'event_base', true)).toEqual(['TooManyVariants'])
  })

  it('A-25: a report has both signatures of a function', () => {
    const error = refusal(() => requireLayout('libmeter.so', Meter, crate.type('meter_parameter_type')))
    expect(error.code).toBe('ABI-S002')
    expect(error.message).toContain('expected: u32 in fn(one: u32, other: u32) -> u32')
    expect(error.message).toContain('found:    i32 in fn(one: u32, other: i32) -> u32')
  })
})
