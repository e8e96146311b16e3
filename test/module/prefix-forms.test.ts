// Modules in C of every form that a prefix type can have: conditions, wide alignments, no prefix, fields without bytes, and
// references to structs of a foreign ABI.
import {
  accessibleIf,
  array,
  c_int,
  emitCHeader,
  fn,
  hasField,
  loadModule,
  missing,
  prefixRef,
  prefixType,
  safeRead,
  since,
  struct,
  u16,
  u32,
  u64,
  u8,
  unit,
  versionField,
  type AnyPrefixType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import type { PrefixState } from '../../src/prefix/prefix-class.js'
import { compileModule, judgeHeader, judges } from '../support/headers.js'
import { requireTool } from '../support/tools.js'

const Line = struct('Line', { value: u8 }, { align: 64 })
const forms: [string, AnyPrefixType][] = [
  [
    'conditions',
    prefixType('Conditions', {
      version: '1.1.0',
      prefix: { a: u32, b: accessibleIf(false, u32), c: accessibleIf(true, u32) },
      lastPrefixField: 'c',
      suffix: { d: since('1.1.0', accessibleIf(false, u64)), e: since('1.1.0', u8) },
    }),
  ],
  [
    'wide alignments',
    prefixType('Wide', {
      version: '1.1.0',
      prefix: { a: u8, b: Line },
      lastPrefixField: 'b',
      suffix: { c: since('1.1.0', u16) },
    }),
  ],
  [
    'an alignment that was asked for',
    prefixType('Asked', { version: '1.0.0', align: 32, prefix: { a: u8 }, lastPrefixField: 'a' }),
  ],
  [
    'a newer field of more alignment that moves nothing',
    prefixType('Raised', {
      version: '1.1.0',
      prefix: { a: u8 },
      lastPrefixField: 'a',
      suffix: { b: since('1.1.0', struct('Sixteen', { value: u8 }, { align: 16 })) },
    }),
  ],
  ['no prefix', prefixType('Bare', { version: '1.0.0', suffix: { a: u8, b: u64 } })],
  [
    'fields without bytes',
    prefixType('Empty', {
      version: '1.0.0',
      prefix: { a: unit, b: u8 },
      lastPrefixField: 'b',
      suffix: { c: array(u8, 0), d: u16 },
    }),
  ],
]

describe.each(forms)('a header with %s', (_, type) => {
  it.each(judges)('E-1, E-5, E-8, P-11, P-15, P-20: compiles with $name, for every version', (judge) => {
    const header = emitCHeader([type])
    const macro = type.name.toUpperCase()
    for (const version of type.versions) {
      const [major, minor] = version.split('.').map(Number)
      const defines = { [`${macro}_VERSION`]: major! * 1_000_000 + minor! * 1_000 }
      expect(judgeHeader(judge, header, '', defines)).toBe('')
    }
  })
})

describe.runIf(requireTool('cc'))('a module with', () => {
  const load = <T extends AnyPrefixType>(type: T, values: string) => {
    const macro = type.name.toUpperCase()
    const source = `static const ${type.name} instance = { ${macro}_HEADER, ${values} };\n${macro}_EXPORT(instance)\n`
    return loadModule(compileModule(emitCHeader([type]), source, {}, `form-${type.name}`), type)
  }
  const read = (view: unknown, names: readonly string[]): unknown[] =>
    names.map((name) => (view as Record<string, unknown>)[name])

  it('P-11, P-12: conditions: the bits are clear, the bytes are there', () => {
    const view = load(forms[0]![1], '1, 2, 3, 4, 5')
    expect(read(view, ['a', 'b', 'c', 'd', 'e'])).toEqual([1, undefined, 3, undefined, 5])
    const { $memory, $offset } = view as PrefixState
    const bytes = safeRead($memory.base! + $offset, 24)
    expect([bytes[0], bytes[20]]).toEqual([0b10101, 2])
  })

  it('P-15: wide alignments: the fields begin behind a gap', () => {
    const view = load(forms[1]![1], '5, { 8 }, 13') as { a: number; b: { value: number }; c: number }
    expect([view.a, view.b.value, view.c]).toEqual([5, 8, 13])
    expect(load(forms[2]![1], '21')).toMatchObject({ a: 21 })
  })

  it('P-20: no prefix, and fields without bytes', () => {
    expect(read(load(forms[4]![1], '5, 8'), ['a', 'b'])).toEqual([5, 8n])
    const empty = load(forms[5]![1], '5, 8') as { c: unknown }
    expect(read(empty, ['a', 'b', 'd'])).toEqual([undefined, 5, 8])
    expect(hasField(empty, 'c')).toBe(true)
  })

  it('P-16, P-17: a reference to a struct whose version field says what it has', () => {
    const Methods = prefixType('Methods', {
      presence: versionField('version', { 1: 'one', 2: 'two' }),
      prefix: { version: c_int, one: fn({}, u32) },
      lastPrefixField: 'one',
      suffix: { two: missing.with(fn({}, u32), () => () => 99) },
    })
    const Owner = prefixType('Owner', {
      version: '1.0.0',
      prefix: { old: prefixRef(Methods), now: prefixRef(Methods) },
      lastPrefixField: 'now',
    })
    const header = emitCHeader([Owner])
    const source = `
static uint32_t one(void) { return 1; }
static uint32_t two(void) { return 2; }
static const struct { int version; uint32_t (*one)(void); } old = { 1, one };
static const Methods now = { 2, one, two };
static const Owner owner = { OWNER_HEADER, (const Methods *)(const void *)&old, &now };
OWNER_EXPORT(owner)
`
    const view = loadModule(compileModule(header, source, {}, 'form-owner'), Owner)
    expect([view.old.one(), view.old.two(), view.now.one(), view.now.two()]).toEqual([1, 99, 1, 2])
  })
})
