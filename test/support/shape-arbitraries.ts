// Random types of every kind, as shapes of the reference model.
import fc from 'fast-check'
import {
  cIntegers,
  fixedIntegers,
  pointerSizedIntegers,
  type BitFieldUnit,
  type CInteger,
  type IntegerName,
  type MemberShape,
  type RecordShape,
  type ScalarName,
  type Shape,
  type TaggedUnionShape,
} from '../../spec/model/shapes.js'

/** A type with members. */
export type CompoundShape = RecordShape | TaggedUnionShape

export interface ShapeLimits {
  /** Whether there are 128-bit integers. */
  readonly int128: boolean
  /** What bit fields are made of; all integers and `bool` where it is left out. */
  readonly bitFieldUnits?: readonly BitFieldUnit[]
  /** What represents enums and tags; all integers that Rust accepts where it is left out. */
  readonly reprs?: readonly IntegerName[]
  readonly maxMembers?: number
}

const reprIntegers = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'usize', 'isize'] as const

/** How wide a bit field of a type can be on every target, in bits. */
function maximumWidth(unit: BitFieldUnit): number {
  if (unit === 'bool') return 1
  if (unit === 'wchar_t') return 16
  if (unit === 'c_longlong' || unit === 'c_ulonglong') return 64
  const digits = /\d+$/.exec(unit)
  if (digits !== null) return Number(digits[0])
  if (unit.endsWith('char')) return 8
  return unit.endsWith('short') ? 16 : 32
}

const powerOfTwo = (most: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: Math.log2(most) }).map((exponent) => 2 ** exponent)

/** Leaves a property out where it is undefined, so that shapes print short. */
function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T
}

const optional = <T>(arbitrary: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq })

const integers = ({ int128 }: ShapeLimits): readonly IntegerName[] => [
  ...fixedIntegers.filter((name) => int128 || !name.endsWith('128')),
  ...pointerSizedIntegers,
  ...(Object.keys(cIntegers) as CInteger[]),
]

/** Bit fields of every integer type: named, unnamed, and of width 0. */
function bitField(limits: ShapeLimits): fc.Arbitrary<MemberShape> {
  const units = limits.bitFieldUnits ?? ['u8', 'u32', 'bool', ...integers(limits)]
  return fc
    .record({
      unit: fc.constantFrom(...units),
      // Mostly narrow ones, so that several share a unit; some as wide as can be.
      share: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 64 }), fc.constant(128)),
      isNamed: fc.oneof({ arbitrary: fc.constant(true), weight: 3 }, { arbitrary: fc.boolean(), weight: 1 }),
    })
    .map(({ unit, share, isNamed }) => {
      const width = Math.min(share, maximumWidth(unit))
      return { kind: 'bits' as const, unit, width, isNamed: isNamed && width > 0 }
    })
}

/** Structs, unions and tagged unions of everything that can be said in C, nested a few times. */
export function compoundShape(limits: ShapeLimits): fc.Arbitrary<CompoundShape> {
  const { maxMembers = 6, reprs = reprIntegers } = limits
  const scalars: ScalarName[] = ['u8', 'u32', 'bool', 'f32', 'f64', 'char32', ...integers(limits)]
  const scalar: fc.Arbitrary<Shape> = fc.record({
    kind: fc.constant('scalar' as const),
    scalar: fc.constantFrom(...scalars),
  })
  // What a pointer leads to has no influence; a little of it is enough.
  const pointer: fc.Arbitrary<Shape> = fc
    .record({
      kind: fc.constant('pointer' as const),
      to: optional(scalar, 1),
      isConst: fc.boolean(),
    })
    .map(without)
  const callable: fc.Arbitrary<Shape> = fc
    .record({
      kind: fc.constant('fn' as const),
      parameters: fc.array(scalar, { maxLength: 2 }),
      returns: optional(scalar, 1),
    })
    .map(without)
  const enumeration: fc.Arbitrary<Shape> = fc.record({
    kind: fc.constant('enumeration' as const),
    repr: fc.constantFrom(...reprs),
  })
  const shapes = fc.letrec<{
    any: Shape
    record: RecordShape
    tagged: TaggedUnionShape
    member: MemberShape
  }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { arbitrary: scalar, weight: 8 },
      { arbitrary: pointer, weight: 1 },
      { arbitrary: callable, weight: 1 },
      { arbitrary: enumeration, weight: 1 },
      { arbitrary: fc.constant<Shape>({ kind: 'unit' }), weight: 1 },
      {
        arbitrary: fc.record({
          kind: fc.constant('array' as const),
          element: tie('any'),
          length: fc.integer({ min: 0, max: 5 }),
        }),
        weight: 2,
      },
      {
        arbitrary: fc.record({ kind: fc.constant('transparent' as const), inner: tie('any') }),
        weight: 1,
      },
      { arbitrary: tie('record'), weight: 4 },
      { arbitrary: tie('tagged'), weight: 1 },
    ),
    member: fc.oneof(
      {
        arbitrary: fc
          .record({
            kind: fc.constant('field' as const),
            shape: tie('any'),
            align: optional(powerOfTwo(32), 8),
          })
          .map(without),
        weight: 3,
      },
      { arbitrary: bitField(limits), weight: 2 },
    ),
    record: fc
      .record({
        kind: fc.oneof(
          { arbitrary: fc.constant('struct' as const), weight: 3 },
          { arbitrary: fc.constant('union' as const), weight: 1 },
        ),
        members: fc.array(tie('member'), { minLength: 1, maxLength: maxMembers }).filter(hasName),
        align: optional(powerOfTwo(32), 6),
        packed: optional(powerOfTwo(16), 4),
      })
      .map(without),
    tagged: fc.record({
      kind: fc.constant('tagged-union' as const),
      repr: fc.oneof(
        fc.constant('C' as const),
        fc.constantFrom(...reprs),
        fc.constantFrom(...reprs).map((name) => ['C', name] as const),
      ),
      variants: fc.array(fc.array(tie('any'), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    }),
  }))
  const ending = optional(
    scalar.map((element): MemberShape => ({ kind: 'field', shape: { kind: 'flexible', element } })),
    10,
  )
  const withEnding = fc.tuple(shapes.record, ending).map(([record, end]): RecordShape => {
    if (end === undefined || record.kind === 'union') return record
    return { ...record, members: [...record.members, end] }
  })
  return fc.oneof(
    { withCrossShrink: true },
    { arbitrary: withEnding, weight: 8 },
    { arbitrary: shapes.tagged, weight: 1 },
  )
}

function hasName(members: readonly MemberShape[]): boolean {
  return members.some((member) => member.kind === 'field' || member.isNamed)
}
