// What must be the same in Node and on a page: each check gives plain data, which is compared with what is expected.
import {
  AbidingError,
  addressOf,
  array,
  bufferMemory,
  f64,
  layoutOf,
  nullable,
  pointer,
  RStr,
  snapshot,
  struct,
  targets,
  u32,
  u64,
  u8,
  usize,
  wasmMemory,
} from 'abiding'
import { mayGenerateCode } from '../../src/layout/accessor/code-generation.js'
import { usesBeforeCode } from '../../src/layout/accessor/record-class.js'
import { instantiateJourney, Journey } from '../support/wasm-modules.js'

const Point = struct('Point', { x: u32, y: u32 })
const Station = struct('Station', {
  id: u8,
  height: f64,
  visits: u64,
  track: array(Point, 2),
  get next() {
    return nullable(pointer(Station))
  },
})

interface Check {
  readonly run: () => unknown
  readonly expected: unknown
}

/** The checks by name. */
export const checks: Readonly<Record<string, Check>> = {
  'layouts of several targets': {
    run: () => {
      const Slice = struct('Slice', { tag: u8, length: usize, total: u64 })
      return (['x86_64-linux', 'aarch64-linux', 'wasm32'] as const).map((name) => {
        const { size, alignment, fields } = layoutOf(Slice, targets[name])
        return [size, alignment, ...fields.map((field) => field.offset)]
      })
    },
    expected: [
      [24, 8, 0, 8, 16],
      [24, 8, 0, 8, 16],
      [16, 8, 0, 4, 8],
    ],
  },

  'a struct in an ArrayBuffer': {
    run: () => {
      const memory = bufferMemory(new ArrayBuffer(512), targets['x86_64-linux'])
      const track = [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ]
      const last = memory.allocate(Station, { id: 2, height: 1.5, visits: 2n ** 63n, track, next: null })
      const first = memory.allocate(Station, { id: 1, height: -0.5, visits: 1n, track, next: last })
      first.track.at(1).y = 40
      first.next!.deref().height += 1
      return { first: first.toJSON(), last: last.toJSON(), byte: memory.view.getUint8(addressOf(first)) }
    },
    expected: {
      first: {
        id: 1,
        height: -0.5,
        visits: '1',
        track: [
          { x: 1, y: 2 },
          { x: 3, y: 40 },
        ],
        next: '0x10',
      },
      last: {
        id: 2,
        height: 2.5,
        visits: '9223372036854775808',
        track: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
        next: null,
      },
      byte: 1,
    },
  },

  'a value that does not fit': {
    run: () => {
      const point = bufferMemory(new ArrayBuffer(64)).at(Point, 8)
      try {
        point.x = 2 ** 32
      } catch (error) {
        return error instanceof AbidingError && [error.code, error.path, error.rule]
      }
      return 'was written'
    },
    expected: ['ABI-V002', 'Point.x', 'L-3'],
  },

  'a struct in shared memory': {
    run: () => {
      const shared = new SharedArrayBuffer(64)
      const writer = bufferMemory(shared).at(Point, 8)
      const reader = bufferMemory(shared).at(Point, 8)
      writer.x = 7
      Atomics.add(new Uint32Array(shared), 2, 1)
      return [reader.x, Object.prototype.toString.call(shared)]
    },
    expected: [8, '[object SharedArrayBuffer]'],
  },

  'text in shared memory': {
    run: () => {
      const Note = struct('Note', { text: RStr })
      return bufferMemory(new SharedArrayBuffer(128)).allocate(Note, { text: 'grüß dich' }).text
    },
    expected: 'grüß dich',
  },

  'a struct in a WebAssembly memory that grows': { run: () => travel(false), expected: travelled() },
  'a struct in a shared WebAssembly memory that grows': { run: () => travel(true), expected: travelled() },
}

function travel(shared: boolean): unknown {
  const limits = { initial: 1, maximum: 8, shared }
  const { memory, allocate, ...module } = instantiateJourney(limits, new WebAssembly.Memory(limits))
  const space = wasmMemory(memory, { allocate })
  const journey = space.allocate(Journey, { stops: 1, km: 2, is_round: 0, ticks: 3n })
  module.travel_far(addressOf(journey))
  memory.grow(1)
  journey.stops += 10
  const { stops, km, is_round, ticks } = snapshot(journey)
  return { seen: module.stops(addressOf(journey)), stops, km, is_round, ticks: String(ticks) }
}

function travelled(): unknown {
  return { seen: 12, stops: 12, km: 3.5, is_round: 1, ticks: String(3n + 2n ** 40n) }
}

/** How accessors are made here, seen at one of them that is used. */
export function codePath(): { readonly mayGenerate: boolean; readonly getter: 'generated' | 'closure' } {
  const point = bufferMemory(new ArrayBuffer(64)).at(Point, 8)
  for (let use = 0; use < usesBeforeCode; use++) point.x = use
  const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(point), 'x')!
  const isGenerated = get!.toString().includes('this.$memory.view.getUint32(this.$offset')
  return { mayGenerate: mayGenerateCode(), getter: isGenerated ? 'generated' : 'closure' }
}

/** What every check gave, or the error that it threw. */
export function runChecks(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(checks).map(([name, { run }]) => {
      try {
        return [name, run()]
      } catch (error) {
        return [name, String((error as Error).stack)]
      }
    }),
  )
}
