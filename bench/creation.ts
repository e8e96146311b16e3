import {
  bool,
  bufferMemory,
  f32,
  f64,
  i16,
  i32,
  layoutOf,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  type StructType,
} from 'abiding'
import { performance } from 'node:perf_hooks'
import type { Comparison, Contender, Suite } from './harness.js'

const kinds = { a: u8, b: u32, c: f64, d: bool, e: u64, f: usize, g: i16, h: i32, i: f32, j: u16 }
const names = Object.keys(kinds)
const memory = bufferMemory(new ArrayBuffer(2 ** 22))

let types = 0
const declare = (): StructType<typeof kinds> => struct(`Type${(types += 1)}`, kinds)

type Values = Record<string, unknown>

/** How far a type gets; each step includes those before it. */
const steps: Readonly<Record<string, () => unknown>> = {
  'declared and laid out': () => layoutOf(declare()).size,
  'with its class and an accessor': () => memory.at(declare(), 16),
  'every field read': () => readAll(memory.at(declare(), 16) as unknown as Values),
  'every field read and written': () => {
    const value = memory.at(declare(), 16) as unknown as Values
    readAll(value)
    for (const name of names) value[name] = value[name]
  },
}

function readAll(value: Values): void {
  for (const name of names) void value[name]
}

/** Makes new types in each pass. */
const make = (name: string, step: () => unknown): Contender => ({
  name,
  run(passes) {
    for (let pass = 0; pass < passes; pass++) step()
    return name.length > 0
  },
})

const makeWide = (width: number): unknown => {
  const fields = Object.fromEntries(Array.from({ length: width }, (_, index) => [`f${index}`, u32]))
  return (memory.at(struct(`Wide${(types += 1)}`, fields), 16) as unknown as Values).f0
}

/** Structs of many fields, from their declaration to the first field read. As many fields in all for each contender. */
function compareWidths(): Comparison {
  const widths = [500, 5000, 20_000]
  const most = widths.at(-1)!
  return {
    name: 'a struct of many fields, for each field',
    operations: most,
    contenders: widths.map((width) => ({
      name: `${width} fields`,
      run(passes) {
        for (let made = 0; made < passes * most; made += width) makeWide(width)
        return true
      },
    })),
  }
}

/** The widest struct takes more than a second: it is made once. */
function timeWidest(): string {
  const width = 100_000
  const before = performance.now()
  makeWide(width)
  const perField = ((performance.now() - before) * 1e6) / width
  return `A struct of ${width} fields: ${perField.toFixed(0)} ns for each field, once.`
}

/** What types cost before they are used for the first time. */
export function creation(): Suite {
  return {
    name: 'creation',
    title: 'What it takes to make types; 100 000 ns for a type of 10 fields are 100 ms for 1,000 of them',
    comparisons: [
      {
        name: 'a type of 10 fields',
        operations: 1,
        contenders: Object.entries(steps).map(([name, step]) => make(name, step)),
      },
      compareWidths(),
    ],
    notes: [timeWidest()],
  }
}
