// The proof of imported layouts: that it reads what clang prints, and that it finds whatever differs.
import { hostTarget, targets } from 'abiding'
import { describe, expect, it } from 'vitest'
import { build } from '../../src/import/build.js'
import { call, exported, number, text, type Expression } from '../../src/import/expression.js'
import type { ImportedDeclaration } from '../../src/import/imported.js'
import { prove } from '../../src/import/prove.js'
import { probesFor, readRecordDump, type ClangLayout } from '../../src/import/record-dump.js'

const tall = (fields: Record<string, Expression>): Expression => ({
  kind: 'record',
  isTall: true,
  entries: Object.entries(fields).map(([key, value]) => ({ key, value })),
})

const declaration = (key: string, expression: Expression, needs: string[] = []): ImportedDeclaration => ({
  key,
  name: key,
  expression,
  needs,
  spelling: `struct ${key}`,
  proof: 'layout',
})

const inner = call('struct', text('inner'), tall({ low: exported('u16'), high: exported('u16') }))
const outer = call(
  'struct',
  text('outer'),
  tall({
    byte: exported('u8'),
    inner: { kind: 'reference', to: 'inner' },
    $0: call('unnamedBits', exported('u8'), number(2)),
    some: call('bits', exported('u8'), number(3)),
  }),
)
const declared = [declaration('inner', inner), declaration('outer', outer, ['inner'])]
const { types } = build(declared)

const dump = `
*** Dumping AST Record Layout
         0 | struct inner
         0 |   uint16_t low
         2 |   uint16_t high
           | [sizeof=4, align=2]

*** Dumping AST Record Layout
         0 | struct abiding_probe_0
         0 |   char before
         2 |   struct inner member
         2 |     uint16_t low
         4 |     uint16_t high
         6 |   char[1] after
           | [sizeof=8, align=2]

*** Dumping AST Record Layout
         0 | struct abiding_probe_1
         0 |   char before
         2 |   struct outer member
         2 |     unsigned char byte
         4 |     struct inner inner
         4 |       uint16_t low
         6 |       uint16_t high
     8:0-1 |     unsigned char${' '}
     8:2-4 |     unsigned char some
        10 |   char[2] after
           | [sizeof=12, align=2]
`

const layouts = readRecordDump(dump)
const good = new Map<string, ClangLayout>([
  ['struct inner', { ...layouts.get(0)!, isSigned: undefined }],
  ['struct outer', { ...layouts.get(1)!, isSigned: undefined }],
])

describe('the proof of imported layouts', () => {
  it('I-8: reads what clang prints', () => {
    expect(layouts.get(1)).toEqual({
      size: 8,
      alignment: 2,
      isSigned: true,
      fields: [
        { name: 'byte', bitOffset: 0, width: undefined, fields: [] },
        {
          name: 'inner',
          bitOffset: 16,
          width: undefined,
          fields: [
            { name: 'low', bitOffset: 16, width: undefined, fields: [] },
            { name: 'high', bitOffset: 32, width: undefined, fields: [] },
          ],
        },
        { name: 'some', bitOffset: 50, width: 3, fields: [] },
      ],
    })
    expect(layouts.size).toBe(2)
  })

  it('I-8: asks for every type, and for the sign of enums', () => {
    const probes = probesFor(['struct inner', 'color'], (spelling) => spelling === 'color')
    expect(probes).toContain('struct abiding_probe_0 { char before; struct inner member; char after[1]; };')
    expect(probes).toContain('color member; char after[1 + ((color)-1 < (color)0)]; };')
  })

  it('I-8: accepts what is the same', () => {
    expect([...prove(declared, types, good, hostTarget())]).toEqual([])
  })

  const change = (path: (string | number)[], by: number): ClangLayout => {
    const copy = structuredClone(good.get('struct outer')!)
    let place: any = copy
    for (const step of path.slice(0, -1)) place = place[step]
    place[path.at(-1)!] += by
    return copy
  }

  it.each([
    ['size', ['size']],
    ['alignment', ['alignment']],
    ['offset of inner', ['fields', 1, 'bitOffset']],
    ['inside of inner, its offset of high', ['fields', 1, 'fields', 1, 'bitOffset']],
    ['offset of some', ['fields', 2, 'bitOffset']],
    ['width of some', ['fields', 2, 'width']],
  ])('I-8: finds another %s', (what, path) => {
    const changed = new Map(good).set('struct outer', change(path, 1))
    const wrong = prove(declared, types, changed, hostTarget())
    expect([...wrong.keys()]).toEqual(['outer'])
    expect(wrong.get('outer')).toContain(what)
  })

  it('I-8: finds another number of fields, and a type that clang does not know', () => {
    const { fields, ...rest } = good.get('struct outer')!
    const fewer = new Map(good).set('struct outer', { ...rest, fields: fields.slice(1) })
    expect(prove(declared, types, fewer, hostTarget()).get('outer')).toContain('number of fields')
    const unknown = new Map([...good].slice(0, 1))
    expect(prove(declared, types, unknown, hostTarget()).get('outer')).toBe('clang gives no layout for it')
  })

  it('I-8: finds another sign of an enum', () => {
    const color = call('enumeration', text('color'), exported('c_int'), tall({ red: number(0) }))
    const one = { ...declaration('color', color), spelling: 'enum color' }
    const clang = { size: 4, alignment: 4, fields: [], isSigned: false }
    const wrong = (isSigned: boolean): Map<string, string> =>
      prove(
        [one],
        build([one]).types,
        new Map([['enum color', { ...clang, isSigned }]]),
        targets['x86_64-linux'],
      )
    expect(wrong(false).get('color')).toContain('it would be signed here')
    expect(wrong(true).size).toBe(0)
  })

  it('I-8: does not blame a whole for its part', () => {
    const changed = new Map(good).set('struct inner', { ...good.get('struct inner')!, size: 6 })
    expect([...prove(declared, types, changed, hostTarget()).keys()]).toEqual(['inner'])
  })
})
