// The text of emitted headers. Whether compilers accept it is tested beside this file.
import {
  canonicalJson,
  doc,
  emitCHeader,
  fn,
  nullable,
  opaque,
  pointer,
  prefixType,
  RStr,
  since,
  struct,
  targets,
  u16,
  u32,
  u64,
  u8,
  type PrefixFields,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { PersonMod } from '../../examples/person/person.abi.js'
import { refusal } from '../support/refusal.js'

const declare = (name: string, prefix: PrefixFields, suffix: PrefixFields = {}) =>
  prefixType(name, { version: '1.0.0', prefix, lastPrefixField: Object.keys(prefix).at(-1)!, suffix })

/** What stands between two lines of a header. */
const between = (text: string, start: string, end: string): string =>
  text.slice(text.indexOf(start), text.indexOf(end, text.indexOf(start)))

describe('a header', () => {
  it('E-1: is the same for the same declarations, on every machine', () => {
    expect(emitCHeader([PersonMod])).toBe(emitCHeader([PersonMod]))
    expect(emitCHeader([PersonMod], { target: targets['aarch64-linux'] })).toBe(emitCHeader([PersonMod]))
  })

  it('E-1: includes only what every compiler has', () => {
    const included = [...emitCHeader([PersonMod]).matchAll(/^#include (.*)$/gm)].map(([, name]) => name)
    expect(included).toEqual(['<stdbool.h>', '<stddef.h>', '<stdint.h>'])
  })

  it('E-1: is guarded, and names its source', () => {
    const header = emitCHeader([PersonMod], { fileName: 'person.abi.ts' })
    expect(header).toMatch(/^\/\*\n \* PersonMod of person\.abi\.ts, for C11 and C\+\+17\.\n/)
    expect(header).toMatch(/\n#ifndef PERSON_ABI_TS_PERSONMOD_ABI_H\n#define PERSON_ABI_TS_PERSONMOD_ABI_H\n/)
    expect(header.endsWith('\n#endif /* PERSON_ABI_TS_PERSONMOD_ABI_H */\n')).toBe(true)
  })

  it('E-1: carries descriptions, and no description ends its comment', () => {
    const type = prefixType('Mod', {
      version: '1.0.0',
      doc: 'Ends */ here.',
      prefix: { a: doc('Int main(void) { } /* */ x', u8) },
      lastPrefixField: 'a',
    })
    const header = emitCHeader([type])
    expect(header).toContain('/* Mod 1.0.0: Ends * / here. */')
    expect(header).toContain('/* Int main(void) { } / * * / x */')
  })

  it('E-2: declares all names, and defines what is contained before what contains it', () => {
    const Inner = struct('Inner', { x: u8 })
    const Outer = struct('Outer', { inner: Inner, self: u64 })
    const Hidden = opaque('Hidden')
    const header = emitCHeader([
      declare('Mod', { outer: pointer(Outer), hidden: fn({ of: pointer(Hidden) }) }),
      Inner,
    ])
    const positions = [
      'typedef struct Inner Inner;',
      'struct Inner {',
      'struct Outer {',
      'typedef struct Mod {',
    ].map((line) => header.indexOf(`\n${line}`))
    expect(positions.every((position) => position > 0)).toBe(true)
    expect([...positions].sort((a, b) => a - b)).toEqual(positions)
    expect(header).toContain('typedef struct Hidden Hidden;')
    expect(header).not.toContain('struct Hidden {')
  })

  it('E-2: shows offsets and padding', () => {
    const Gaps = struct('Gaps', { a: u8, b: u32, c: u16 })
    const body = between(emitCHeader([Gaps]), 'struct Gaps {', '};')
    expect(body.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim())).toEqual([
      'struct Gaps {',
      'uint8_t a; /* +0 */',
      '/* 3 bytes of padding */',
      'uint32_t b; /* +4 */',
      'uint16_t c; /* +8 */',
      '/* 2 bytes of padding */',
      '',
    ])
  })

  it('E-2: has a typedef with the names of the parameters for every function', () => {
    const header = emitCHeader([PersonMod])
    expect(header).toContain('typedef RDuration (*PersonMod_customer_for_fn)(uint32_t id);')
    expect(header).toMatch(
      /typedef RDuration \(\*PersonMod_visit_length_fn\)\(uint32_t id\); +\/\* may be NULL \*\//,
    )
    expect(header).toMatch(/ {2}PersonMod_visits_fn visits; +\/\* \+48 \*\//)
    const inStruct = struct('Callbacks', { done: nullable(fn({ code: u32 })) })
    expect(emitCHeader([inStruct])).toContain('typedef void (*Callbacks_done_fn)(uint32_t code);')
  })

  it('E-3: asserts every size, alignment and offset', () => {
    const header = emitCHeader([PersonMod])
    for (const condition of [
      'sizeof(RStr) == 16',
      'ABIDING_ALIGNOF(RStr) == 8',
      'offsetof(RStr, length) == 8',
      'offsetof(Stats, km) == 8',
      'offsetof(PersonMod, lib_name) == 16',
      'sizeof(((PersonMod *)0)->lib_name) == 16',
      'offsetof(PersonMod, stats) == 72',
      'sizeof(void *) == 8',
      'sizeof(abiding_module_header) == 96',
      'offsetof(abiding_module_header, root) == 88',
      'sizeof(abiding_error) == 32',
    ]) {
      expect(header).toContain(`ABIDING_ASSERT(${condition}, "`)
    }
  })

  it('E-4: has a macro for every version, and newer fields behind conditions', () => {
    const header = emitCHeader([PersonMod])
    expect(
      [...header.matchAll(/^#define (PERSONMOD_VERSION_\d\S+) (\d+)$/gm)].map((match) => match.slice(1)),
    ).toEqual([
      ['PERSONMOD_VERSION_1_0_0', '1000000'],
      ['PERSONMOD_VERSION_1_1_0', '1001000'],
      ['PERSONMOD_VERSION_1_2_0', '1002000'],
    ])
    const body = between(header, 'typedef struct PersonMod {', '} PersonMod;')
    expect(body.indexOf('bike_count')).toBeGreaterThan(
      body.indexOf('#if PERSONMOD_VERSION >= PERSONMOD_VERSION_1_1_0'),
    )
    expect(body.indexOf(' score')).toBeGreaterThan(
      body.indexOf('#if PERSONMOD_VERSION >= PERSONMOD_VERSION_1_2_0'),
    )
    expect(body.indexOf('customer_for')).toBeLessThan(body.indexOf('#if'))
  })

  it('E-6: embeds the canonical schema of every version', () => {
    const header = emitCHeader([PersonMod])
    const schemas = [...header.matchAll(/#define PERSONMOD_SCHEMA \\\n((?: {2}".*" \\\n)* {2}".*"\n)/g)].map(
      ([, lines]) =>
        [...lines!.matchAll(/ {2}"(.*)"/g)]
          .map(([, literal]) => JSON.parse(`"${literal}"`) as string)
          .join(''),
    )
    expect(schemas).toEqual(
      PersonMod.versions.map((version) => canonicalJson(PersonMod.upTo(version).schema())),
    )
  })
})

describe('names that mean two things', () => {
  const refused = (declarations: Parameters<typeof emitCHeader>[0], expected: object): void => {
    expect(refusal(() => emitCHeader(declarations))).toMatchObject({ rule: 'E-1', ...expected })
  }

  it('L-9: two types of one name are refused', () => {
    const Two = declare('Two', { a: struct('Same', { x: u8 }), b: struct('Same', { x: u16 }) })
    expect(refusal(() => emitCHeader([Two]))).toMatchObject({ code: 'ABI-L005', rule: 'L-9', path: 'Same' })
  })

  it('E-1: two definitions of one name are refused', () => {
    const Mod = declare('Mod', { a: u8 })
    refused([Mod, declare('Mod', { b: u8 })], { code: 'ABI-L005', path: 'Mod' })
    refused([declare('Mod', { a: struct('Mod', { x: u8 }) })], { code: 'ABI-L005', path: 'Mod' })
    refused([Mod, declare('MOD', { b: u8 })], { code: 'ABI-L005' })
    refused([declare('Mod', { run: fn({}) }), struct('Mod_run_fn', { x: u8 })], {
      code: 'ABI-L005',
      path: 'Mod.run',
    })
    refused([Mod, struct('MOD_VERSION', { x: u8 })], { code: 'ABI-L005' })
    refused([declare('Mod', { a: RStr }), struct('RSTR', { x: u8 })], { code: 'ABI-L005' })
  })

  it.each(['abiding_error', 'abiding_module_header', 'Abiding', 'ABIDING_H'])(
    'E-1: %s belongs to the header',
    (name) => {
      refused([struct(name, { x: u8 })], { code: 'ABI-L001', path: name })
      refused([declare(name, { x: u8 })], { code: 'ABI-L001', path: name })
    },
  )

  it.each(['abiding_mask', 'abiding_layout'])('E-1: every prefix type has %s already', (name) => {
    refused([declare('Mod', { [name]: u8 })], { code: 'ABI-L001', path: `Mod.${name}` })
  })

  it.each([
    'uint32_t',
    'size_t',
    'ptrdiff_t',
    'int_fast8_t',
    'INT32_MAX',
    'SIZE_MAX',
    'UINT64_C',
    'WCHAR_MIN',
  ])('E-1: the C library defines %s', (name) => {
    refused([struct(name, { x: u8 })], { code: 'ABI-L001', path: name })
    refused([struct('S', { [name]: u8 })], { code: 'ABI-L001', path: `S.${name}` })
    refused([declare('Mod', { run: fn({ [name]: u8 }) })], {
      code: 'ABI-L001',
      path: `Mod.run → param ${name}`,
    })
  })

  it('E-1: no member and no parameter is called like a definition', () => {
    const Stats = struct('Stats', { x: u8 })
    refused([struct('S', { Stats })], { code: 'ABI-L001', path: 'S.Stats' })
    refused([declare('Mod', { Mod: u8 })], { code: 'ABI-L001', path: 'Mod.Mod' })
    refused([declare('Mod', { run: fn([{ Stats: u8 }, { b: Stats }]) })], { path: 'Mod.run → param Stats' })
    const nested = nullable(pointer(fn({ RStr: pointer(RStr) })))
    refused([declare('Mod', { deep: nested })], { path: 'Mod.deep → param RStr' })
  })

  it('E-1: members of different types may have the same names', () => {
    const A = struct('A', { value: u8, run: fn({ value: u8 }) })
    const B = struct('B', { value: u8, a: A })
    const Mod = prefixType('Mod', {
      version: '1.1.0',
      prefix: { value: u8, run: fn({ value: u8 }), version: u8 },
      lastPrefixField: 'version',
      suffix: { b: since('1.1.0', B) },
    })
    expect(() => emitCHeader([Mod, A, B])).not.toThrow()
  })
})
