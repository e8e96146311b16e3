import {
  bool,
  bufferMemory,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  isize,
  layoutOf,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  type AnyType,
} from 'abiding'
import { performance } from 'node:perf_hooks'
import type { Comparison, Suite } from './harness.js'

type Fields = Readonly<Record<string, AnyType>>

const same: Fields = { a: u8, b: u32, c: f64, d: bool, e: u64, f: usize, g: i16, h: i32, i: f32, j: u16 }
const names = Object.keys(same)
const scalars = [u8, i8, u16, i16, u32, i32, u64, i64, f32, f64, usize, isize, bool]
const memory = bufferMemory(new ArrayBuffer(2 ** 22))

let state = 1

/** A whole number below a limit; the same sequence in every run. */
function random(limit: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * limit)
}

/** Other kinds, and so other offsets, at other names each time. */
function different(): Fields {
  const shuffled = [...names]
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = random(index + 1)
    ;[shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!]
  }
  return Object.fromEntries(shuffled.map((name) => [name, scalars[random(scalars.length)]!]))
}

let types = 0
const declare = (fields: Fields): AnyType => struct(`Type${(types += 1)}`, fields)

type Values = Record<string, unknown>

const accessorOf = (type: AnyType): Values => memory.at(type, 16) as Values

/** How far a type gets; each step includes those before it. */
const steps: Readonly<Record<string, (fields: Fields) => unknown>> = {
  'declared and laid out': (fields) => layoutOf(declare(fields)).size,
  'with its class and an accessor': (fields) => accessorOf(declare(fields)),
  'every field read': (fields) => readAll(accessorOf(declare(fields))),
  'every field read and written': (fields) => readAndWrite(accessorOf(declare(fields)), 1),
  // By then a type has all the code that it will ever have.
  'every field read and written ten times': (fields) => readAndWrite(accessorOf(declare(fields)), 10),
}

function readAll(value: Values): void {
  for (const name of names) void value[name]
}

function readAndWrite(value: Values, times: number): void {
  for (let time = 0; time < times; time++) {
    readAll(value)
    for (const name of names) value[name] = value[name]
  }
}

/** Makes new types in each pass. */
const compareSteps = (name: string, fields: () => Fields): Comparison => ({
  name,
  operations: 1,
  contenders: Object.entries(steps).map(([step, take]) => ({
    name: step,
    run(passes) {
      for (let pass = 0; pass < passes; pass++) take(fields())
      return true
    },
  })),
})

const makeWide = (width: number): unknown => {
  const fields = Object.fromEntries(Array.from({ length: width }, (_, index) => [`f${index}`, u32]))
  return accessorOf(declare(fields)).f0
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
      compareSteps('a type of 10 fields, the same each time', () => same),
      compareSteps('a type of 10 fields, others each time', different),
      compareWidths(),
    ],
    notes: [timeWidest()],
  }
}
