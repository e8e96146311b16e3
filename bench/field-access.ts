import {
  array,
  bits,
  bool,
  bufferMemory,
  bytesOf,
  c_int,
  c_long,
  char32,
  enumeration,
  f32,
  f64,
  i128,
  i16,
  i32,
  i64,
  i8,
  isize,
  layoutOf,
  NativeArena,
  struct,
  u128,
  u16,
  u32,
  u64,
  u8,
  unchecked,
  usize,
  type AnyType,
  type ArrayType,
  type ArrayView,
  type View,
} from 'abiding'
import type { Comparison, Suite } from './harness.js'
import { loop, take } from './loop.js'

/** A scalar and the code that a person would write for it with a DataView. */
interface Kind {
  readonly type: AnyType
  readonly get: (place: string) => string
  readonly set: (place: string, value: string) => string
  readonly values: readonly unknown[]
  /** Whether the field can hold `value`. */
  readonly accepts: string
  /** The number that stands for a value in the sum. */
  readonly sum?: (value: string) => string
  /** How the kind is called, if not as its type. */
  readonly name?: string
  /** The fields of a struct that hold one value, if it is not just one of the type. */
  readonly declare?: (name: string) => readonly [string, unknown][]
  /** What the code uses besides the view and the offset, by name. */
  readonly scope?: Readonly<Record<string, unknown>>
}

const simple = (type: AnyType, suffix: string, accepts: string, values: readonly unknown[]): Kind => ({
  type,
  get: (place) => `view.get${suffix}(${place}, true)`,
  set: (place, value) => `view.set${suffix}(${place}, ${value}, true)`,
  accepts,
  values,
})

const isNumber = "typeof value === 'number'"

const numbers = Array.from({ length: 16 }, (_, index) => index * 7)
const fractions = numbers.map((value) => value + 0.5)
const bigints = numbers.map(BigInt)
const isSeven = (value: string): string => `(${value} === 7n ? 1 : 0)`

/** An integer of 64 bits. */
const big = (type: AnyType, suffix: 'BigInt64' | 'BigUint64'): Kind => ({
  ...simple(
    type,
    suffix,
    `typeof value === 'bigint' && BigInt.as${suffix === 'BigInt64' ? 'Int' : 'Uint'}N(64, value) === value`,
    bigints,
  ),
  sum: isSeven,
})

/** An integer of 128 bits. */
const wide = (type: AnyType, suffix: 'BigInt64' | 'BigUint64'): Kind => ({
  type,
  get: (place) => `((view.get${suffix}(${place} + 8, true) << 64n) | view.getBigUint64(${place}, true))`,
  set: (place, value) =>
    `view.setBigUint64(${place}, ${value}, true); view.set${suffix}(${place} + 8, ${value} >> 64n, true)`,
  accepts: `typeof value === 'bigint' && BigInt.as${suffix === 'BigInt64' ? 'Int' : 'Uint'}N(128, value) === value`,
  values: bigints,
  sum: isSeven,
})

/** An integer of the size of a pointer. */
const word = (type: AnyType, isSigned: boolean): Kind => ({
  type,
  get: (place) =>
    `join(view.getUint32(${place}, true), view.get${isSigned ? 'Int32' : 'Uint32'}(${place} + 4, true))`,
  set: (place, value) => {
    const upper = isSigned ? `Math.floor(${value} / 4294967296)` : `${value} / 4294967296`
    return `view.setUint32(${place}, ${value}, true); view.setUint32(${place} + 4, ${upper}, true)`
  },
  accepts: `Number.isSafeInteger(value)${isSigned ? '' : ' && value >= 0'}`,
  values: numbers.map((value) => value * 2 ** 33),
})

/** What a person writes for char32: one code point, and no surrogate. */
function isCharacter(value: unknown): boolean {
  if (typeof value !== 'string' || value === '') return false
  const code = value.codePointAt(0)!
  return value.length === (code > 0xffff ? 2 : 1) && (code < 0xd800 || code > 0xdfff)
}

const names = ['red', 'green', 'blue', 'white']
const Color = enumeration('Color', u8, names)
const letters = 'abcdefghijklmnop'

