// Modules that are built for something else than what the host declares: one compiled module per case. None of them gets
// as far as its constructor.
import {
  array,
  constPointer,
  emitCHeader,
  f32,
  f64,
  fn,
  IncompatibleModuleError,
  loadModule,
  nullable,
  opaque,
  pointer,
  prefixType,
  RDuration,
  RStr,
  safeRead,
  since,
  struct,
  u32,
  u64,
  u8,
  type AnyPrefixType,
  type PrefixFields,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '../../src/ffi/index.js'
import { compileModule, readSource } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const Stats = struct('Stats', { rides: u32, km: f64, scores: array(u32, 4) })
const Database = opaque('Database')
const prefix = { name: RStr, customer_for: fn({ id: u32 }, RDuration) }
const suffix = {
  visits: since('1.1.0', fn([{ id: u32 }, { year: u32 }], u32)),
  stats: since('1.1.0', fn({ id: u32 }, Stats)),
  open: since('1.2.0', nullable(fn({ path: RStr }, pointer(Database)))),
  raw: since('1.2.0', constPointer(u8)),
}

const declare = (changes: {
  name?: string
  version?: string
  since?: string
  prefix?: PrefixFields
  suffix?: PrefixFields
}): AnyPrefixType => {
  const all = {
    name: 'Person',
    version: '1.2.0',
    prefix: prefix as PrefixFields,
    suffix: suffix as PrefixFields,
    ...changes,
  }
  return prefixType(all.name, {
    version: all.version,
    ...(all.since === undefined ? {} : { since: all.since }),
    prefix: all.prefix,
    lastPrefixField: Object.keys(all.prefix).at(-1)!,
    suffix: all.suffix,
  })
}
const Person = declare({})
const { visits, stats, open, raw } = suffix

/** Another struct of the same name in the place of Stats. */
const withStats = (fields: PrefixFields): AnyPrefixType =>
  declare({ suffix: { ...suffix, stats: since('1.1.0', fn({ id: u32 }, struct('Stats', fields))) } })

const cases: [what: string, module: AnyPrefixType, found: string[]][] = [
  [
    'a parameter of another type',
    declare({ prefix: { ...prefix, customer_for: fn({ id: u64 }, RDuration) } }),
    ['C-6 Person.customer_for → param id'],
  ],
  [
    'a result of another type',
    declare({ suffix: { ...suffix, visits: since('1.1.0', fn([{ id: u32 }, { year: u32 }], u64)) } }),
    ['C-6 Person.visits → returns'],
  ],
  [
    'a parameter more',
    declare({
      suffix: { ...suffix, visits: since('1.1.0', fn([{ id: u32 }, { year: u32 }, { month: u8 }], u32)) },
    }),
    ['C-7 Person.visits'],
  ],
  [
    'a parameter less',
    declare({ suffix: { ...suffix, visits: since('1.1.0', fn({ id: u32 }, u32)) } }),
    ['C-7 Person.visits'],
  ],
  [
    'fields in another order',
    declare({ suffix: { stats, visits, open, raw } }),
    ['C-4 Person.visits', 'C-4 Person.stats'],
  ],
  [
    'a field that was taken away',
    declare({ suffix: { visits, open, raw } }),
    ['C-5 Person.stats', 'C-4 Person.open', 'C-4 Person.raw'],
  ],
  [
    'a field put in between',
    declare({ suffix: { visits, extra: since('1.1.0', u8), stats, open, raw } }),
    ['C-4 Person.stats', 'C-4 Person.open', 'C-4 Person.raw'],
  ],
  [
    'a longer prefix',
    declare({
      prefix: { ...prefix, visits: fn([{ id: u32 }, { year: u32 }], u32) },
      suffix: { stats, open, raw },
    }),
    ['C-3 Person.lastPrefixField'],
  ],
  [
    'a shorter prefix',
    declare({ prefix: { name: RStr }, suffix: { customer_for: prefix.customer_for, ...suffix } }),
    ['C-3 Person.lastPrefixField'],
  ],
  [
    'a field of another name',
    declare({ suffix: { visits, statistics: stats, open, raw } }),
    ['C-5 Person.stats'],
  ],
  [
    'a field of the prefix of another name',
    declare({ prefix: { title: RStr, customer_for: prefix.customer_for } }),
    ['C-5 Person.name'],
  ],
  [
    'a struct field of another type',
    withStats({ rides: u32, km: f32, scores: array(u32, 4) }),
    ['C-6 Person.stats → returns → Stats.km'],
  ],
  [
    'struct fields in another order',
    withStats({ km: f64, rides: u32, scores: array(u32, 4) }),
    ['C-8 Person.stats → returns → Stats'],
  ],
  [
    'a struct field more',
    withStats({ rides: u32, km: f64, scores: array(u32, 4), last: u8 }),
    ['C-8 Person.stats → returns → Stats'],
  ],
  [
    'a struct field of another name',
    withStats({ rides: u32, miles: f64, scores: array(u32, 4) }),
    ['C-8 Person.stats → returns → Stats'],
  ],
  [
    'an array of another length',
    withStats({ rides: u32, km: f64, scores: array(u32, 5) }),
    ['C-6 Person.stats → returns → Stats.scores'],
  ],
  [
    'a struct that is opaque',
    declare({
      suffix: {
        ...suffix,
        open: since('1.2.0', nullable(fn({ path: RStr }, pointer(struct('Database', { fd: u32 }))))),
      },
    }),
    ['C-8 Person.open → returns → pointee → Database'],
  ],
  [
    'a function that may not be null',
    declare({ suffix: { ...suffix, open: since('1.2.0', fn({ path: RStr }, pointer(Database))) } }),
    ['C-6 Person.open'],
  ],
  [
    'a pointer that is not const',
    declare({ suffix: { ...suffix, raw: since('1.2.0', pointer(u8)) } }),
    ['C-6 Person.raw'],
  ],
  [
    'another pointee',
    declare({ suffix: { ...suffix, raw: since('1.2.0', constPointer(u32)) } }),
    ['C-6 Person.raw → pointee'],
  ],
  ['another interface', declare({ name: 'Company' }), ['C-1 Person']],
  [
    'an incompatible version',
    declare({ version: '2.2.0', since: '2.0.0', suffix: {} }),
    ['C-2 Person.version'],
  ],
  [
    'everything at once',
    declare({
      version: '2.0.0',
      prefix: { name: pointer(u8), customer_for: fn({ id: u64 }, RDuration), more: u8 },
      suffix: {
        counts: fn([{ id: u32 }], u32),
        stats: fn({ id: u32 }, struct('Stats', { rides: u64, km: f64 })),
      },
    }),
    [
      'C-2 Person.version',
      'C-3 Person.lastPrefixField',
      'C-6 Person.name',
      'C-6 Person.customer_for → param id',
      'C-5 Person.visits',
      'C-6 Person.visits',
      'C-4 Person.stats',
      'C-8 Person.stats → returns → Stats',
      'C-6 Person.stats → returns → Stats.rides',
      'C-5 Person.open',
    ],
  ],
]

const source = readSource('test', 'fixtures', 'counting-module.c')
const build = (type: AnyPrefixType, name: string): string => {
  const macro = type.name.toUpperCase()
  const defines = { ROOT: type.name, ROOT_MASK: `${macro}_MASK`, ROOT_EXPORT: `${macro}_EXPORT_CONSTRUCTOR` }
  return compileModule(emitCHeader([type]), source, defines, name)
}
/** How often the constructor of a module was called in this process. */
const constructed = (path: string): number =>
  new Int32Array(safeRead(openLibrary(path).symbol('constructed')!, 4).buffer)[0]!

describe.runIf(requireTool('cc'))('a module that does not fit', () => {
  it.each(cases)('C-1 to C-8: with %s is refused', (what, type, expected) => {
    const path = build(type, what.replaceAll(' ', '-'))
    const error = refusal(() => loadModule(path, Person))
    expect(error).toBeInstanceOf(IncompatibleModuleError)
    expect(error).toMatchObject({ code: 'ABI-S002', path })
    const { incompatibilities } = error as IncompatibleModuleError
    const found = incompatibilities.map((one) => `${one.rule} ${one.path}`)
    expect(found).toEqual(expected)
    for (const one of incompatibilities) {
      expect(error.message).toContain(`${one.rule} ${one.path}: ${one.summary}`)
      expect(error.message).toContain(`expected: ${one.expected}\n      found:    ${one.found}`)
    }
    expect(constructed(path)).toBe(0)
  })

  it('C-6: says what both sides have', () => {
    const report = (what: string): unknown => {
      const [, type] = cases.find(([name]) => name === what)!
      const error = refusal(() =>
        loadModule(build(type, what.replaceAll(' ', '-')), Person),
      ) as IncompatibleModuleError
      return error.incompatibilities.map(({ expected, found }) => ({ expected, found }))
    }
    expect(report('a parameter of another type')).toEqual([{ expected: 'u32', found: 'u64' }])
    expect(report('a parameter more')).toEqual([
      { expected: 'fn(id: u32, year: u32) → u32', found: 'fn(id: u32, year: u32, month: u8) → u32' },
    ])
    expect(report('a longer prefix')).toEqual([
      { expected: 'customer_for, field 1', found: 'visits, field 2' },
    ])
    expect(report('an array of another length')).toEqual([
      { expected: 'array(u32, 4)', found: 'array(u32, 5)' },
    ])
    expect(report('a function that may not be null')).toEqual([
      {
        expected: 'nullable(fn(path: RStr) → pointer(Database))',
        found: 'fn(path: RStr) → pointer(Database)',
      },
    ])
    expect(report('a struct field more')).toEqual([
      { expected: 'rides, km, scores', found: 'rides, km, scores, last' },
    ])
    expect(report('another interface')).toEqual([{ expected: 'Person', found: 'Company' }])
    expect(report('an incompatible version')).toEqual([
      { expected: 'a version compatible with 1.2.0', found: '2.2.0' },
    ])
  })

  it('C-7: names of parameters and descriptions do not matter', () => {
    const renamed = declare({ prefix: { ...prefix, customer_for: fn({ person: u32 }, RDuration) } })
    const path = build(renamed, 'renamed-parameter')
    // It is refused for another reason, and only after its constructor was called: its functions are null.
    expect(refusal(() => loadModule(path, Person))).toMatchObject({
      code: 'ABI-C002',
      path: 'Person.customer_for',
    })
    expect(constructed(path)).toBe(1)
  })
})
