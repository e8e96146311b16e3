import {
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  f32,
  f64,
  i16,
  i32,
  layoutOf,
  moveTo,
  native,
  NativeArena,
  struct,
  u32,
  u8,
  type AnyType,
  type ArrayType,
  type ArrayView,
  type StructType,
} from 'abiding'
import type { Comparison, Run, Suite } from './harness.js'
import { handedLoops, loop, take, type Scope } from './loop.js'
import { handWritten, nestedByHand } from './records-by-hand.js'

const count = 10_000
const size = 24

/** Where the structs lie. */
interface Place {
  readonly name: string
  readonly allocate: <T extends AnyType>(type: ArrayType<T>) => ArrayView<T>
  /** A new accessor for an address. */
  readonly at: (type: AnyType, address: number) => unknown
}

const arena = new NativeArena()
const shared = bufferMemory(new SharedArrayBuffer(1 << 22))

const places: readonly Place[] = [
  { name: 'native memory', allocate: (type) => arena.allocate(type), at: native.unsafeAt },
  {
    name: 'shared buffer',
    allocate: (type) => shared.allocate(type),
    at: (type, address) => shared.at(type, address),
  },
]

/** Types of their own for every comparison, as a program has for everything that it reads. */
const declareTypes = () => {
  const Mixed = struct('Mixed', { tag: u8, count: u32, value: f64, points: array(i16, 2) })
  const Inner = struct('Inner', { count: u32, value: f64 })
  const Outer = struct('Outer', { tag: u8, inner: Inner })
  return { Mixed, Outer }
}

const fill = (view: DataView): void => {
  for (let i = 0; i < count; i++) {
    view.setUint8(i * size, i & 0xff)
    view.setUint32(i * size + 4, i, true)
    view.setFloat64(i * size + 8, i * 0.5, true)
    view.setInt16(i * size + 16, i & 0x7fff, true)
    view.setInt16(i * size + 18, -(i & 0xff), true)
  }
}

/** Many structs, and everything that the loops need to walk over them. */
function prepare<T extends AnyType>(place: Place, type: T) {
  const { all, view } = allocate(place, type)
  fill(view)
  return {
    all,
    view,
    list: { length: count },
    record: all.at(0),
    start: addressOf(all),
    at: place.at,
    moveTo,
    type,
  }
}

/** Many elements, and a view of their bytes. */
function allocate<T extends AnyType>(place: Place, type: T, length = count) {
  const all = place.allocate(array(type, length))
  const { buffer, byteOffset, byteLength } = bytesOf(all)
  return { all, view: new DataView(buffer, byteOffset, byteLength) }
}

const walk = (scope: Scope, body: string): Run[] => handedLoops(scope, { count, body })

const iterate = (scope: Scope, list: string, body: string): Run[] =>
  handedLoops(scope, { count: 1, body: `for (const record of ${list}) { ${body} }` })

const each = `const p = i * ${size};`
const scalars = take('view.getUint8(p)', 'view.getUint32(p + 4, true)', 'view.getFloat64(p + 8, true)')
const atIndex = 'const record = all.at(i);'
const scalarFields = take('record.tag', 'record.count', 'record.value')
const wayOut = " if (sum === -1) throw new Error('never thrown')"

const checkIndex = 'if (!(i >= 0 && i < list.length)) throw new RangeError(String(i));'
const handMade = `const record = new Record(list.view, i * ${size});`

function readScalars(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  return {
    name: `3 scalars of a struct, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: walk(scope, each + scalars) },
      { name: 'DataView, index checked', run: walk(scope, checkIndex + each + scalars) },
      { name: 'DataView that is a constant', run: loop(scope, { count, body: each + scalars }) },
      {
        name: 'class by hand, index unchecked',
        run: walk(handWritten({ ...scope, count }), handMade + scalarFields),
      },
      {
        name: 'class by hand, index checked',
        run: walk(handWritten({ ...scope, count }), checkIndex + handMade + scalarFields),
      },
      { name: 'at(i)', run: walk(scope, atIndex + scalarFields), atMost: 1.3 },
      {
        name: 'at(i) of an array that is a constant',
        run: loop(scope, { count, body: atIndex + scalarFields }),
      },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', scalarFields), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', scalarFields), atMost: 1.3 },
    ],
  }
}

/** A loop with a way out that was never taken, as to report a value that should not be. */
function readWithWayOut(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  return {
    name: `3 scalars of a struct and a way out, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: walk(scope, each + scalars + wayOut) },
      { name: 'DataView, index checked', run: walk(scope, checkIndex + each + scalars + wayOut) },
      { name: 'at(i)', run: walk(scope, atIndex + scalarFields + wayOut), atMost: 1.3 },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', scalarFields + wayOut), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', scalarFields + wayOut), atMost: 1.3 },
    ],
  }
}

