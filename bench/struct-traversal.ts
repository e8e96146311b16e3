import {
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  f64,
  i16,
  moveTo,
  native,
  NativeArena,
  struct,
  u32,
  u8,
  type AnyType,
  type ArrayType,
  type ArrayView,
} from 'abiding'
import type { Comparison, Suite } from './harness.js'
import { loop, take } from './loop.js'

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
  const all = place.allocate(array(type, count))
  const { buffer, byteOffset, byteLength } = bytesOf(all)
  const view = new DataView(buffer, byteOffset, byteLength)
  fill(view)
  return {
    all,
    view,
    views: twoViews(view),
    list: { length: count },
    record: all.at(0),
    start: addressOf(all),
    at: place.at,
    moveTo,
    type,
  }
}

/** Views of the same bytes, of which a run takes one: as code does that is handed a view, which is no constant there. */
const twoViews = (view: DataView): DataView[] =>
  [0, 1].map(() => new DataView(view.buffer, view.byteOffset, view.byteLength))

const handed = 'const view = views[passes & 1];'

type Scope = Readonly<Record<string, unknown>>

const walk = (scope: Scope, body: string, before = ''): ((passes: number) => unknown) =>
  loop(scope, { count, body, before })

/** The loop of somebody who was handed a view. */
const byHand = ({ view: _, ...scope }: Scope, body: string): ((passes: number) => unknown) =>
  walk(scope, body, handed)

const iterate = (scope: Scope, list: string, body: string): ((passes: number) => unknown) =>
  loop(scope, { count: 1, body: `for (const record of ${list}) { ${body} }` })

const each = `const p = i * ${size};`
const scalars = take('view.getUint8(p)', 'view.getUint32(p + 4, true)', 'view.getFloat64(p + 8, true)')
const scalarFields = take('record.tag', 'record.count', 'record.value')

let written = 0

/** A class of source text, which is another one for each contender, as that of their loops is. */
function compileClass(body: string, scope: Scope = {}): unknown {
  written += 1
  const text = `/* ${written} */ return class {
    constructor(view, offset) { this.view = view; this.offset = offset }
    ${body}
  }`
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  return new Function(...Object.keys(scope), text)(...Object.values(scope))
}

/**
 * What a person would write who wants records with properties: a class for this one struct, on a view that cannot go away.
 * With the index checked it is the least that an array of records can cost.
 */
function handWritten({ view }: { readonly view: DataView }): Scope {
  const Record = compileClass(`get tag() { return this.view.getUint8(this.offset) }
    get count() { return this.view.getUint32(this.offset + 4, true) }
    get value() { return this.view.getFloat64(this.offset + 8, true) }`)
  return { Record, list: { view, length: count } }
}

/** The same for a struct in a struct. */
function nestedByHand({ view }: { readonly view: DataView }): Scope {
  const Inner = compileClass(`get count() { return this.view.getUint32(this.offset, true) }
    get value() { return this.view.getFloat64(this.offset + 8, true) }`)
  const Record = compileClass('get inner() { return new Inner(this.view, this.offset + 8) }', { Inner })
  return { Record, list: { view, length: count } }
}

const checkIndex = 'if (!(i >= 0 && i < list.length)) throw new RangeError(String(i));'
const handMade = `const record = new Record(list.view, i * ${size});`

