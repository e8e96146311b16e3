// What TypeScript knows of structs whose size or version says which fields are there.
import {
  c_int,
  consuming,
  fn,
  missing,
  nullable,
  prefixType,
  reserved,
  sizeField,
  struct,
  u32,
  u64,
  u8,
  versionField,
  viewPrefix,
  writePrefix,
  type ImplementationOf,
  type ModuleOf,
} from 'abiding'
import { describe, expectTypeOf, it } from 'vitest'

const Table = prefixType('Table', {
  presence: versionField('iVersion', { 1: 'a', 2: 'name' }),
  prefix: { iVersion: c_int, spare: reserved(u64), a: u32, flags: consuming('old', '2', u32) },
  lastPrefixField: 'flags',
  suffix: {
    more: reserved(u32),
    call: fn({ x: u32 }, u64),
    maybe: nullable(fn({}, u32)),
    name: missing.panic(u64),
    level: consuming('room', '2', missing.value(u32, 1)),
  },
})
type View = ModuleOf<typeof Table>
type Values = ImplementationOf<typeof Table>

describe('accessor objects', () => {
  it('R-9: have no property for a reserved slot', () => {
    expectTypeOf<keyof View>().toEqualTypeOf<
      'iVersion' | 'a' | 'flags' | 'call' | 'maybe' | 'name' | 'level'
    >()
  })

  it('R-3, P-7: have the fields of the suffix by their policies', () => {
    expectTypeOf<View['iVersion']>().toEqualTypeOf<number>()
    expectTypeOf<View['a']>().toEqualTypeOf<number>()
    expectTypeOf<View['name']>().toEqualTypeOf<bigint>()
    expectTypeOf<undefined>().toExtend<View['call']>()
    expectTypeOf<null | undefined>().toExtend<View['maybe']>()
  })

  it('R-10: may lack a field in the place of a slot, also in the prefix', () => {
    expectTypeOf<View['flags']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<View['level']>().toEqualTypeOf<number>()
  })

  it('R-5: are what viewPrefix gives', () => {
    expectTypeOf(viewPrefix(Table, 0x10000)).toEqualTypeOf<View>()
  })
})

describe('implementations', () => {
  it('R-6, R-9: need no version and know no slots', () => {
    expectTypeOf<keyof Values>().toEqualTypeOf<
      'iVersion' | 'a' | 'flags' | 'call' | 'maybe' | 'name' | 'level'
    >()
    expectTypeOf<Values['iVersion']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Values['a']>().toEqualTypeOf<number>()
    expectTypeOf<undefined>().not.toExtend<Values['call']>()
  })

  it('R-7: are what writePrefix takes', () => {
    const Small = prefixType('Small', {
      presence: sizeField('size'),
      prefix: { size: u32, a: u8 },
      lastPrefixField: 'a',
    })
    void (() => writePrefix(Small, 0x10000, { a: 1 }, { capacity: 8 }))
    // @ts-expect-error a value is missing
    void (() => writePrefix(Small, 0x10000, {}))
    expectTypeOf<ImplementationOf<typeof Small>>().toExtend<{ readonly a: number }>()
  })
})

describe('declarations', () => {
  it('R-2, R-3: name a version only where there is one', () => {
    const fields = { prefix: { said: u32 }, lastPrefixField: 'said' } as const
    void (() => prefixType('A', { presence: sizeField('said'), ...fields }))
    void (() => prefixType('A', { presence: sizeField('said'), version: '1.0.0', ...fields }))
    void (() => prefixType('A', { presence: versionField('said', { 1: 'said' }), ...fields }))
    const presence = versionField('said', { 1: 'said' })
    // @ts-expect-error the rungs are the versions
    void (() => prefixType('A', { presence, version: '1.0.0', ...fields }))
    // @ts-expect-error with a mask there is a version
    void (() => prefixType('A', fields))
  })

  it('R-3: may say their version by a struct', () => {
    const Version = struct('Version', { major: u8, minor: u8 })
    const _list = prefixType('List', {
      presence: versionField('version', { '2.0': 'a', '3.0': 'b' }, { newest: '3.9' }),
      prefix: { version: Version, a: u32 },
      lastPrefixField: 'a',
      suffix: { b: u32 },
    })
    expectTypeOf<ModuleOf<typeof _list>['version']['major']>().toEqualTypeOf<number>()
    expectTypeOf<ModuleOf<typeof _list>['b']>().toEqualTypeOf<number | undefined>()
  })
})
