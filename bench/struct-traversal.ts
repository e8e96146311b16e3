import {
  addressOf,
  array,
  f64,
  i16,
  layoutOf,
  moveTo,
  struct,
  u32,
  u8,
  type AnyType,
  type StructType,
} from 'abiding'
import { readElements, readNestedArrays } from './element-walks.js'
import type { Comparison, MedianRow, Suite } from './harness.js'
import { handedLoops, loop, take } from './loop.js'
import { kinds, type Kind } from './number-kinds.js'
import { handWritten, nestedByHand } from './records-by-hand.js'
import {
  allocate,
  atIndex,
  byHand,
  byHandChecked,
  checkIndex,
  count,
  iterate,
  places,
  walk,
  wayOut,
  withOffset,
  withOffsetChecked,
  type Place,
} from './walks.js'

const size = 24

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
  const walked = allocate(place, type)
  const { all, view } = walked
  fill(view)
  return { ...walked, record: all.at(0), start: addressOf(all), at: place.at, moveTo, type }
}

/** What a loop by hand does for each struct. */
const inEach = (body: string) => (start: string) => ({
  count,
  body: `const p = ${start}i * ${size}; ${body}`,
})
const scalars = take('view.getUint8(p)', 'view.getUint32(p + 4, true)', 'view.getFloat64(p + 8, true)')
const scalarFields = take('record.tag', 'record.count', 'record.value')

/** What a loop over records by hand reads each from. */
const handMade = `const record = new Record(list.view, i * ${size});`

function readScalars(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  return {
    name: `3 scalars of a struct, ${place.name}`,
    operations: count,
    contenders: [
      ...byHandChecked(scope, inEach(scalars)),
      { name: 'DataView that is a constant', run: loop(scope, inEach(scalars)('')) },
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
      ...byHandChecked(scope, inEach(scalars + wayOut)),
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
      ...byHandChecked(scope, inEach(scalars + points)),
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
  const readLast = (start: string): string => `const p = ${start}${(count - 1) * size}; ${scalars}`
  const after = readLast('')
  const set =
    'view.setUint8(p, i & 255); view.setUint32(p + 4, i, true); view.setFloat64(p + 8, i * 0.5, true);'
  const assign = 'record.tag = i & 255; record.count = i; record.value = i * 0.5;'
  const assignEach = `let i = 0; for (const record of all) { ${assign} i++ }`
  return {
    name: `write 3 scalars of a struct, ${place.name}`,
    operations: count,
    contenders: [
      ...byHandChecked(theirs, (start) => ({ ...inEach(set)(start), after: readLast(start) })),
      { name: 'at(i)', run: handedLoops(ours, { count, body: `${atIndex} ${assign}`, after }), atMost: 1.3 },
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
      ...byHandChecked(scope, inEach(nested)),
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
  const scope = allocate(place, type)
  const { view } = scope
  const step = layoutOf(type).size
  const atA = isNested ? offsetOf(Outer, 'pair') : 0
  const atB = atA + offsetOf(Pair, 'b')
  for (let i = 0; i < count; i++) {
    view[`set${nameOfA}`](i * step + atA, i & 63, true)
    view[`set${nameOfB}`](i * step + atB, i >> 8, true)
  }
  const read = take(`view.get${nameOfA}(p + ${atA}, true)`, `view.get${nameOfB}(p + ${atB}, true)`)
  const fields = (isNested ? 'const { pair } = record;' : 'const pair = record;') + take('pair.a', 'pair.b')
  return {
    name: `${first} and ${second} of a ${isNested ? 'nested ' : ''}struct, ${place.name}`,
    operations: count,
    contenders: [
      ...byHand(scope, (start) => ({ count, body: `const p = ${start}i * ${step}; ${read}` })),
      { name: 'at(i)', run: walk(scope, atIndex + fields), atMost: 1.3 },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', fields), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', fields), atMost: 1.3 },
    ],
  }
}

const offsetOf = (type: StructType, field: string): number =>
  layoutOf(type).fields.find(({ name }) => name === field)!.offset

const elements: readonly Kind[] = ['f64', 'f32', 'u32', 'i16', 'u8']

/** The ways to walk over an array. */
const ways = ['at(i)', 'for … of', 'cursor()']

/** What the arrays hold, or what else sets loops apart. */
const shapes = ['structs and numbers', 'nested structs', 'arrays of arrays', 'loops with a way out']

/** The shape of a comparison, by its name. */
function shapeOf(comparison: string): string {
  if (comparison.includes('way out')) return 'loops with a way out'
  if (comparison.includes('nested struct')) return 'nested structs'
  return comparison.includes('array of arrays') ? 'arrays of arrays' : 'structs and numbers'
}

/** Which ratios count of a way of walking over a shape. */
const countsOf = (way: string, shape: string) => (contender: string, comparison: string) =>
  contender === way && shapeOf(comparison) === shape

/** The median of a way of walking over a shape, in one memory. */
const mediansIn = ({ name }: Place): MedianRow[] =>
  shapes.flatMap((shape) =>
    ways.map((way) => ({
      name: `${way}, ${shape}, ${name}`,
      counts: (contender, comparison) =>
        countsOf(way, shape)(contender, comparison) && comparison.endsWith(name),
      atMost: 1.3,
    })),
  )

/**
 * Each walk against code by hand that is handed the same. Where a loop may be left before its end, that checks the index as well if `at(i)`
 * does.
 */
const againstTheSame: readonly MedianRow[] = shapes.flatMap((shape) =>
  ways.map((way) => {
    const against = way === 'at(i)' && shape === 'loops with a way out' ? withOffsetChecked : withOffset
    return {
      name: `${way}, ${shape}, against ${against}`,
      counts: countsOf(way, shape),
      against,
      eachAtMost: 1.3,
    }
  }),
)

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
    medians: [...places.flatMap(mediansIn), ...againstTheSame],
  }
}
