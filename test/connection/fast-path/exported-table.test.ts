// Tables of traits that cannot be right: each is refused when it is connected to, and nothing of it is called.
import { fn, prefixType, u32 } from 'abiding'
import { connect, method, trait } from 'abiding/connection'
import { emitCHeader } from 'abiding/emit'
import { describe, expect, it } from 'vitest'
import { compile } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'

const declare = (name: string) => trait(name, { version: 0, methods: { add: method({ left: u32 }, u32) } })

const names = ['Right', 'NoMaker', 'NoCode', 'Empty', 'Renamed', 'Garbled', 'Data', 'Odd', 'Nowhere', 'Fails']
const traits = Object.fromEntries(names.map((name) => [name, declare(name)]))

/** What a library exports under the name of a trait, although its author declared something else. */
const Data = prefixType('Data', {
  version: '1.0.0',
  prefix: { abiding_create: fn({}, u32), value: u32 },
  lastPrefixField: 'value',
})

const library = (): string => {
  const header = emitCHeader(names.map((name) => traits[name]!))
    .replace('\\"interface\\":\\"Renamed\\"', '\\"interface\\":\\"Another\\"')
    .replace(/(#define GARBLED_SCHEMA \\\n {2}"\{\\"abiding\\":)1/, '$12')
  return compile(
    `${header}
static void *create(void) { static int object; return &object; }
static void *fail(void) { return NULL; }
static void drop(void *object) { (void)object; }
static uint32_t add(void *object, uint32_t left) { (void)object; return left + 1; }
#define TABLE(name, NAME, ...) static name name##_table = { NAME##_HEADER, __VA_ARGS__ }; NAME##_EXPORT(name##_table)
TABLE(Right, RIGHT, create, drop, add)
TABLE(NoMaker, NOMAKER, NULL, drop, add)
TABLE(NoCode, NOCODE, create, drop, (NoCode_add_fn)(void *)&Right_table)
TABLE(Empty, EMPTY, create, drop, NULL)
TABLE(Renamed, RENAMED, create, drop, add)
TABLE(Garbled, GARBLED, create, drop, add)
TABLE(Fails, FAILS, fail, drop, add)
static const void *nowhere(abiding_error *error) { (void)error; return (const void *)0x123456789000; }
NOWHERE_EXPORT_CONSTRUCTOR(nowhere)
static const void *odd(abiding_error *error) { (void)error; return (const char *)&Right_table + 1; }
ODD_EXPORT_CONSTRUCTOR(odd)
`,
    'bad-tables',
  )
}

const refused = (name: string) => refusal(() => connect(traits[name]!, library()))

describe.runIf(requireTool('cc'))('a table that cannot be right', () => {
  it('X-75: one that is right', () => {
    using right = connect(traits['Right']!, library())
    expect((right as unknown as { add: (left: number) => number }).add(1)).toBe(2)
  })

  it('X-75: has a function to make objects, and functions that lie in code', () => {
    expect(refused('NoMaker')).toMatchObject({ code: 'ABI-J029', rule: 'X-75', found: 'null' })
    expect(refused('NoMaker').path).toContain('abiding_trait_NoMaker.abiding_create')
    expect(refused('NoCode')).toMatchObject({ code: 'ABI-J029' })
    expect(refused('NoCode').path).toContain('abiding_trait_NoCode.add')
  })

  it('X-76: may leave out a method', () => {
    using empty = connect(traits['Empty']!, library())
    expect(empty.$describe().methods[0]).toMatchObject({
      route: 'none',
      reason: 'the peer left its place empty',
    })
  })

  it('X-75: says of which trait it is, in a schema that can be read', () => {
    expect(refused('Renamed')).toMatchObject({ code: 'ABI-J029' })
    expect(refused('Garbled')).toMatchObject({ code: 'ABI-S001' })
  })

  it('X-75: lies where it can be read', () => {
    expect(refused('Nowhere')).toMatchObject({ code: 'ABI-J029', found: '0x123456789000' })
    expect(refused('Odd')).toMatchObject({ code: 'ABI-J029', expected: 'a multiple of 8' })
  })

  it('X-75: holds functions alone', () => {
    const text = emitCHeader([Data]).replaceAll('abiding_module = {', 'abiding_trait_Data = {')
    const data = compile(
      `${text}
static uint32_t create(void) { return 0; }
static Data table = { DATA_HEADER, create, 7 };
DATA_EXPORT(table)
`,
      'data-table',
    )
    expect(refusal(() => connect(traits['Data']!, data))).toMatchObject({
      code: 'ABI-J029',
      expected: 'a function',
    })
  })

  it('X-77: gives no object', () => {
    expect(refused('Fails')).toMatchObject({ code: 'ABI-J004', expected: 'an object', found: 'null' })
  })
})
