import {
  accessibleIf,
  doc,
  fn,
  implement,
  loadModule,
  missing,
  nullable,
  pointer,
  prefixRef,
  prefixType,
  RStr,
  since,
  struct,
  u32,
  u64,
  unit,
  type ImplementationOf,
  type ImplementedPrefix,
  type ModuleOf,
  type Pointer,
  type ViewOf,
} from 'abiding'
import { describe, expectTypeOf, test } from 'vitest'

const Stats = struct('Stats', { rides: u32 })
const Count = fn({ id: u32 }, u32)
type Count = ViewOf<typeof Count>

const Mod = prefixType('Mod', {
  version: '1.2.0',
  prefix: { name: RStr, count: Count, rare: missing.option(u32), ignored: missing.panic(u32) },
  lastPrefixField: 'ignored',
  suffix: {
    plain: Count,
    dated: since('1.1.0', u64),
    described: doc('What it is.', since('1.1.0', u32)),
    option: since('1.1.0', missing.option(u32)),
    panic: missing.panic(since('1.1.0', Count)),
    with: doc(
      'x',
      since(
        '1.1.0',
        missing.with(Count, () => (id) => id * 2),
      ),
    ),
    value: since('1.1.0', missing.value(u32, 7)),
    default: since('1.2.0', missing.default(nullable(Count))),
    maybe: since('1.2.0', nullable(Count)),
    stats: since('1.2.0', Stats),
    where: since('1.2.0', missing.panic(pointer(Stats))),
  },
})
type Module = ModuleOf<typeof Mod>
const module = null as unknown as Module

describe('accessors', () => {
  test('P-7: a field of the prefix is always there, unless it says option itself', () => {
    expectTypeOf(module.name).toEqualTypeOf<string>()
    expectTypeOf(module.count).toEqualTypeOf<Count>()
    expectTypeOf(module.rare).toEqualTypeOf<number | undefined>()
    expectTypeOf(module.ignored).toEqualTypeOf<number>()
  })

  test('P-7: a field of the suffix can be undefined under option alone', () => {
    expectTypeOf(module.plain).toEqualTypeOf<Count | undefined>()
    expectTypeOf(module.dated).toEqualTypeOf<bigint | undefined>()
    expectTypeOf(module.described).toEqualTypeOf<number | undefined>()
    expectTypeOf(module.option).toEqualTypeOf<number | undefined>()
    expectTypeOf(module.panic).toEqualTypeOf<Count>()
    expectTypeOf(module.with).toEqualTypeOf<Count>()
    expectTypeOf(module.value).toEqualTypeOf<number>()
    expectTypeOf(module.stats).toEqualTypeOf<ViewOf<typeof Stats> | undefined>()
    expectTypeOf(module.where).toEqualTypeOf<Pointer<typeof Stats>>()
  })

  test('P-8: a null function is no missing one', () => {
    expectTypeOf(module.default).toEqualTypeOf<Count | null>()
    expectTypeOf(module.maybe).toEqualTypeOf<Count | null | undefined>()
  })

  test('P-7: the policy of the type holds for fields without one', () => {
    const common = { version: '1.1.0', prefix: { a: u32 }, lastPrefixField: 'a' } as const
    const suffix = { bare: u32, dated: since('1.1.0', u32), own: since('1.1.0', missing.option(u32)) }
    const Option = prefixType('Other', { ...common, missing: 'option', suffix })
    const Panic = prefixType('Other', { ...common, missing: 'panic', suffix })
    const Default = prefixType('Other', { ...common, missing: 'default', suffix })
    void [Option, Panic, Default]
    expectTypeOf<ModuleOf<typeof Option>['bare' | 'dated']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<ModuleOf<typeof Panic>['bare' | 'dated']>().toEqualTypeOf<number>()
    expectTypeOf<ModuleOf<typeof Default>['bare' | 'dated']>().toEqualTypeOf<number>()
    expectTypeOf<ModuleOf<typeof Panic>['own']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<ModuleOf<typeof Default>['own']>().toEqualTypeOf<number | undefined>()
  })

  test('P-8: they are read-only', () => {
    void (() => {
      // @ts-expect-error the module owns its fields
      module.name = 'mine'
      // @ts-expect-error also those of the suffix
      module.option = 1
      // @ts-expect-error no such field
      void module.missing
    })
  })

  test('H-1: loadModule and as give them', () => {
    expectTypeOf(loadModule<typeof Mod>).returns.toEqualTypeOf<Module>()
    void (() => {
      expectTypeOf(loadModule('x.so', Mod).count(1)).toEqualTypeOf<number>()
      expectTypeOf(implement(Mod.upTo('1.0.0'), null as never).as(Mod)).toEqualTypeOf<Module>()
      // @ts-expect-error might be missing
      loadModule('x.so', Mod).plain(1)
      // @ts-expect-error a wrong argument
      loadModule('x.so', Mod).count('1')
    })
  })
})

describe('older versions', () => {
  test('P-3: every field of the suffix may be missing altogether', () => {
    const older = Mod.upTo('1.1.0')
    type Older = ModuleOf<typeof older>
    expectTypeOf<Older['count']>().toEqualTypeOf<Count>()
    expectTypeOf<Older['panic']>().toEqualTypeOf<Count | undefined>()
    expectTypeOf<Older['value']>().toEqualTypeOf<number | undefined>()
    expectTypeOf(older.upTo('1.0.0')).toEqualTypeOf(older)
    expectTypeOf<ImplementationOf<typeof older>['panic']>().toEqualTypeOf<
      ((id: number) => number) | undefined
    >()
  })
})

