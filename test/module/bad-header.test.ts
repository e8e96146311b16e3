// Libraries whose header or schema is wrong. Each is compiled for real; none of their constructors is ever called.
import { canonicalJson, ModuleError } from 'abiding'
import { describe, expect, it } from 'vitest'
import { buildGauge, constructed, Gauge, loadGauge, loadInAProcess } from '../support/gauge.js'
import type { Defines } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const pointer = (value: string): string => `(uintptr_t)${value}`
/** A C literal of any text. */
const literal = (text: string): string => JSON.stringify(text).replaceAll('\\u0000', '\\0')
const schemaText = canonicalJson(Gauge.schema())
const withSchema = (schema: object): Defines => ({
  SCHEMA: literal(JSON.stringify({ ...Gauge.schema(), ...schema })),
})

const cases: [
  name: string,
  defines: Defines,
  expected: { code: string; rule: string; found?: unknown; expected?: unknown },
][] = [
  // H-2
  ['a function in the place of the header', { AS_FUNCTION: 1 }, { code: 'ABI-H009', rule: 'H-2' }],
  [
    'a constant header',
    { QUALIFIER: 'const' },
    { code: 'ABI-H009', rule: 'H-2', found: 'a constant, or a function' },
  ],
  ['a misaligned header', { SHIFTED: 1 }, { code: 'ABI-H009', rule: 'H-2', expected: 'a multiple of 8' }],
  // H-3
  [
    'another magic',
    { MAGIC: '"abiding modulE"' },
    { code: 'ABI-H002', rule: 'H-3', found: '"abiding modulE\\u0000\\u0000"' },
  ],
  ['a magic without its end', { MAGIC: '"abiding module12"' }, { code: 'ABI-H002', rule: 'H-3' }],
  ['no magic', { MAGIC: '""' }, { code: 'ABI-H002', rule: 'H-3' }],
  ['the other byte order', { ORDER: 2 }, { code: 'ABI-H004', rule: 'H-3', expected: 'little', found: 'big' }],
  ['no byte order', { ORDER: 0 }, { code: 'ABI-H004', rule: 'H-3', found: 'the number 0' }],
  [
    'pointers of 4 bytes',
    { POINTER_BYTES: 4 },
    { code: 'ABI-H004', rule: 'H-3', expected: '8 bytes', found: '4 bytes' },
  ],
  ['another header version', { FORMAT: 2 }, { code: 'ABI-H003', rule: 'H-3', expected: '1', found: '2' }],
  ['header version 0', { FORMAT: 0 }, { code: 'ABI-H003', rule: 'H-3' }],
  ['a header that is too short', { SIZE: 95 }, { code: 'ABI-H005', rule: 'H-3', found: '95 bytes' }],
  ['a header without size', { SIZE: 0 }, { code: 'ABI-H005', rule: 'H-3', found: '0 bytes' }],
  ['a header that is absurdly long', { SIZE: 4097 }, { code: 'ABI-H005', rule: 'H-3', found: '4097 bytes' }],
  ['a header of 4 GiB', { SIZE: '0xffffffff' }, { code: 'ABI-H005', rule: 'H-3', found: '4294967295 bytes' }],
  // H-4: addresses and lengths
  ...['0', '1', '0x10000', '0x0000800000000000', '0x8000000000000000', '0xffffffffffffffff'].flatMap(
    (address): typeof cases => [
      [
        `a schema at ${address}`,
        { SCHEMA: pointer(address), SCHEMA_BYTES: 100 },
        { code: 'ABI-H006', rule: 'H-4' },
      ],
      [`a name at ${address}`, { NAME: pointer(address), NAME_BYTES: 5 }, { code: 'ABI-H006', rule: 'H-4' }],
      [
        `a version at ${address}`,
        { VERSION: pointer(address), VERSION_BYTES: 5 },
        { code: 'ABI-H006', rule: 'H-4' },
      ],
    ],
  ),
  ['no schema', { SCHEMA_BYTES: 0 }, { code: 'ABI-H005', rule: 'H-4', found: '0 bytes' }],
  ['no name', { NAME_BYTES: 0 }, { code: 'ABI-H005', rule: 'H-4' }],
  ['no version', { VERSION_BYTES: 0 }, { code: 'ABI-H005', rule: 'H-4' }],
  [
    'a name without end',
    { NAME: '"Gauge"', NAME_BYTES: 1025 },
    { code: 'ABI-H005', rule: 'H-4', found: '1025 bytes' },
  ],
  ['a version without end', { VERSION_BYTES: 1025 }, { code: 'ABI-H005', rule: 'H-4' }],
  [
    'a schema said to have 200 MB',
    { SCHEMA_BYTES: 200e6 },
    { code: 'ABI-H005', rule: 'H-4', found: '200000000 bytes' },
  ],
  [
    'a schema of 200 MB',
    { BIG: 200e6, SCHEMA: 'big', SCHEMA_BYTES: 200e6 },
    { code: 'ABI-H005', rule: 'H-4', expected: '1 to 16777216 bytes' },
  ],
  [
    'a schema longer than its memory',
    { FILL: 'abiding_module.schema = last_bytes(100); abiding_module.schema_length = 101;' },
    { code: 'ABI-H006', rule: 'H-4', expected: '101 readable bytes' },
  ],
  [
    'a schema longer than any number',
    { SCHEMA_BYTES: '0xffffffffffffffff' },
    { code: 'ABI-H006', rule: 'H-4' },
  ],
  // H-4: texts
  ['a schema that is not UTF-8', { SCHEMA: '"{\\xff\\xfe}"' }, { code: 'ABI-S001', rule: 'H-4' }],
  ['a name that is not UTF-8', { NAME: '"Gaug\\xe9"' }, { code: 'ABI-S001', rule: 'H-4' }],
  ['a version that is not UTF-8', { VERSION: '"1.1.\\xb2"' }, { code: 'ABI-S001', rule: 'H-4' }],
  [
    'a name that the schema does not have',
    { NAME: '"Gouge"' },
    { code: 'ABI-S001', rule: 'H-4', found: 'Gauge 1.1.0 in the schema' },
  ],
  [
    'a version that the schema does not have',
    { VERSION: '"1.1.1"' },
    { code: 'ABI-S001', rule: 'H-4', expected: 'Gauge 1.1.1, as in the header' },
  ],
  ['a version with blanks', { VERSION: '"1.1.0 "' }, { code: 'ABI-S001', rule: 'H-4' }],
  // S-4
  ['a schema that is not JSON', { SCHEMA: '"version 1"' }, { code: 'ABI-S001', rule: 'S-4' }],
  ['a schema that was cut short', { SCHEMA_BYTES: 'sizeof(SCHEMA) - 2' }, { code: 'ABI-S001', rule: 'S-4' }],
  ['a schema with a zero at its end', { SCHEMA_BYTES: 'sizeof(SCHEMA)' }, { code: 'ABI-S001', rule: 'S-4' }],
  [
    'a schema of 16 MiB of zeros',
    { BIG: 16 * 2 ** 20, SCHEMA: 'big', SCHEMA_BYTES: 16 * 2 ** 20 },
    { code: 'ABI-S001', rule: 'S-4' },
  ],
  ['a schema that is a list', { SCHEMA: '"[]"' }, { code: 'ABI-S001', rule: 'S-4' }],
  ['a schema of another format', withSchema({ abiding: 2 }), { code: 'ABI-S001', rule: 'S-4' }],
  ['a schema without fields', withSchema({ fields: undefined }), { code: 'ABI-S001', rule: 'S-4' }],
  [
    'a schema with a field twice',
    withSchema({ fields: [...Gauge.schema().fields, Gauge.schema().fields[0]] }),
    { code: 'ABI-S001', rule: 'S-4', found: 'two fields of one name in Gauge' },
  ],
  [
    'a schema with an undefined type',
    withSchema({ types: {} }),
    { code: 'ABI-S001', rule: 'S-4', found: 'the type RStr, which is not defined' },
  ],
  [
    'a schema nested 100000 deep',
    {
      BIG: 1_300_000,
      FILL: 'for (int i = 0; i < 100000; i++) memcpy(big + i * 12, "{\\"pointer\\": ", 12);',
      SCHEMA: 'big',
      SCHEMA_BYTES: 1_200_000,
    },
    { code: 'ABI-S001', rule: 'S-4' },
  ],
  [
    'lists nested 600000 deep',
    {
      BIG: 1_200_000,
      FILL: "memset(big, '[', 600000); memset(big + 600000, ']', 600000);",
      SCHEMA: 'big',
      SCHEMA_BYTES: 1_200_000,
    },
    { code: 'ABI-S001', rule: 'S-4' },
  ],
]