/** Structs of which somebody has the addresses: the base knows where its view begins. */
function readAtAddresses(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  const address = `const address = start + i * ${size};`
  return {
    name: `3 scalars at an address, ${place.name}`,
    operations: count,
    contenders: [
      {
        name: 'DataView',
        run: walk({ ...scope, base: scope.start }, `${address} const p = address - base; ${scalars}`),
      },
      { name: 'moveTo', run: walk(scope, `${address} moveTo(record, address); ${scalarFields}`) },
      {
        name: 'new accessor each',
        run: walk(scope, `${address} const record = at(type, address); ${scalarFields}`),
      },
    ],
  }
}

function readMixed(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  const points = take('view.getInt16(p + 16, true)', 'view.getInt16(p + 18, true)')
  const pointFields = `const points = record.points; ${take('points.at(0)', 'points.at(1)')}`
  return {
    name: `3 scalars and an array of 2, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: walk(scope, each + scalars + points) },
      { name: 'DataView, index checked', run: walk(scope, checkIndex + each + scalars + points) },
      {
        name: 'at(i)',
        run: walk(scope, `${atIndex} ${scalarFields} ${pointFields}`),
        atMost: 1.3,
      },
      { name: 'for … of', run: iterate(scope, 'all', `${scalarFields} ${pointFields}`), atMost: 1.3 },
    ],
  }
}

function writeScalars(place: Place): Comparison {
  const { Mixed } = declareTypes()
  const [ours, theirs] = [prepare(place, Mixed), prepare(place, Mixed)]
  const after = `const p = ${(count - 1) * size}; ${scalars}`
  const write = (scope: Scope, body: string) => handedLoops(scope, { count, body, after })
  const set =
    'view.setUint8(p, i & 255); view.setUint32(p + 4, i, true); view.setFloat64(p + 8, i * 0.5, true);'
  const assign = 'record.tag = i & 255; record.count = i; record.value = i * 0.5;'
  const assignEach = `let i = 0; for (const record of all) { ${assign} i++ }`
  return {
    name: `write 3 scalars of a struct, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: write(theirs, each + set) },
      { name: 'DataView, index checked', run: write(theirs, checkIndex + each + set) },
      { name: 'at(i)', run: write(ours, `${atIndex} ${assign}`), atMost: 1.3 },
      { name: 'for … of', run: handedLoops(ours, { count: 1, body: assignEach, after }), atMost: 1.3 },
    ],
  }
}

function readNested(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Outer)
  const nested = take('view.getUint32(p + 8, true)', 'view.getFloat64(p + 16, true)')
  const innerFields = `const { inner } = record; ${take('inner.count', 'inner.value')}`
  return {
    name: `2 fields of a nested struct, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: walk(scope, each + nested) },
      { name: 'DataView, index checked', run: walk(scope, checkIndex + each + nested) },
      {
        name: 'classes by hand, index unchecked',
        run: walk(nestedByHand({ ...scope, count }), handMade + innerFields),
      },
      {
        name: 'classes by hand, index checked',
        run: walk(nestedByHand({ ...scope, count }), checkIndex + handMade + innerFields),
      },
      {
        name: 'at(i)',
        run: walk(scope, `${atIndex} ${innerFields}`),
        atMost: 1.3,
      },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', innerFields), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', innerFields), atMost: 1.3 },
    ],
  }
}

const kinds = {
  u8: [u8, 'Uint8'],
  i16: [i16, 'Int16'],
  u32: [u32, 'Uint32'],
  i32: [i32, 'Int32'],
  f32: [f32, 'Float32'],
  f64: [f64, 'Float64'],
} as const

type Kind = keyof typeof kinds

/** Numbers one after another. */
function readElements(place: Place, kind: Kind, out = ''): Comparison {
  const [type, name] = kinds[kind]
  const { all, view } = allocate(place, type)
  const { size } = layoutOf(type)
  for (let i = 0; i < count; i++) all.set(i, i & 63)
  const scope = { all, view, list: { length: count } }
  const element = take(`view.get${name}(i * ${size}, true)`) + out
  const inTypedArray = `const elements = all.asTypedArray()
    for (let j = 0; j < elements.length; j++) { ${take('elements[j]') + out} }`
  return {
    name: `an array of ${kind}${out === '' ? '' : ' and a way out'}, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: walk(scope, element) },
      { name: 'DataView, index checked', run: walk(scope, checkIndex + element) },
      { name: 'at(i)', run: walk(scope, take('all.at(i)') + out), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', take('record') + out), atMost: 1.3 },
      { name: 'asTypedArray()', run: handedLoops(scope, { count: 1, body: inTypedArray }) },
    ],
  }
}

const elements: readonly Kind[] = ['f64', 'f32', 'u32', 'i16', 'u8']

