import {
  array,
  bool,
  bufferMemory,
  bytesOf,
  f32,
  f64,
  i32,
  layoutOf,
  NativeArena,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  type AnyType,
  type ArrayType,
  type ArrayView,
} from 'abiding'
import type { Comparison, Suite } from './harness.js'
import { loop } from './loop.js'

/** A scalar and the code that a person would write for it with a DataView. */
interface Kind {
  readonly type: AnyType
  readonly get: (place: string) => string
  readonly set: (place: string, value: string) => string
  readonly values: readonly unknown[]
  /** How a value that was read joins the sum. */
  readonly sum?: (value: string) => string
}

const simple = (type: AnyType, suffix: string, values: readonly unknown[]): Kind => ({
  type,
  get: (place) => `view.get${suffix}(${place}, true)`,
  set: (place, value) => `view.set${suffix}(${place}, ${value}, true)`,
  values,
})

const numbers = Array.from({ length: 16 }, (_, index) => index * 7)
const fractions = numbers.map((value) => value + 0.5)

const kinds: readonly Kind[] = [
  simple(u8, 'Uint8', numbers),
  simple(u16, 'Uint16', numbers),
  simple(u32, 'Uint32', numbers),
  simple(i32, 'Int32', numbers),
  simple(f32, 'Float32', fractions),
  simple(f64, 'Float64', fractions),
  { ...simple(u64, 'BigUint64', numbers.map(BigInt)), sum: (value) => `(${value} === 7n ? 1 : 0)` },
  {
    type: bool,
    get: (place) => `(view.getUint8(${place}) !== 0)`,
    set: (place, value) => `view.setUint8(${place}, ${value} ? 1 : 0)`,
    values: numbers.map((value) => value % 3 === 0),
    sum: (value) => `(${value} ? 1 : 0)`,
  },
  {
    type: usize,
    get: (place) => `(view.getUint32(${place}, true) + view.getUint32(${place} + 4, true) * 4294967296)`,
    set: (place, value) =>
      `view.setUint32(${place}, ${value}, true); view.setUint32(${place} + 4, ${value} / 4294967296, true)`,
    values: numbers.map((value) => value * 2 ** 33),
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

/** Eight fields of one kind in each of some records, as a function does that is handed a record. */
function compare(kind: Kind, place: Place, operation: 'read' | 'write'): Comparison {
  // A type of its own for every comparison, as a program has for everything that it reads.
  const type = struct(`Eight_${kind.type.name}`, Object.fromEntries(fields.map((name) => [name, kind.type])))
  const { size } = layoutOf(type)
  const stride = size / fields.length
  const allocate = (): ArrayView<typeof type> => place.allocate(array(type, records))
  const { buffer, byteOffset, byteLength } = bytesOf(allocate())
  const scope = {
    values: kind.values,
    view: new DataView(buffer, byteOffset, byteLength),
    offsets: Array.from({ length: records }, (_, index) => index * size),
    records: [...allocate()],
  }
  const sum = kind.sum ?? ((value: string) => value)
  const inline = (index: number): string => (index === 0 ? 'offset' : `offset + ${index * stride}`)
  const value = (index: number): string => `values[(i + ${index}) & 15]`
  const code = {
    read: {
      dataView: fields.map((_, index) => `sum += ${sum(kind.get(inline(index)))}`),
      accessor: fields.map((name) => `sum += ${sum(`record.${name}`)}`),
    },
    write: {
      dataView: fields.map((_, index) => kind.set(inline(index), value(index))),
      accessor: fields.map((name, index) => `record.${name} = ${value(index)}`),
    },
  }
  const toRecord = { dataView: 'const offset = offsets[i];', accessor: 'const record = records[i];' }
  const make = (way: 'dataView' | 'accessor', what: 'read' | 'write'): ((passes: number) => unknown) =>
    loop(scope, { count: records, body: `${toRecord[way]} ${code[what][way].join(';')}` })
  const contender = (way: 'dataView' | 'accessor'): ((passes: number) => unknown) => {
    // Two functions: the engine inlines only so much code into one.
    const [write, read] = [make(way, 'write'), make(way, 'read')]
    if (operation === 'read') {
      write(1)
      return read
    }
    return (passes) => {
      write(passes)
      return read(1)
    }
  }
  return {
    name: `${operation} ${kind.type.name}, ${place.name}`,
    operations: records * fields.length,
    contenders: [
      { name: 'DataView', run: contender('dataView') },
      { name: 'accessor', run: contender('accessor'), atMost: 1.3 },
    ],
  }
}

/** Fields of every kind, in native and in shared memory. */
export function fieldAccess(): Suite {
  const operations = ['read', 'write'] as const
  return {
    name: 'field-access',
    title: 'Accessor fields against hand-written DataView code with inline offsets',
    comparisons: places.flatMap((place) =>
      operations.flatMap((operation) => kinds.map((kind) => compare(kind, place, operation))),
    ),
  }
}