function readScalars(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  return {
    name: `3 scalars of a struct, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: byHand(scope, each + scalars) },
      { name: 'DataView, index checked', run: byHand(scope, checkIndex + each + scalars) },
      { name: 'DataView that is a constant', run: walk(scope, each + scalars) },
      { name: 'class by hand, index unchecked', run: walk(handWritten(scope), handMade + scalarFields) },
      {
        name: 'class by hand, index checked',
        run: walk(handWritten(scope), checkIndex + handMade + scalarFields),
      },
      { name: 'at(i)', run: walk(scope, `const record = all.at(i); ${scalarFields}`), atMost: 1.3 },
      { name: 'cursor()', run: iterate(scope, 'all.cursor()', scalarFields), atMost: 1.3 },
      { name: 'for … of', run: iterate(scope, 'all', scalarFields), atMost: 1.3 },
    ],
  }
}

/** Structs of which somebody has the addresses: the base knows where its view begins. */
function readAtAddresses(place: Place): Comparison {
  const scope = prepare(place, declareTypes().Mixed)
  const { view: _, ...theirs } = { ...scope, base: scope.start }
  const address = `const address = start + i * ${size};`
  return {
    name: `3 scalars at an address, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: byHand(theirs, `${address} const p = address - base; ${scalars}`) },
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
      { name: 'DataView', run: byHand(scope, each + scalars + points) },
      { name: 'DataView, index checked', run: byHand(scope, checkIndex + each + scalars + points) },
      {
        name: 'at(i)',
        run: walk(scope, `const record = all.at(i); ${scalarFields} ${pointFields}`),
        atMost: 1.3,
      },
    ],
  }
}

function writeScalars(place: Place): Comparison {
  const { Mixed } = declareTypes()
  const [ours, { view: _, ...theirs }] = [prepare(place, Mixed), prepare(place, Mixed)]
  const last = (count - 1) * size
  const readBack = `const p = ${last}; ${scalars}`
  const write = (scope: Scope, body: string, before = '') =>
    loop(scope, { count, body, before, after: readBack })
  const set =
    'view.setUint8(p, i & 255); view.setUint32(p + 4, i, true); view.setFloat64(p + 8, i * 0.5, true);'
  const assign = 'record.tag = i & 255; record.count = i; record.value = i * 0.5;'
  return {
    name: `write 3 scalars of a struct, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: write(theirs, each + set, handed) },
      { name: 'DataView, index checked', run: write(theirs, checkIndex + each + set, handed) },
      { name: 'at(i)', run: write(ours, `const record = all.at(i); ${assign}`), atMost: 1.3 },
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
      { name: 'DataView', run: byHand(scope, each + nested) },
      { name: 'DataView, index checked', run: byHand(scope, checkIndex + each + nested) },
      { name: 'classes by hand, index unchecked', run: walk(nestedByHand(scope), handMade + innerFields) },
      {
        name: 'classes by hand, index checked',
        run: walk(nestedByHand(scope), checkIndex + handMade + innerFields),
      },
      {
        name: 'at(i)',
        run: walk(scope, `const record = all.at(i); ${innerFields}`),
        atMost: 1.3,
      },
    ],
  }
}

function readElements(place: Place): Comparison {
  const numbers = place.allocate(array(f64, count))
  for (let i = 0; i < count; i++) numbers.set(i, i * 0.25)
  const { buffer, byteOffset, byteLength } = bytesOf(numbers)
  const scope = {
    numbers,
    list: { length: count },
    views: twoViews(new DataView(buffer, byteOffset, byteLength)),
  }
  return {
    name: `elements of an array, ${place.name}`,
    operations: count,
    contenders: [
      { name: 'DataView', run: byHand(scope, take('view.getFloat64(i * 8, true)')) },
      {
        name: 'DataView, index checked',
        run: byHand(scope, checkIndex + take('view.getFloat64(i * 8, true)')),
      },
      { name: 'at(i)', run: walk(scope, take('numbers.at(i)')), atMost: 1.3 },
      {
        name: 'for … of',
        run: iterate(scope, 'numbers', take('record')),
        atMost: 1.3,
      },
    ],
  }
}

/** Walks over many structs, in native and in shared memory. */
export function structTraversal(): Suite {
  const compare = [readScalars, readMixed, writeScalars, readNested, readElements, readAtAddresses]
  return {
    name: 'struct-traversal',
    title: `Walks over ${count} structs against hand-written DataView code`,
    comparisons: places.flatMap((place) => compare.map((one) => one(place))),
  }
}