/** Short arrays in an array: much is done anew for each. */
function readNestedArrays(place: Place, kind: Kind): Comparison {
  const [rows, columns] = [1000, 10]
  const [type, nameOfType] = kinds[kind]
  const { size } = layoutOf(type)
  const { all, view } = allocate(place, array(type, columns), rows)
  for (let i = 0; i < rows * columns; i++) view[`set${nameOfType}`](i * size, i & 63, true)
  const scope = { all, view }
  const typedArrays = Array.from(all, (row) => row.asTypedArray())
  const inEach = (body: string) => `for (let j = 0; j < ${columns}; j++) { ${body} }`
  const ofEach = `for (const element of record) { ${take('element')} }`
  return {
    name: `${kind} of an array of arrays, ${place.name}`,
    operations: rows * columns,
    contenders: [
      {
        name: 'DataView',
        run: handedLoops(scope, {
          count: rows,
          body: inEach(take(`view.get${nameOfType}((i * ${columns} + j) * ${size}, true)`)),
        }),
      },
      {
        name: 'at(i)',
        run: handedLoops(scope, { count: rows, body: `${atIndex} ${inEach(take('record.at(j)'))}` }),
        atMost: 1.3,
      },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', ofEach), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', ofEach), atMost: 1.3 },
      { name: 'typed arrays, for … of', run: iterate({ all: typedArrays }, 'all', ofEach) },
    ],
  }
}

/** Fields of all sizes, in different places. How long a loop takes depends by a fifth on where its instructions happen to lie. */
const pairs: readonly (readonly [Kind, Kind])[] = [
  ['u32', 'f64'],
  ['f64', 'u32'],
  ['u8', 'u8'],
  ['i16', 'f32'],
  ['i32', 'i32'],
  ['f32', 'f32'],
  ['f64', 'f64'],
  ['u32', 'u32'],
]

/** Two fields of a struct, or of a struct in a struct. */
function readPair(place: Place, [first, second]: readonly [Kind, Kind], isNested: boolean): Comparison {
  const [[a, nameOfA], [b, nameOfB]] = [kinds[first], kinds[second]]
  const Pair = struct('Pair', { a, b })
  const Outer = struct('Outer', { tag: u8, pair: Pair })
  const type = isNested ? Outer : Pair
  const { all, view } = allocate(place, type)
  const step = layoutOf(type).size
  const atA = isNested ? offsetOf(Outer, 'pair') : 0
  const atB = atA + offsetOf(Pair, 'b')
  for (let i = 0; i < count; i++) {
    view[`set${nameOfA}`](i * step + atA, i & 63, true)
    view[`set${nameOfB}`](i * step + atB, i >> 8, true)
  }
  const scope = { all, view }
  const byHand = take(`view.get${nameOfA}(p + ${atA}, true)`, `view.get${nameOfB}(p + ${atB}, true)`)
  const fields = (isNested ? 'const { pair } = record;' : 'const pair = record;') + take('pair.a', 'pair.b')
  return {
    name: `${first} and ${second} of a ${isNested ? 'nested ' : ''}struct, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: walk(scope, `const p = i * ${step}; ${byHand}`) },
      { name: 'at(i)', run: walk(scope, atIndex + fields), atMost: 1.3 },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', fields), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', fields), atMost: 1.3 },
    ],
  }
}

const offsetOf = (type: StructType, field: string): number =>
  layoutOf(type).fields.find(({ name }) => name === field)!.offset

/** The ways to walk over an array. */
const ways = ['at(i)', 'for … of', 'cursor()']

/** What the arrays hold. */
const shapes = ['structs and numbers', 'nested structs', 'arrays of arrays']

/** What the arrays of a comparison hold, by its name. */
function shapeOf(comparison: string): string {
  if (comparison.includes('nested struct')) return 'nested structs'
  return comparison.includes('array of arrays') ? 'arrays of arrays' : 'structs and numbers'
}

/** Walks over many structs, in native and in shared memory. */
export function structTraversal(): Suite {
  const compare = [readScalars, readMixed, writeScalars, readNested, readAtAddresses]
  return {
    name: 'struct-traversal',
    title: `Walks over ${count} structs against hand-written DataView code`,
    comparisons: places.flatMap((place) => [
      ...compare.map((one) => one(place)),
      ...elements.map((kind) => readElements(place, kind)),
      ...elements.map((kind) => readNestedArrays(place, kind)),
      readWithWayOut(place),
      readElements(place, 'u32', wayOut),
      ...[false, true].flatMap((isNested) => pairs.map((pair) => readPair(place, pair, isNested))),
    ]),
    medians: places.flatMap((place) =>
      shapes.flatMap((shape) =>
        ways.map((way) => ({
          name: `${way}, ${shape}, ${place.name}`,
          counts: (contender: string, comparison: string) =>
            contender === way && comparison.endsWith(place.name) && shapeOf(comparison) === shape,
          atMost: 1.3,
        })),
      ),
    ),
  }
}