const kinds: readonly Kind[] = [
  simple(u8, 'Uint8', `${isNumber} && (value & 255) === value`, numbers),
  simple(i8, 'Int8', `${isNumber} && (value << 24 >> 24) === value`, numbers),
  simple(u16, 'Uint16', `${isNumber} && (value & 65535) === value`, numbers),
  simple(i16, 'Int16', `${isNumber} && (value << 16 >> 16) === value`, numbers),
  simple(u32, 'Uint32', `${isNumber} && (value >>> 0) === value`, numbers),
  simple(i32, 'Int32', `${isNumber} && (value | 0) === value`, numbers),
  simple(c_int, 'Int32', `${isNumber} && (value | 0) === value`, numbers),
  simple(f32, 'Float32', isNumber, fractions),
  simple(f64, 'Float64', isNumber, fractions),
  big(u64, 'BigUint64'),
  big(i64, 'BigInt64'),
  big(c_long, 'BigInt64'),
  wide(u128, 'BigUint64'),
  wide(i128, 'BigInt64'),
  word(usize, false),
  word(isize, true),
  {
    type: bool,
    get: (place) => `(view.getUint8(${place}) !== 0)`,
    set: (place, value) => `view.setUint8(${place}, ${value} ? 1 : 0)`,
    accepts: "typeof value === 'boolean'",
    values: numbers.map((value) => value % 3 === 0),
    sum: (value) => `(${value} ? 1 : 0)`,
  },
  {
    type: char32,
    get: (place) => `String.fromCodePoint(view.getUint32(${place}, true))`,
    set: (place, value) => `view.setUint32(${place}, ${value}.codePointAt(0), true)`,
    accepts: 'isCharacter(value)',
    scope: { isCharacter },
    values: [...letters],
    sum: (value) => `(${value} === 'h' ? 1 : 0)`,
  },
  {
    type: Color,
    get: (place) => `names[view.getUint8(${place})]`,
    set: (place, value) => `view.setUint8(${place}, discriminants.get(${value}))`,
    accepts: 'discriminants.has(value)',
    values: numbers.map((_, index) => names[index % names.length]),
    sum: (value) => `(${value} === 'green' ? 1 : 0)`,
    scope: { names, discriminants: new Map(names.map((name, index) => [name, index])) },
  },
  {
    // The first three bits of a byte; the field that follows has the rest.
    type: u8,
    name: 'bit field',
    declare: (name) => [
      [name, bits(u8, 3)],
      [`${name}_rest`, bits(u8, 5)],
    ],
    get: (place) => `(view.getUint8(${place}) & 7)`,
    set: (place, value) => `view.setUint8(${place}, (view.getUint8(${place}) & ~7) | (${value} & 7))`,
    accepts: `${isNumber} && (value & 7) === value`,
    values: numbers.map((_, index) => index & 7),
  },
]

const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const records = 64

/** Where the records lie; asked once per contender, so that none reads what another wrote. */
interface Place {
  readonly name: string
  readonly allocate: <T extends AnyType>(type: ArrayType<T>) => ArrayView<T>
}

const arena = new NativeArena()
const shared = bufferMemory(new SharedArrayBuffer(1 << 20))

const places: readonly Place[] = [
  { name: 'native memory', allocate: (type) => arena.allocate(type) },
  { name: 'shared buffer', allocate: (type) => shared.allocate(type) },
]

/** What a person writes for usize and isize who wants to notice the numbers that lose digits. */
function join(lower: number, upper: number): number {
  if (upper > 0x1fffff || upper < -0x200000) throw new RangeError('2^53 or more')
  return upper * 4294967296 + lower
}

type Run = (passes: number) => unknown
type Scope = Readonly<Record<string, unknown>>

/** The most that one kind may cost, in times of the base. */
const atMost = 1.5

/** How a contender gets at one record, and the statements that write and read its eight fields. */
interface Code {
  readonly record: string
  readonly write: readonly string[]
  readonly read: readonly string[]
}

/** The code of all contenders, for fields that lie `stride` bytes apart. */
function codesOf(kind: Kind, stride: number) {
  const sum = kind.sum ?? ((value: string) => value)
  const offset = (index: number): string => (index === 0 ? 'offset' : `offset + ${index * stride}`)
  const value = (index: number): string => `values[(i + ${index}) & 15]`
  const given: Code = {
    record: 'const { view, offset } = places[i]',
    write: fields.map((_, index) => kind.set(offset(index), value(index))),
    read: fields.map((_, index) => take(sum(kind.get(offset(index))))),
  }
  const checked: Code = {
    ...given,
    write: fields.map(
      (_, index) => `{
        const value = ${value(index)}
        if (!(${kind.accepts})) throw new RangeError(String(value))
        ${kind.set(offset(index), 'value')}
      }`,
    ),
  }
  const constant: Code = { ...given, record: 'const { offset } = places[i]' }
  const accessor: Code = {
    record: 'const record = all[i]',
    write: fields.map((name, index) => `record.${name} = ${value(index)}`),
    read: fields.map((name) => take(sum(`record.${name}`))),
  }
  return { given, checked, constant, accessor }
}

