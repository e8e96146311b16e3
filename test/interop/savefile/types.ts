// The types of savefile-calls/src/types.rs, with random values of them.
import { f32, u16, u32, u64, u8 } from 'abiding'
import {
  choice,
  fixedList,
  list,
  option,
  record,
  string,
  variants,
  type AnyWireType,
  type WireType,
} from 'abiding/connection'
import fc from 'fast-check'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const unsigned = (bits: number): fc.Arbitrary<number> => fc.nat({ max: 2 ** Math.min(bits, 31) - 1 })
const few = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 4 })

export const Person = record('Person', { name: string, age: u8, height: f32 })
export const person = fc.record({ name: text, age: unsigned(8), height: fc.float() })

export const Row = record('Row', { '0': u8, '1': u16 })
export const row = fc.record({ '0': unsigned(8), '1': unsigned(16) })

export const Nothing = record('Nothing', {})

export const Point = record('Point', { x: u32, y: u32 })
export const point = fc.record({ x: unsigned(32), y: unsigned(32) })

export const Uneven = record('Uneven', { small: u8, large: u64 })
export const uneven = fc.record({ small: unsigned(8), large: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) })

export const Grid = record('Grid', { cells: fixedList(u16, 3), origin: Point })
export const grid = fc.record({
  cells: fc.array(unsigned(16), { minLength: 3, maxLength: 3 }),
  origin: point,
})

export const Event = variants('Event', { Start: {}, Wait: { '0': u32 }, Log: { level: u8, text: string } })
export const event = fc.oneof(
  fc.constant({ tag: 'Start' as const }),
  fc.record({ tag: fc.constant('Wait' as const), '0': unsigned(32) }),
  fc.record({ tag: fc.constant('Log' as const), level: unsigned(8), text }),
)

export const Mode = choice('Mode', ['Slow', 'Fast', 'Idle'])
export const mode = fc.constantFrom('Slow', 'Fast', 'Idle')

export const Shape = variants('Shape', {
  Empty: {},
  Circle: { '0': u32 },
  Named: { sides: u8, name: string },
})
export const shape = fc.oneof(
  fc.constant({ tag: 'Empty' as const }),
  fc.record({ tag: fc.constant('Circle' as const), '0': unsigned(32) }),
  fc.record({ tag: fc.constant('Named' as const), sides: unsigned(8), name: text }),
)

export const Level = choice('Level', ['Low', 'High'], { discriminantSize: 2 })
export const level = fc.constantFrom('Low', 'High')

/** A value with values of its own type. */
export interface Tree {
  value: number
  children: readonly Tree[]
}
export const Tree: WireType<Tree> = record('Tree', {
  value: u8,
  get children() {
    return list(Tree as AnyWireType) as never
  },
}) as never
export const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    value: unsigned(8),
    children: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
  }),
}))

export const Nested = record('Nested', {
  rows: list(list(u16)),
  people: list(Person),
  events: list(option(Event)),
  points: fixedList(Point, 2),
})
export const nested = fc.record({
  rows: few(few(unsigned(16))),
  people: few(person),
  events: few(fc.option(event, { nil: undefined })),
  points: fc.array(point, { minLength: 2, maxLength: 2 }),
})
