// What compilers say of emitted headers. What they accept, they also checked: every assertion of E-3.
import {
  array,
  bool,
  constPointer,
  doc,
  emitCHeader,
  f32,
  fn,
  i64,
  nullable,
  opaque,
  pointer,
  prefixType,
  RDuration,
  RStr,
  since,
  struct,
  u16,
  u32,
  u8,
  untyped,
  usize,
  type AnyType,
  type PrefixFields,
  type PrefixType,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PersonMod } from '../../examples/person/person.abi.js'
import { structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { judgeHeader, judges } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

requireTool('cc')
requireTool('cxx')
requireTool('clang')

const prefixOf = (prefix: PrefixFields, suffix: PrefixFields = {}, name = 'Mod'): PrefixType =>
  prefixType(name, {
    version: '1.9.0',
    prefix,
    lastPrefixField: Object.keys(prefix).at(-1)!,
    suffix: Object.fromEntries(
      Object.entries(suffix).map(([key, field], index) => [key, since(`1.${index + 1}.0`, field as AnyType)]),
    ),
  })

/** An exported module at the end of a header: without it, nothing of the schema is compiled. */
const exporting = (name: string): string =>
  '#pragma GCC diagnostic ignored "-Wmissing-field-initializers"\n' +
  `static ${name} the_module = { ${name.toUpperCase()}_HEADER };\n` +
  `${name.toUpperCase()}_EXPORT(the_module)`

const Tree = struct('Tree', {
  value: f32,
  get left() {
    return nullable(pointer(Tree))
  },
  get visit() {
    return fn({ tree: constPointer(Tree) }, nullable(pointer(Tree)))
  },
})
const Inner = struct('Inner', { small: u8, wide: i64 })
const Middle = struct('Middle', { inners: array(Inner, 3), flag: bool })
const Outer = struct('Outer', {
  first: u16,
  middle: Middle,
  inner: Inner,
  tree: Tree,
  where: pointer(untyped),
})
const Database = opaque('Database')

describe.each(judges)('$name', (one) => {
  const accepts = (header: string, behind?: string): void => {
    expect(judgeHeader(one, header, behind)).toBe('')
  }

  it.each(PersonMod.versions.map((version, index) => [version, 1_000_000 + 1_000 * index]))(
    'E-4: accepts the example as version %s',
    (_, number) => {
      const header = emitCHeader([PersonMod])
      expect(judgeHeader(one, header, exporting('PersonMod'), { PERSONMOD_VERSION: number })).toBe('')
    },
  )

  it('E-4: refuses a version that is none', () => {
    const said = judgeHeader(one, emitCHeader([PersonMod]), '', { PERSONMOD_VERSION: 1_003_000 })
    expect(said).toContain('PERSONMOD_VERSION must be PERSONMOD_VERSION_1_0_0 or PERSONMOD_VERSION_1_1_0 or')
  })

  it('E-2: accepts opaque types, types that point to themselves, and structs inside of structs', () => {
    const type = prefixOf(
      { open: fn({ path: RStr }, pointer(Database)), outer: Outer },
      { tree: Tree, dbs: array(pointer(Database), 2) },
    )
    accepts(emitCHeader([type]))
    accepts(emitCHeader([Outer, Database]))
    accepts(emitCHeader([struct('Late', { d: RDuration }), prefixOf({ a: Inner })]))
  })

  it('E-2: accepts pointers to arrays, whose elements C wants to know', () => {
    const Row = struct('Row', { cells: array(u16, 4) })
    const Table = struct('Table', {
      rows: pointer(array(Row, 3)),
      next: fn({ rows: pointer(array(Inner, 2)) }),
    })
    accepts(emitCHeader([Table]))
    accepts(emitCHeader([prefixOf({ tables: pointer(array(pointer(array(Table, 2)), 5)) })]))
  })

  it('E-2: accepts any graph of structs that contain and point to each other', () => {
    const node = fc.record({
      contained: fc.array(fc.nat(), { maxLength: 2 }),
      lists: fc.array(fc.nat(), { maxLength: 1 }),
      pointed: fc.array(fc.nat(), { maxLength: 2 }),
      called: fc.array(fc.nat(), { maxLength: 1 }),
    })
    fc.assert(
      fc.property(
        fc.array(node, { minLength: 2, maxLength: 9 }),
        fc.array(fc.nat(), { minLength: 3 }),
        (nodes, order) => {
          const structs: AnyType[] = []
          // Each contains only later ones, as C demands, and points to any.
          const anyOf = (choice: number): AnyType => structs[choice % nodes.length]!
          const laterThan = (index: number, choice: number): AnyType[] =>
            index + 1 < nodes.length ? [structs[index + 1 + (choice % (nodes.length - index - 1))]!] : []
          nodes.forEach(({ contained, lists, pointed, called }, index) => {
            structs[index] = struct(`N${index}`, {
              id: u8,
              get by_value() {
                return struct(`V${index}`, {
                  first: u8,
                  get rest() {
                    const parts = contained.flatMap((choice) => laterThan(index, choice))
                    return parts.length === 0 ? u8 : array(parts[0]!, parts.length)
                  },
                })
              },
              get list() {
                const [one] = lists.flatMap((choice) => laterThan(index, choice))
                return one === undefined ? u8 : array(one, 2)
              },
              get pointer() {
                return pointed.length === 0 ? u8 : nullable(pointer(() => anyOf(pointed[0]!)))
              },
              // The elements of an array must be complete, even where there is only a pointer to the array.
              get rows() {
                const [one] = lists.flatMap((choice) => laterThan(index, choice + 1))
                return one === undefined ? u8 : pointer(array(one, 3))
              },
              get call() {
                const [one] = called
                return one === undefined ? u8 : fn({ value: anyOf(one) }, anyOf(one + 1))
              },
            })
          })
          accepts(emitCHeader([...new Set(order.map(anyOf))]))
        },
      ),
      { numRuns: 8 },
    )
  })

  it('E-2: accepts functions that take and give functions', () => {
    const Callback = fn([{ text: RStr }, { context: pointer(untyped) }], bool)
    const Making = fn({ callback: Callback }, nullable(fn({ length: usize }, constPointer(u8))))
    accepts(emitCHeader([prefixOf({ make: Making, many: array(nullable(Making), 2) }, { none: fn({}) })]))
  })

  it('E-6: accepts a schema longer than the literals that every compiler must accept', () => {
    const many = Object.fromEntries(
      Array.from({ length: 64 }, (_, index) => [
        `a_function_with_a_rather_long_name_${index}`,
        fn([{ identifier: u32 }, { duration: RDuration }, { text: RStr }], RDuration),
      ]),
    )
    const type = prefixType('Large', {
      version: '1.0.0',
      prefix: many,
      lastPrefixField: Object.keys(many).at(-1)!,
    })
    const header = emitCHeader([type])
    expect(JSON.stringify(type.schema()).length).toBeGreaterThan(3 * 4095)
    accepts(header, exporting('Large'))
  })

  it('E-5: accepts a version without fields, and 64 fields', () => {
    const later = prefixType('Later', {
      version: '1.1.0',
      prefix: {},
      lastPrefixField: undefined as never,
      suffix: { one: since('1.1.0', u8) },
    })
    const check = (count: number, mask: string): string =>
      `ABIDING_ASSERT(LATER_FIELD_COUNT == ${count} && LATER_MASK == ${mask}, "mask");\n${exporting('Later')}`
    const header = emitCHeader([later])
    expect(judgeHeader(one, header, check(0, '0'), { LATER_VERSION: 1_000_000 })).toBe('')
    expect(judgeHeader(one, header, check(1, '1'))).toBe('')
    const full = prefixOf(Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`f${index}`, u8])))
    accepts(emitCHeader([full]), 'ABIDING_ASSERT(MOD_MASK == UINT64_MAX, "all bits");')
  })

  it('E-1: accepts several interfaces in one header', () => {
    accepts(emitCHeader([prefixOf({ a: Outer }, {}, 'One'), prefixOf({ b: Outer, c: RStr }, {}, 'Two')]))
  })

  it('E-7: accepts several headers in one file, unless they mean different types by one name', () => {
    const first = emitCHeader([prefixOf({ a: Outer, b: RStr }, {}, 'One')])
    const two = emitCHeader([prefixOf({ a: Outer, b: RStr }, {}, 'Two')])
    accepts(first, `${two}${exporting('Two')}`)
    const [Small, Large] = [u8, u32].map((type) => struct('Value', { it: type }))
    const small = emitCHeader([Small!], { fileName: 'small.abi.ts' })
    const large = emitCHeader([Large!], { fileName: 'large.abi.ts' })
    expect(judgeHeader(one, small, large)).toContain('Value has 4')
  })

  it('E-2: refuses a struct that points to an array of itself', () => {
    const Page = struct('Page', {
      get rows() {
        return pointer(array(Page, 4))
      },
    })
    expect(refusal(() => emitCHeader([Page]))).toMatchObject({ code: 'ABI-L006', rule: 'E-2', path: 'Page' })
  })

  it('E-1: accepts any description', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('*', '/', '\\', '\n', '?', '"', ' ', 'a', '\u202e', '\0', '\r'),
        maxLength: 40,
      }),
    )
    fc.assert(
      fc.property(fc.array(texts, { minLength: 4, maxLength: 12 }), texts, (docs, fileName) => {
        const fields = docs.map((text, index) => [`f${index}`, doc(text, u8)])
        const type = prefixType('Mod', {
          version: '1.0.0',
          doc: docs[0]!,
          prefix: {
            s: struct('S', Object.fromEntries(fields), { doc: docs[1]! }),
            ...Object.fromEntries(fields),
          },
          lastPrefixField: fields.at(-1)![0] as never,
        })
        accepts(
          emitCHeader([type], { fileName }),
          'ABIDING_ASSERT(MOD_FIELD_COUNT > 4, "the end was reached");',
        )
      }),
      { numRuns: 8 },
    )
  })

  it('E-3: accepts random interfaces, every version of them', () => {
    fc.assert(
      fc.property(fc.array(structShape(), { minLength: 4, maxLength: 12 }), (shapes) => {
        const types = shapes.map((shape, index) => [`m${index}`, declare(shape, `S${index}`)] as const)
        const type = prefixOf(Object.fromEntries(types.slice(0, 2)), Object.fromEntries(types.slice(2, 8)))
        const header = emitCHeader([type, ...types.slice(8).map(([, other]) => other)])
        for (const version of [type.versions[0]!, type.versions.at(-1)!]) {
          const number = Number(version.split('.')[1]) * 1_000 + 1_000_000
          expect(judgeHeader(one, header, exporting('Mod'), { MOD_VERSION: number })).toBe('')
        }
      }),
      { numRuns: 8 },
    )
  })

  it('E-3: refuses a header of which any assertion was changed', () => {
    const header = emitCHeader([PersonMod])
    const assertions = header.split('\n').filter((line) => /^ABIDING_ASSERT\(.* == \d+, /.test(line))
    expect(assertions.length).toBeGreaterThan(40)
    // All at once: every single one must be named by the compiler.
    const wrong = header.replace(
      /^(ABIDING_ASSERT\(.* == )(\d+)(, "(.*)"\);)$/gm,
      (_, before, value, behind) => {
        return `${before}${Number(value) + 1}${behind}`
      },
    )
    const said = judgeHeader(one, wrong)
    const messages = assertions.map((line) => /"(.*)"/.exec(line)![1]!)
    expect(messages.filter((message) => !said.includes(message))).toEqual([])
  })

  it('E-3: refuses a header of which a struct was changed', () => {
    const header = emitCHeader([PersonMod])
    const swapped = header.replace(/( {2}uint64_t secs;.*\n)( {2}uint32_t nanos;.*\n)/, '$2$1')
    expect(judgeHeader(one, swapped)).toContain('RDuration.secs lies at 0')
    const wider = header.replace('  uint32_t rides;', '  uint64_t rides; uint8_t more;')
    expect(judgeHeader(one, wider)).toContain('Stats has 16 bytes')
    const moved = header.replace(/ {2}PersonMod_bike_count_fn bike_count;.*\n/, '')
    expect(judgeHeader(one, moved)).toContain('bike_count')
  })
})