/** Writing and reading are two functions: the engine inlines only so much code into one. */
function compile(
  kind: Kind,
  { record, write, read }: Code,
  scope: Scope,
): Record<'writeAll' | 'readAll', Run> {
  const make = (statements: readonly string[]): Run =>
    loop(
      { values: kind.values, join, ...kind.scope, ...scope },
      { count: records, body: [record, ...statements].join(';') },
    )
  return { writeAll: make(write), readAll: make(read) }
}

function reading(kind: Kind, code: Code, scope: Scope): Run {
  const { writeAll, readAll } = compile(kind, code, scope)
  writeAll(1)
  return readAll
}

function writing(kind: Kind, code: Code, scope: Scope): Run {
  const { writeAll, readAll } = compile(kind, code, scope)
  return (passes) => {
    writeAll(passes)
    return readAll(1)
  }
}

/** Eight fields of one kind in each of some records, as a function does that is handed a record. */
function compare(kind: Kind, place: Place): readonly Comparison[] {
  const declare = kind.declare ?? ((name: string) => [[name, kind.type]])
  const declareType = () => struct(`Eight_${kind.type.name}`, Object.fromEntries(fields.flatMap(declare)))
  const { given, checked, constant, accessor } = codesOf(kind, layoutOf(declareType()).size / fields.length)
  const name = `${kind.name ?? kind.type.name}, ${place.name}`
  const operations = records * fields.length
  // A type of its own for every comparison, as a program has for everything that it reads.
  const [read, write, writeUnchecked] = [declareType(), declareType(), declareType()]
  return [
    {
      name: `read ${name}`,
      operations,
      contenders: [
        { name: 'DataView and offset', run: reading(kind, given, placesIn(place, read)) },
        { name: 'accessor', run: reading(kind, accessor, accessorsIn(place, read)), atMost },
        { name: 'DataView that is a constant', run: reading(kind, constant, placesIn(place, read)) },
      ],
    },
    {
      name: `write ${name}`,
      operations,
      contenders: [
        {
          name: 'DataView and offset, values checked',
          run: writing(kind, checked, placesIn(place, write)),
        },
        { name: 'accessor', run: writing(kind, accessor, accessorsIn(place, write)), atMost },
      ],
    },
    {
      name: `unchecked write ${name}`,
      operations,
      contenders: [
        { name: 'DataView and offset', run: writing(kind, given, placesIn(place, writeUnchecked)) },
        {
          name: 'accessor, unchecked',
          run: writing(kind, accessor, uncheckedIn(place, writeUnchecked)),
          atMost,
        },
        { name: 'accessor', run: writing(kind, accessor, accessorsIn(place, writeUnchecked)) },
        {
          name: 'DataView that is a constant',
          run: writing(kind, constant, placesIn(place, writeUnchecked)),
        },
      ],
    },
  ]
}

/** What code without accessors has instead of them: a view and an offset for each record. */
function placesIn(place: Place, type: AnyType): Scope {
  const { size } = layoutOf(type)
  const { buffer, byteOffset, byteLength } = bytesOf(place.allocate(array(type, records)))
  const view = new DataView(buffer, byteOffset, byteLength)
  return { view, places: Array.from({ length: records }, (_, index) => ({ view, offset: index * size })) }
}

function accessorsIn(place: Place, type: AnyType): Scope {
  return { all: [...place.allocate(array(type, records))] }
}

function uncheckedIn(place: Place, type: AnyType): Scope {
  return { all: [...place.allocate(array(type, records))].map((record) => unchecked(record as View)) }
}

/** What is done with fields, and the contenders for whom a target holds in the median over the kinds. */
const works = [
  ['read', 'accessor'],
  ['write', 'accessor'],
  ['unchecked write', 'accessor, unchecked'],
] as const

/** Fields of every kind, in native and in shared memory. */
export function fieldAccess(): Suite {
  return {
    name: 'field-access',
    title: 'Accessor fields against hand-written DataView code with inline offsets',
    comparisons: places.flatMap((place) => kinds.flatMap((kind) => compare(kind, place))),
    medians: places.flatMap((place) =>
      works.map(([work, way]) => ({
        name: `${work}, ${place.name}`,
        counts: (contender: string, comparison: string) =>
          contender === way && comparison.startsWith(`${work} `) && comparison.endsWith(place.name),
        atMost: 1.2,
      })),
    ),
  }
}
