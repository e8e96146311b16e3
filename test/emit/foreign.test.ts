// Structs of others in C headers: what compilers say of them, and what the macros answer about real instances.
import {
  bindSymbol,
  c_int,
  consuming,
  emitCHeader,
  fn,
  implement,
  missing,
  nullable,
  openLibrary,
  prefixRef,
  prefixType,
  reserved,
  since,
  sizeField,
  struct,
  u32,
  u64,
  u8,
  untyped,
  constPointer,
  versionField,
  type PrefixType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { compile } from '../support/compile.js'
import { compileModule, judgeHeader, judges } from '../support/headers.js'
import { requireTool } from '../support/tools.js'
import { loadModule } from 'abiding'

requireTool('cc')
requireTool('cxx')
requireTool('clang')

const Methods = prefixType('io_methods', {
  presence: versionField('iVersion', { 1: 'xClose', 3: 'xMap', 4: 'xLast' }),
  doc: 'What a file can do.',
  prefix: { iVersion: c_int, xClose: fn({ code: c_int }, c_int) },
  lastPrefixField: 'xClose',
  suffix: { xSize: nullable(fn({}, u64)), xMap: fn({}, c_int), pad: reserved(u64), xLast: fn({}, c_int) },
})
const Version = struct('CK_VERSION', { major: u8, minor: u8 })
const List = prefixType('FunctionList', {
  presence: versionField('version', { '2.0': 'a', '2.40': 'b', '3.0': 'c', '3.1': 'd' }),
  prefix: { version: Version, a: u32 },
  lastPrefixField: 'a',
  suffix: { b: u32, c: u32, d: u32 },
})
const Options = prefixType('options', {
  presence: sizeField('struct_size'),
  version: '1.2.0',
  prefix: { struct_size: u64, spare: reserved(u64) },
  lastPrefixField: 'spare',
  suffix: {
    limit: since('1.1.0', u64),
    late: consuming('room', '1.2.0', since('1.1.0', missing.value(u64, 9n))),
  },
})
const Mod = prefixType('Mod', {
  version: '1.2.0',
  prefix: { a: u32, hook: consuming('slot', '1.1.0', nullable(fn({ a: u32 }, u32))) },
  lastPrefixField: 'hook',
  suffix: { b: since('1.1.0', u64), c: consuming('room', '1.2.0', since('1.1.0', u32)) },
})
const all = [Methods, List, Options]

describe.each(judges)('$name', (one) => {
  it('R-14: accepts structs of others and their assertions', () => {
    expect(judgeHeader(one, emitCHeader([...all, Mod]))).toBe('')
    for (const version of ['1_0_0', '1_1_0', '1_2_0'])
      expect(judgeHeader(one, emitCHeader([Mod]), '', { MOD_VERSION: `MOD_VERSION_${version}` })).toBe('')
  })

  it('R-14: asks instances for every field, without a warning', () => {
    const asked = all.flatMap((type) =>
      type.fields.flatMap(({ name, isReserved }) =>
        isReserved ? [] : [`${type.name.toUpperCase()}_HAS((const ${type.name} *)p, ${name})`],
      ),
    )
    const text = `int ask(const void *p);\nint ask(const void *p) { return ${asked.join(' + ')}; }`
    expect(judgeHeader(one, emitCHeader(all), text)).toBe('')
  })

  it('R-14: compares the declaration of another header where it is asked to', () => {
    const header = emitCHeader([Options])
    const theirs = (late: string): string =>
      `#include <stdint.h>\ntypedef struct options { uint64_t struct_size, spare, limit; ${late} late; } options;\n` +
      '#define ABIDING_TYPE_options 1\n'
    const judgeWith = (late: string): string => judgeHeader(one, `${theirs(late)}${header}`)
    expect(judgeWith('uint64_t')).toBe('')
    expect(judgeWith('uint32_t')).toMatch(/options\.late has 8 bytes/)
  })
})

describe('the macro of a struct', () => {
  /** A library that answers for each field whether an instance has it. */
  function asker(type: PrefixType): (name: string, address: number) => boolean {
    const names = type.fields.flatMap(({ name, isReserved }) => (isReserved ? [] : [name]))
    const functions = names.map(
      (name) =>
        `int has_${name}(const void *p) { return ${type.name.toUpperCase()}_HAS((const ${type.name} *)p, ${name}); }`,
    )
    const library = openLibrary(
      compile(`${emitCHeader([type])}\n${functions.join('\n')}`, `ask-${type.name}`),
    )
    const signature = fn({ p: constPointer(untyped) }, c_int)
    return (name, address) => bindSymbol(library, `has_${name}`, signature)(address as never) === 1
  }

  it('R-14: says what the accessor object says', () => {
    for (const type of all) {
      const has = asker(type)
      for (const version of [
        ...type.versions,
        ...(type === (List as unknown) ? ['2.39', '2.41', '3.0'] : []),
      ]) {
        const older = type.upTo(version) as PrefixType
        const values = older.fields.flatMap(({ name, isReserved, type: fieldType }) =>
          isReserved || name === type.presence.field
            ? []
            : [[name, fieldType.kind === 'fn' ? () => 1 : fieldType === u64 ? 5n : 5] as const],
        )
        using instance = implement(older, Object.fromEntries(values) as never)
        const there = new Set(older.fields.map(({ name }) => name))
        for (const { name, isReserved } of type.fields)
          if (!isReserved)
            expect([version, name, has(name, instance.address)]).toEqual([version, name, there.has(name)])
      }
    }
  })
})

describe('a module', () => {
  it('R-10, R-14: of a version before a slot was taken has the slot', () => {
    const source = `static const Mod instance = { MOD_HEADER, 7, NULL
#if MOD_VERSION >= MOD_VERSION_1_1_0
  , 8, 0
#endif
};
MOD_EXPORT(instance)`
    const seen = ['1_0_0', '1_1_0', '1_2_0'].map((version) => {
      const path = compileModule(
        emitCHeader([Mod]),
        source,
        { MOD_VERSION: `MOD_VERSION_${version}` },
        `slot-${version}`,
      )
      const mod = loadModule(path, Mod)
      return [mod.a, mod.hook, mod.b, mod.c]
    })
    expect(seen).toEqual([
      [7, undefined, undefined, undefined],
      [7, null, 8n, undefined],
      [7, null, 8n, 0],
    ])
  })

  it('R-13, R-14: may refer to a struct of somebody else', () => {
    const Root = prefixType('Root', {
      version: '1.0.0',
      prefix: { settings: prefixRef(Options) },
      lastPrefixField: 'settings',
    })
    const source = `static const options old = { 16, 0, 99, 99 };
static const Root root = { ROOT_HEADER, &old };
ROOT_EXPORT(root)`
    const root = loadModule(compileModule(emitCHeader([Root]), source, {}, 'foreign-ref'), Root)
    expect([root.settings.struct_size, root.settings.limit, root.settings.late]).toEqual([16n, undefined, 9n])
  })
})
