import {
  bindFunction,
  bytesOf,
  array,
  addressOf,
  f64,
  fn,
  leak,
  NativeArena,
  RSlice,
  RStr,
  RString,
  RVec,
  struct,
  u32,
  u8,
} from 'abiding'
import { openLibrary } from 'abiding/ffi'
import koffi from 'koffi'
import { compileFixture } from './fixture.js'
import type { Comparison, Suite } from './harness.js'
import { handedLoops, loop, take } from './loop.js'

const count = 1000

/** How many structs the vector has. */
const many = 1_000_000

const Point = struct('Point', { x: f64, y: f64, tag: u32 })

/** Strings, vectors and slices against what one would write by hand. */
export function stdTypes(): Suite | string {
  const library = compileFixture('std-types')
  if (library === undefined) return 'There is no C compiler (cc): standard types are not measured.'
  const { symbol } = openLibrary(library)
  const arena = leak(new NativeArena())
  const bytes = arena.allocate(array(u8, 4096))
  const scope = {
    encoder: new TextEncoder(),
    bytes: bytesOf(bytes),
    address: addressOf(bytes),
    sevens: addressOf(arena.allocate(array(u8, 1), [7])),
    call: koffi.decode(
      BigInt(symbol('take_bytes')!),
      koffi.proto('uint32_t', ['uintptr_t', 'size_t']),
    ) as unknown,
    takeText: bindFunction(symbol('take_text')!, fn({ text: RStr }, u32), 'take_text'),
    takeSlice: bindFunction(symbol('take_text')!, fn({ bytes: RSlice(u8) }, u32), 'take_text'),
    takeString: bindFunction(symbol('take_vector')!, fn({ text: RString }, u32), 'take_vector'),
    RString,
    vector: leak(RVec(u8).from(Array.from({ length: 64 }, () => 7)) as object),
  }
  return {
    name: 'standard types',
    title: 'Strings, vectors and slices against pointers, copies and DataViews written by hand',
    comparisons: [
      texts(scope, 'short', 'hello, world'),
      texts(scope, '1 KiB', 'k'.repeat(1024)),
      strings(scope),
      {
        name: 'RSlice of a vector as a parameter',
        operations: count,
        contenders: [
          { name: 'koffi, pointer and length', run: loop(scope, { count, body: take('call(sevens, 64)') }) },
          { name: 'vector', run: loop(scope, { count, body: take('takeSlice(vector)') }) },
        ],
      },
      structs(),
    ],
  }
}

function texts(scope: object, name: string, text: string): Comparison {
  const byHand = take('call(address, encoder.encodeInto(text, bytes).written)')
  return {
    name: `RStr as a parameter, ${name}`,
    operations: count,
    contenders: [
      { name: 'koffi, bytes copied by hand', run: loop({ ...scope, text }, { count, body: byHand }) },
      { name: 'RStr', atMost: 1.5, run: loop({ ...scope, text }, { count, body: take('takeText(text)') }) },
    ],
  }
}

function strings(scope: object): Comparison {
  const text = 'k'.repeat(1024)
  const body = take('call(address, encoder.encodeInto(text, bytes).written)')
  return {
    name: 'RString of 1 KiB',
    operations: count,
    contenders: [
      { name: 'one copy and one call', run: loop({ ...scope, text }, { count, body }) },
      {
        name: 'made for a call, dropped by C',
        atMost: 2,
        run: loop({ ...scope, text }, { count, body: take('takeString(text)') }),
      },
      {
        name: 'RString.from, disposed of',
        run: loop(
          { ...scope, text },
          {
            count,
            body: 'const made = RString.from(text); sum = (sum + made.byteLength + 107) | 0; made[Symbol.dispose]()',
          },
        ),
      },
    ],
  }
}

/** Reads vectors of several types, as programs do: what the types share must not be slow for each of them. */
function readOthers(): void {
  const others: Iterable<unknown>[] = [
    leak(RVec(u8).from([1, 2]) as object) as RVec<typeof u8>,
    leak(RVec(f64).from([1, 2]) as object) as RVec<typeof f64>,
    leak(RVec(struct('One', { one: u8 })).from([{ one: 1 }]) as object) as Iterable<unknown>,
    leak(
      RVec(struct('Two', { one: u32, two: f64 })).from([{ one: 1, two: 2 }]) as object,
    ) as Iterable<unknown>,
    leak(RVec(array(u8, 4)).from([[1, 2, 3, 4]]) as object) as Iterable<unknown>,
  ]
  for (let pass = 0; pass < 3000; pass++)
    for (const other of others) void (other as RVec).at([...other].length - 1)
}

function structs(): Comparison {
  readOthers()
  const points = leak(RVec(Point).from([]) as object) as RVec<typeof Point>
  points.append(
    Array.from({ length: many }, (_, index) => ({ x: index >> 10, y: -(index >> 12), tag: index & 255 })),
  )
  const { elements } = points
  const view = new DataView(bytesOf(elements).buffer, bytesOf(elements).byteOffset)
  const byHand = take(
    'view.getFloat64(24 * i, true)',
    'view.getFloat64(24 * i + 8, true)',
    'view.getUint32(24 * i + 16, true)',
  )
  const walk = (list: string): string =>
    `for (const point of ${list}) { ${take('point.x', 'point.y', 'point.tag')} }`
  const countUp = (list: string): string =>
    `for (let at = 0; at < ${many}; at++) { const point = ${list}.at(at); ${take('point.x', 'point.y', 'point.tag')} }`
  return {
    name: 'RVec of a million structs',
    operations: many,
    contenders: [
      { name: 'DataView', run: handedLoops({ view }, { count: many, body: byHand }) },
      {
        name: 'cursor()',
        atMost: 1.3,
        run: handedLoops({ points }, { count: 1, body: walk('points.cursor()') }),
      },
      { name: 'for of', atMost: 1.3, run: handedLoops({ points }, { count: 1, body: walk('points') }) },
      {
        name: 'elements.at(i)',
        atMost: 1.3,
        run: handedLoops({ elements }, { count: 1, body: countUp('elements') }),
      },
      { name: 'at(i)', run: handedLoops({ points }, { count: 1, body: countUp('points') }) },
    ],
  }
}