describe('implementations', () => {
  type Given = ImplementationOf<typeof Mod>

  test('P-10: a function for each function field, a value for each other one', () => {
    expectTypeOf<Given['name']>().toEqualTypeOf<string>()
    expectTypeOf<Given['count']>().toEqualTypeOf<(id: number) => number>()
    expectTypeOf<Given['plain']>().toEqualTypeOf<(id: number) => number>()
    expectTypeOf<Given['default']>().toEqualTypeOf<((id: number) => number) | null>()
    expectTypeOf<Given['dated']>().toEqualTypeOf<bigint>()
    expectTypeOf<{ rides: number }>().toExtend<Given['stats']>()
  })

  test('P-10: its parameters are inferred', () => {
    const Greeter = prefixType('Greeter', {
      version: '1.0.0',
      prefix: { greet: fn([{ name: RStr }, { times: u32 }], RStr) },
      lastPrefixField: 'greet',
    })
    void (() => {
      implement(Greeter, {
        greet: (name, times) => {
          expectTypeOf(name).toEqualTypeOf<string>()
          expectTypeOf(times).toEqualTypeOf<number>()
          return name.repeat(times)
        },
      })
      // @ts-expect-error a result of the wrong type
      implement(Greeter, { greet: (_name, times) => times })
      // @ts-expect-error nothing for greet
      implement(Greeter, {})
      // @ts-expect-error an unknown field
      implement(Greeter, { greet: (name) => name, shout: () => 'x' })
    })
  })
})

describe('declarations', () => {
  test('P-4: lastPrefixField is a key of prefix', () => {
    void (() => {
      // @ts-expect-error no key of prefix
      prefixType('Bad', { version: '1.0.0', prefix: { a: u32 }, lastPrefixField: 'b' })
      // @ts-expect-error a key of suffix is none
      prefixType('Bad', { version: '1.0.0', prefix: { a: u32 }, lastPrefixField: 'b', suffix: { b: u32 } })
      // @ts-expect-error it must be there
      prefixType('Bad', { version: '1.0.0', prefix: { a: u32 } })
    })
  })

  test('P-7: policies are checked against the type of their field', () => {
    void (() => {
      // @ts-expect-error the supplier gives a number, not a function
      missing.with(Count, () => 5)
      // @ts-expect-error not a number
      missing.value(u32, 'seven')
      // @ts-expect-error with and value belong to a field
      prefixType('Bad', { version: '1.0.0', prefix: { a: u32 }, lastPrefixField: 'a', missing: 'with' })
      // @ts-expect-error not a type
      prefixType('Bad', { version: '1.0.0', prefix: { a: 5 }, lastPrefixField: 'a' })
    })
  })
})

describe('conditions', () => {
  const Clock = prefixType('Clock', {
    version: '1.0.0',
    missing: 'panic',
    prefix: {
      a: accessibleIf(true, u32),
      b: missing.option(accessibleIf(true, u32)),
      c: accessibleIf(true, missing.value(u32, 1)),
    },
    lastPrefixField: 'c',
    suffix: { d: since('1.0.0', accessibleIf(false, u64)), e: u32, f: unit },
  })
  const Loose = prefixType('Loose', {
    version: '1.0.0',
    prefix: { a: accessibleIf(true, u32) },
    lastPrefixField: 'a',
  })
  void [Clock, Loose]

  test('P-12: follow their own policy, or that of the type', () => {
    type Seen = ModuleOf<typeof Clock>
    expectTypeOf<Seen['a']>().toEqualTypeOf<number>()
    expectTypeOf<Seen['b']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Seen['c']>().toEqualTypeOf<number>()
    expectTypeOf<Seen['d']>().toEqualTypeOf<bigint>()
    expectTypeOf<ModuleOf<typeof Loose>['a']>().toEqualTypeOf<number | undefined>()
  })

  test('P-10: need not be given, nor what takes no bytes', () => {
    type Given = ImplementationOf<typeof Clock>
    expectTypeOf<Given['a']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<{ b: number; c: number; e: number }>().toExtend<Given>()
  })
})

describe('references', () => {
  const Leaf = prefixType('Leaf', { version: '1.0.0', prefix: { id: u32 }, lastPrefixField: 'id' })
  const Tree = prefixType('Tree', {
    version: '1.0.0',
    suffix: {
      leaf: missing.panic(prefixRef(Leaf)),
      other: missing.panic(nullable(prefixRef(Leaf))),
      pick: missing.panic(fn({ leaf: prefixRef(Leaf) }, u32)),
    },
  })
  void Tree

  test('P-16, P-17: give accessor objects, and take them, instances and addresses', () => {
    type Seen = ModuleOf<typeof Tree>
    expectTypeOf<Seen['leaf']>().toEqualTypeOf<ModuleOf<typeof Leaf>>()
    expectTypeOf<Seen['other']>().toEqualTypeOf<ModuleOf<typeof Leaf> | null>()
    void ((tree: Seen, one: ImplementedPrefix<typeof Leaf>) => {
      tree.pick(tree.leaf)
      tree.pick(one)
      tree.pick(one.address)
      // @ts-expect-error null where none is allowed
      tree.pick(null)
      // @ts-expect-error no instance
      tree.pick('leaf')
    })
  })

  test('P-20: a type without a prefix has neither prefix nor lastPrefixField', () => {
    void (() => {
      // @ts-expect-error no key of a prefix
      prefixType('Bad', { version: '1.0.0', lastPrefixField: 'a', suffix: { a: u32 } })
    })
  })
})