describe.runIf(requireTool('cc'))('a library with', () => {
  it.each(cases)('H-2 to H-4: %s is refused', (name, defines, expected) => {
    const path = buildGauge(name, defines)
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = refusal(() => loadGauge(path))
      expect(error).toBeInstanceOf(ModuleError)
      expect(error).toMatchObject({ path, ...expected })
    }
    expect(constructed(path)).toBe(0)
  })

  it('H-4: what is wrong does not end a process', async () => {
    const paths = cases.map(([name, defines]) => buildGauge(name, defines))
    expect(await loadInAProcess(paths)).toEqual(cases.map(([, , { code }]) => code))
  })

  it('H-4: what is too long is refused without being read', () => {
    const path = buildGauge('a schema of 200 MB', { BIG: 200e6, SCHEMA: 'big', SCHEMA_BYTES: 200e6 })
    const before = process.memoryUsage().rss
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-H005' })
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6)
  })

  it('S-4: the deepest type that is read is compared without harm', () => {
    const depth = 400
    const deep = `${'{"pointer":'.repeat(depth)}"u8"${'}'.repeat(depth)}`
    const path = buildGauge('deep', { SCHEMA: literal(schemaText.replace('"u32"', deep)) })
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-S002' })
    expect(constructed(path)).toBe(0)
  })

  it.each<[string, Defines]>([
    ['as it must be', {}],
    ['a longer header of a newer version', { LONGER: 104 }],
    ['the longest header', { LONGER: 4000 }],
    ['a header that says that it is longer', { SIZE: 4096 }],
    [
      'a schema with white space and further members',
      { SCHEMA: literal(` ${JSON.stringify({ future: [1], ...Gauge.schema() }, null, 2)}\n`) },
    ],
  ])('H-3: one %s is loaded', (name, defines) => {
    const path = buildGauge(name, defines)
    const gauge = loadGauge(path)
    expect([gauge.id, gauge.twice(4), gauge.label, gauge.maybe]).toEqual([42, 8, 'a gauge', null])
    expect(constructed(path)).toBe(1)
  })
})
