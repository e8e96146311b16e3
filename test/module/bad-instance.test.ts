// Modules that fit, and whose constructor or instance is wrong. Each is compiled for real.
import { AbidingError, hasField, ModuleError, NativeArena } from 'abiding'
import { describe, expect, it } from 'vitest'
import { buildGauge, constructed, loadGauge, loadInAProcess } from '../support/gauge.js'
import type { Defines } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const returning = (expression: string): Defines => ({ CONSTRUCT: `return ${expression};` })
const failing = (statements: string): Defines => ({ CONSTRUCT: `${statements} return NULL;` })
const asFunction = (expression: string): string => `(void *)${expression}`

type Case = [
  name: string,
  defines: Defines,
  expected: { code: string; rule?: string; path?: string; found?: string },
]

const badConstructors: readonly Case[] = [
  ['null', { CONSTRUCTOR: 'NULL' }, { code: 'ABI-C002' }],
  ['data', { CONSTRUCTOR: asFunction('&gauge') }, { code: 'ABI-C003' }],
  ['at an address that is not mapped', { CONSTRUCTOR: asFunction('0x10000') }, { code: 'ABI-C003' }],
  [
    'at an address beyond the processor',
    { CONSTRUCTOR: asFunction('0x0001000000000000') },
    { code: 'ABI-M002' },
  ],
  [
    'at an address beyond all numbers',
    { CONSTRUCTOR: asFunction('0x8000000000000000') },
    { code: 'ABI-V005' },
  ],
]

const badRoots: readonly Case[] = [
  ['misaligned', returning('(uint8_t *)&gauge + 4'), { code: 'ABI-P005', rule: 'P-6', path: 'Gauge' }],
  ['in the first page', returning('raw(0x800)'), { code: 'ABI-M001' }],
  ['not mapped', returning('raw(0x10000)'), { code: 'ABI-M003' }],
  ['beyond the processor', returning('raw(0x0001000000000000)'), { code: 'ABI-M002' }],
  ['beyond all numbers', returning('raw(0x8000000000000000)'), { code: 'ABI-V005' }],
  ['cut short in its mask', returning('last_bytes(8)'), { code: 'ABI-M003' }],
  ['cut short in its prefix', returning('cut_short(24)'), { code: 'ABI-M003' }],
  ['cut short in its suffix', returning('cut_short(40)'), { code: 'ABI-M003' }],
  ['without the bits of its prefix', { MASK: 0 }, { code: 'ABI-P005', rule: 'P-6' }],
  ['without one bit of its prefix', { MASK: '0x1d' }, { code: 'ABI-P005', rule: 'P-6', found: '0x1d' }],
  ['with bits beyond its fields', { MASK: '0x3f' }, { code: 'ABI-P005', rule: 'P-6', found: '0x3f' }],
  ['with all bits', { MASK: 'UINT64_MAX' }, { code: 'ABI-P005', rule: 'P-6' }],
  ['with a null function in its prefix', { TWICE: 'NULL' }, { code: 'ABI-C002', path: 'Gauge.twice' }],
  ['with a null function in its suffix', { SUM: 'NULL' }, { code: 'ABI-C002', path: 'Gauge.sum' }],
  ['with a function that is data', { TWICE: asFunction('big') }, { code: 'ABI-C003', path: 'Gauge.twice' }],
  [
    'with a function at an address beyond all numbers',
    { SUM: asFunction('0x8000000000000000') },
    { code: 'ABI-V005', path: 'Gauge.sum' },
  ],
]

const badStates: readonly Case[] = [
  ['constructed, with no root', { STATE: 2 }, { code: 'ABI-M001' }],
  ['constructed, with a root that is none', { STATE: 2, ROOT: '0x10000' }, { code: 'ABI-M003' }],
  [
    'constructed, with a root beyond all numbers',
    { STATE: 2, ROOT: '0x8000000000000000' },
    { code: 'ABI-M002' },
  ],
  ['a state that is none', { STATE: 7 }, { code: 'ABI-H009', rule: 'H-6', found: '7' }],
]

describe.runIf(requireTool('cc'))('a constructor', () => {
  it.each(badConstructors)('H-5: that is %s is refused', (name, defines, expected) => {
    const path = buildGauge(`constructor ${name}`, defines)
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = refusal(() => loadGauge(path))
      expect(error).toMatchObject(expected)
      expect(error.path).toBe(`${path} → construct`)
    }
    expect(constructed(path)).toBe(0)
  })

  it.each<[string, Defines, string]>([
    ['says nothing', returning('NULL'), 'code 0: no message'],
    ['fails with abiding_fail', returning('abiding_fail(error, 7, "no disk")'), 'code 7: no disk'],
    ['gives a code alone', failing('error->code = -3;'), 'code -3: no message'],
    ['writes other languages', returning('abiding_fail(error, 1, "kein Gerät ✓")'), 'code 1: kein Gerät ✓'],
    ['writes what is not UTF-8', returning('abiding_fail(error, 2, "caf\\xe9")'), 'code 2: café'],
    [
      'says that it wrote more than there is room for',
      failing("memset(error->message, 'x', error->capacity); error->length = error->capacity + 1;"),
      `code 0: ${'x'.repeat(4096)}`,
    ],
    [
      'has more to say than there is room for',
      {
        BIG: 5000,
        FILL: "memset(big, 'y', 4999);",
        ...returning('abiding_fail(error, 4, (const char *)big)'),
      },
      `code 4: ${'y'.repeat(4096)}`,
    ],
  ])('H-5: that %s has failed', (name, defines, found) => {
    const error = refusal(() => loadGauge(buildGauge(`fails ${name}`, defines)))
    expect(error).toBeInstanceOf(ModuleError)
    expect(error).toMatchObject({ code: 'ABI-H007', rule: 'H-5', found })
  })

  it('H-5: a length beyond all numbers does no harm', () => {
    const path = buildGauge('endless message', failing('error->length = SIZE_MAX;'))
    expect(refusal(() => loadGauge(path))).toBeInstanceOf(AbidingError)
  })

  it('H-5: finds the report as the header describes it', () => {
    const check =
      'if (error->struct_size != sizeof *error || error->code != 0 || error->capacity != 4096 || error->length != 0) return NULL;'
    const path = buildGauge('checks its report', { CONSTRUCT: `${check} return &gauge;` })
    expect(loadGauge(path).id).toBe(42)
  })

  it('H-6: that failed is called again by the next load', () => {
    const path = buildGauge(
      'fails twice',
      returning('constructed < 3 ? abiding_fail(error, constructed, "not yet") : &gauge'),
    )
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-H007', found: 'code 1: not yet' })
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-H007', found: 'code 2: not yet' })
    expect(loadGauge(path).id).toBe(42)
    expect(loadGauge(path).id).toBe(42)
    expect(constructed(path)).toBe(3)
  })
})

