// Modules that fit their host, and contradict each other: compiled, and as plain schemas.
import {
  accessibleIf,
  ContradictingModuleError,
  emitCHeader,
  fn,
  loadModule,
  prefixRef,
  prefixType,
  since,
  u16,
  u32,
  u64,
  type AnyPrefixType,
  type Field,
  type PrefixFields,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { noteModule } from '../../src/prefix/agreement.js'
import { compileModule } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

let interfaces = 0

/** A family of versions of an interface that nothing else in the process has. */
function family(): (suffix?: Record<string, Field>, prefix?: Record<string, Field>) => AnyPrefixType {
  const name = `Family${(interfaces += 1)}`
  return (suffix = {}, prefix = { a: u32 }) => {
    const all = Object.entries(suffix).map(([key, field], index) => [key, since(`1.${index + 1}.0`, field)])
    return prefixType(name, {
      version: `1.${all.length}.0`,
      prefix,
      lastPrefixField: Object.keys(prefix).at(-1)!,
      suffix: Object.fromEntries(all) as PrefixFields,
    })
  }
}

const meet = (host: AnyPrefixType, name: string, module: AnyPrefixType): void =>
  noteModule({ name: 'the host', schema: host.schema() }, { name, schema: module.schema() })

/** What a module contradicts: the rules, the paths and who says otherwise. */
function contradictions(action: () => unknown): { others: readonly string[]; found: string[][] } {
  const error = refusal(action) as ContradictingModuleError
  expect(error).toBeInstanceOf(ContradictingModuleError)
  expect(error).toMatchObject({ code: 'ABI-P013', rule: 'P-18' })
  const found = error.incompatibilities.map(({ rule, path, expected, found }) => [
    rule,
    path,
    expected,
    found,
  ])
  return { others: error.others, found }
}

describe('modules of one host', () => {
  it('P-18: agree about fields that the host does not know, or are refused', () => {
    const declare = family()
    const host = declare()
    const { name } = host
    meet(host, 'one.so', declare({ b: u32, c: u16 }))
    meet(host, 'two.so', declare({ b: u32 }))
    meet(host, 'three.so', declare({ b: u32, c: u16, d: u64 }))
    const wrong = declare({ b: u64, x: u16, d: u32 })
    expect(contradictions(() => meet(host, 'four.so', wrong))).toEqual({
      others: ['one.so', 'three.so'],
      found: [
        ['C-6', `${name}.b`, 'u32, as one.so says', 'u64'],
        ['C-5', `${name}.c`, 'c, as three.so says', 'x'],
        ['C-6', `${name}.d`, 'u64, as three.so says', 'u32'],
      ],
    })
    // What was refused says nothing.
    meet(host, 'five.so', declare({ b: u32, c: u16, d: u64, e: u32 }))
  })

  it('P-18: say all that is known of a field that others do not use', () => {
    const declare = family()
    const host = declare()
    meet(host, 'one.so', declare({ b: accessibleIf(false, u32) }))
    meet(host, 'two.so', declare({ b: u32 }))
    expect(
      contradictions(() => meet(host, 'three.so', declare({ b: accessibleIf(true, fn({}, u32)) }))).found,
    ).toHaveLength(1)
    meet(host, 'four.so', declare({ b: accessibleIf(true, u32) }))
  })

  it('P-18: are those of all hosts that have a module in common', () => {
    const declare = family()
    const [one, two] = [declare(), declare({ b: u32 })]
    const shared = declare({ b: u32, c: u16 })
    meet(one, 'early.so', declare({ b: u32, c: u16, d: u16 }))
    meet(two, 'late.so', declare({ b: u32, c: u16, d: u32 }))
    expect(contradictions(() => meet(two, 'early.so', declare({ b: u32, c: u16, d: u16 }))).others).toEqual([
      'late.so',
    ])
    expect(
      contradictions(() =>
        meet(declare({ b: u32, c: u16, d: u32 }), 'early.so', declare({ b: u32, c: u16, d: u16 })),
      ).others,
    ).toHaveLength(1)
    expect(
      contradictions(() => {
        meet(one, 'shared.so', shared)
        meet(two, 'shared.so', shared)
      }).others,
    ).toHaveLength(1)
  })

  it('P-18: of another interface, or another host, say nothing', () => {
    const [declare, other] = [family(), family()]
    meet(declare(), 'one.so', declare({ b: u32 }))
    meet(other(), 'two.so', other({ b: u64 }))
    // The same name: an interface of somebody else, who shares nothing with the first.
    const elsewhere = (suffix = {}): AnyPrefixType => declare(suffix, { z: u32 })
    meet(elsewhere(), 'three.so', elsewhere({ b: u64 }))
  })

  it('P-18, P-21: agree about interfaces that are referred to', () => {
    const [outer, inner] = [family(), family()]
    const host = outer({ inner: prefixRef(inner()) })
    meet(host, 'one.so', outer({ inner: prefixRef(inner({ b: u32 })) }))
    const { others, found } = contradictions(() =>
      meet(host, 'two.so', outer({ inner: prefixRef(inner({ b: u64 })) })),
    )
    expect(others).toEqual(['one.so'])
    expect(found).toEqual([['C-6', `${inner().name}.b`, 'u32, as one.so says', 'u64']])
  })

  it('P-18, P-21: and about those that the host does not mention', () => {
    const [outer, inner] = [family(), family()]
    const host = outer()
    meet(host, 'one.so', outer({ inner: prefixRef(inner({ b: u32 })) }))
    meet(host, 'two.so', outer({ inner: prefixRef(inner()) }))
    const { found } = contradictions(() =>
      meet(host, 'three.so', outer({ inner: prefixRef(inner({ b: u64 })) })),
    )
    expect(found).toEqual([
      ['C-6', `${host.name}.inner → pointee → ${inner().name}.b`, 'u32, as one.so says', 'u64'],
    ])
  })
})

describe.runIf(requireTool('cc'))('loadModule', () => {
  it('P-18: refuses a module that contradicts one that was loaded before, and names both', () => {
    const host = prefixType('Contested', { version: '1.0.0', prefix: { a: u32 }, lastPrefixField: 'a' })
    const build = (type: AnyPrefixType, name: string): string =>
      compileModule(
        emitCHeader([type]),
        'static const Contested instance = { CONTESTED_HEADER, 5, 8 };\nCONTESTED_EXPORT(instance)\n',
        {},
        name,
      )
    const declare = (field: Field) =>
      prefixType('Contested', {
        version: '1.1.0',
        prefix: { a: u32 },
        lastPrefixField: 'a',
        suffix: { b: since('1.1.0', field) },
      })
    const [first, second] = [build(declare(u32), 'contested-one'), build(declare(u64), 'contested-two')]
    expect(loadModule(first, host).a).toBe(5)
    const error = refusal(() => loadModule(second, host))
    expect(error).toBeInstanceOf(ContradictingModuleError)
    expect(error.message).toContain(first)
    expect(error.path).toBe(second)
    expect(loadModule(first, declare(u32))).toMatchObject({ a: 5, b: 8 })
  })
})