describe.runIf(requireTool('cc'))('a root', () => {
  it.each(badRoots)('P-6: %s is refused', (name, defines, expected) => {
    const path = buildGauge(`root ${name}`, defines)
    for (let attempt = 0; attempt < 2; attempt++)
      expect(refusal(() => loadGauge(path))).toMatchObject(expected)
    // A root beyond all numbers cannot be remembered; every other one stays the root.
    expect(constructed(path)).toBe(name === 'beyond all numbers' ? 2 : 1)
  })

  it('P-7: whose bits are clear has no fields there, whatever the bytes are', () => {
    const gauge = loadGauge(buildGauge('clear bits', { MASK: '0x3', SUM: 'NULL' }))
    expect([hasField(gauge, 'label'), gauge.label, gauge.sum, gauge.maybe]).toEqual([
      false,
      '',
      undefined,
      undefined,
    ])
    expect(gauge.twice(2)).toBe(4)
  })

  it('P-7: that ends behind its last field is read', () => {
    const gauge = loadGauge(buildGauge('prefix alone', { MASK: '0x3', ...returning('cut_short(32)') }))
    expect([gauge.id, gauge.twice(3), gauge.label]).toEqual([42, 6, ''])
  })

  it('P-5: may lie in memory that cannot be written', () => {
    const gauge = loadGauge(buildGauge('read-only root', returning('read_only()')))
    expect(gauge.label).toBe('a gauge')
  })
})

describe.runIf(requireTool('cc'))('a state that the file should not have', () => {
  it.each(badStates)('H-6: %s, is refused', (name, defines, expected) => {
    const path = buildGauge(`state ${name}`, defines)
    for (let attempt = 0; attempt < 2; attempt++)
      expect(refusal(() => loadGauge(path))).toMatchObject(expected)
    expect(constructed(path)).toBe(0)
  })
})

describe.runIf(requireTool('cc'))('none of these', () => {
  it('H-5: ends a process', async () => {
    const all = Object.entries({ constructor: badConstructors, root: badRoots, state: badStates }).flatMap(
      ([kind, cases]) =>
        cases.map(([name, defines, { code }]) => ({ path: buildGauge(`${kind} ${name}`, defines), code })),
    )
    expect(await loadInAProcess(all.map((one) => one.path))).toEqual(all.map((one) => one.code))
  })
})

describe.runIf(requireTool('cc'))('arguments', () => {
  const load = () => loadGauge(buildGauge('as it must be'))

  it('K-1: too few and too many are refused', () => {
    const { twice, sum } = load() as unknown as Record<string, (...values: unknown[]) => unknown>
    expect(refusal(() => twice!())).toMatchObject({
      code: 'ABI-C001',
      rule: 'K-1',
      path: 'Gauge.twice',
      expected: '1 (value)',
      found: '0',
    })
    expect(refusal(() => twice!(1, 2))).toMatchObject({ code: 'ABI-C001', path: 'Gauge.twice' })
    expect(refusal(() => sum!(0x10000))).toMatchObject({
      code: 'ABI-C001',
      path: 'Gauge.sum',
      expected: '2 (bytes, count)',
    })
  })

  it.each([undefined, null, '1', 1n, true, {}, [], () => 1])('K-1: %p is refused as a number', (value) => {
    expect(refusal(() => load().twice(value as never))).toMatchObject({
      code: 'ABI-V001',
      path: 'Gauge.twice → param value',
    })
  })

  it.each([-1, 1.5, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY])(
    'K-1: %p is refused as a u32',
    (value) => {
      expect(refusal(() => load().twice(value))).toMatchObject({
        code: 'ABI-V002',
        path: 'Gauge.twice → param value',
      })
    },
  )

  it.each([null, 0, -8, 1.5, 2 ** 53, Number.NaN, 5n, '0x10000', {}])(
    'L-10: %p is refused as an address',
    (value) => {
      const error = refusal(() => load().sum!(value as never, 1))
      expect(error.code).toMatch(/^ABI-(M001|V001)$/)
      expect(error.path).toBe('Gauge.sum → param bytes')
    },
  )

  it('K-1: the right ones are taken', () => {
    using arena = new NativeArena()
    const bytes = arena.allocateBytes(3)
    for (let index = 0; index < 3; index++) bytes.memory.view.setUint8(bytes.offset + index, 10 + index)
    expect(load().sum!((bytes.memory.base! + bytes.offset) as never, 3)).toBe(33)
  })
})
