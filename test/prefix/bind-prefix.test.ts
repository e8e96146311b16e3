// Instances that nobody vouches for: what bindPrefix refuses, and what it reads.
import {
  exportFunction,
  f64,
  fn,
  hasField,
  missing,
  NativeArena,
  nullable,
  prefixType,
  RStr,
  since,
  u16,
  u32,
  u8,
  type ModuleOf,
} from 'abiding'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { bindPrefix } from '../../src/prefix/bind-prefix.js'
import { refusal } from '../support/refusal.js'

const Twice = fn({ value: u32 }, u32)
const Mod = prefixType('Mod', {
  version: '1.2.0',
  prefix: { small: u8, twice: Twice },
  lastPrefixField: 'twice',
  suffix: {
    wide: since('1.1.0', missing.panic(f64)),
    more: since('1.1.0', Twice),
    maybe: since('1.2.0', missing.panic(nullable(Twice))),
    name: since('1.2.0', RStr),
  },
})
const now = { version: '1.2.0', fieldCount: 6 }
const old = { version: '1.0.0', fieldCount: 2 }

const twice = exportFunction(Twice, (value) => value * 2)
const arena = new NativeArena()
afterAll(() => {
  twice[Symbol.dispose]()
  arena[Symbol.dispose]()
})

/** Writes an instance word by word: mask, layout pointer, then 8 bytes for each 8 bytes of fields. */
function instance(mask: bigint, words: readonly (number | bigint)[] = [7, twice.address]): number {
  const { memory, offset } = arena.allocateBytes(16 + 8 * words.length, 16)
  ;[mask, 0n, ...words].forEach((word, index) =>
    memory.view.setBigUint64(offset + 8 * index, BigInt(word), true),
  )
  return memory.base! + offset
}
const bind = (address: number, peer = now): ModuleOf<typeof Mod> => bindPrefix(Mod, address, peer)
const whole = (): (number | bigint)[] => [7, twice.address, 0x4029_0000_0000_0000n, twice.address, 0, 1, 0]

describe('an instance', () => {
  it('P-5: is read from its mask at 0 and its fields from 16 on', () => {
    const module = bind(instance(0b111111n, whole()))
    expect([
      module.small,
      module.twice(21),
      module.wide,
      module.more?.(4),
      module.maybe,
      module.name,
    ]).toEqual([7, 42, 12.5, 8, null, ''])
  })

  it('P-5: the layout pointer is not looked at', () => {
    for (const layout of [0n, 1n, 2n ** 63n, 0xdead_beefn]) {
      const { memory, offset } = arena.allocateBytes(32)
      ;[0b11n, layout, 9n, BigInt(twice.address)].forEach((word, index) =>
        memory.view.setBigUint64(offset + 8 * index, word, true),
      )
      expect(bind(memory.base! + offset, old).small).toBe(9)
    }
  })

  it('P-7: any subset of the suffix can be there', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 15n }), (suffix) => {
        const module = bind(instance(0b11n | (suffix << 2n), whole()))
        const there = Mod.fields.filter((field) => hasField(module, field.name as keyof ModuleOf<typeof Mod>))
        expect(there.map((field) => field.index)).toEqual(
          [0, 1, 2, 3, 4, 5].filter((index) => index < 2 || (suffix >> BigInt(index - 2)) & 1n),
        )
        expect(module.more?.(5)).toBe(suffix & 2n ? 10 : undefined)
        expect(module.name).toBe(suffix & 8n ? '' : undefined)
        if (suffix & 1n) expect(module.wide).toBe(12.5)
        else expect(refusal(() => module.wide)).toMatchObject({ code: 'ABI-P004', rule: 'P-9' })
      }),
    )
  })

  it('P-8: the bytes of a missing field are never touched', () => {
    const wrongPointers = [7, twice.address, 0, 1, 2n ** 60n, 2n ** 60n, 2n ** 60n]
    expect(bind(instance(0b11n, wrongPointers)).name).toBeUndefined()
  })

  it('P-5: a newer maker may have more fields than the reader knows', () => {
    const newer = { version: '1.7.0', fieldCount: 64 }
    expect(bind(instance(2n ** 64n - 1n, whole()), newer).small).toBe(7)
    expect(bind(instance(0b11n | (2n ** 63n), whole()), newer).more).toBeUndefined()
  })
})

describe('an instance that cannot be right', () => {
  it.each([1, 4, 7, 12])('P-6: is refused %i bytes off', (offset) => {
    const error = refusal(() => bind(instance(0b11n) + offset))
    expect(error).toMatchObject({ code: 'ABI-P005', rule: 'P-6', path: 'Mod', expected: 'a multiple of 8' })
  })

  it('P-6: is refused at null, at impossible and at unmapped addresses', () => {
    expect(refusal(() => bind(0))).toMatchObject({ code: 'ABI-M001', path: 'Mod' })
    expect(refusal(() => bind(0x800))).toMatchObject({ code: 'ABI-M001' })
    expect(refusal(() => bind(0x10000))).toMatchObject({ code: 'ABI-M003' })
    expect(refusal(() => bind(2 ** 50))).toMatchObject({ code: 'ABI-M002' })
    expect(refusal(() => bind(-8))).toMatchObject({ code: 'ABI-M002' })
    expect(refusal(() => bind(2 ** 63))).toMatchObject({ code: 'ABI-M002' })
    expect(refusal(() => bind(Number.NaN))).toMatchObject({
      code: expect.stringMatching(/^ABI-(M002|P005)$/) as string,
    })
    expect(refusal(() => bind('0x10000' as never))).toMatchObject({ code: 'ABI-M002' })
    expect(refusal(() => bind(undefined as never))).toMatchObject({ code: 'ABI-M002' })
  })

  it.each([
    ['without the prefix', 0n],
    ['without a field of the prefix', 0b101n],
    ['with a field beyond those of its version', 0b1000011n],
    ['with all bits', 2n ** 64n - 1n],
  ])('P-6: is refused with a mask %s', (_, mask) => {
    expect(refusal(() => bind(instance(mask, whole())))).toMatchObject({
      code: 'ABI-P005',
      rule: 'P-6',
      path: 'Mod',
      expected: 'the bits of the prefix (0x3) and none beyond the 6 fields of version 1.2.0',
      found: `0x${mask.toString(16)}`,
    })
  })

  it('P-6: is refused with fields that its version does not have', () => {
    expect(refusal(() => bind(instance(0b111n, whole()), old))).toMatchObject({
      code: 'ABI-P005',
      expected: 'the bits of the prefix (0x3) and none beyond the 2 fields of version 1.0.0',
    })
  })

  it('P-6: a field of the prefix with option need not be there, those behind it must', () => {
    const Loose = prefixType('Loose', {
      version: '1.0.0',
      prefix: { first: missing.option(u16), second: u32 },
      lastPrefixField: 'second',
    })
    const peer = { version: '1.0.0', fieldCount: 2 }
    const words = [0x0000_0005_0000_0003n]
    expect(bindPrefix(Loose, instance(0b10n, words), peer)).toMatchObject({ first: undefined, second: 5 })
    expect(bindPrefix(Loose, instance(0b11n, words), peer)).toMatchObject({ first: 3, second: 5 })
    expect(refusal(() => bindPrefix(Loose, instance(0b01n, words), peer))).toMatchObject({
      code: 'ABI-P005',
      found: '0x1',
    })
  })

  it('P-6: is refused with a null function, in the prefix and in the suffix', () => {
    expect(refusal(() => bind(instance(0b11n, [7, 0])))).toMatchObject({
      code: 'ABI-C002',
      rule: 'L-12',
      path: 'Mod.twice',
      found: 'null in twice',
    })
    const inSuffix = whole()
    inSuffix[3] = 0
    expect(refusal(() => bind(instance(0b111111n, inSuffix)))).toMatchObject({
      code: 'ABI-C002',
      path: 'Mod.more',
    })
    // Where the field is missing, its bytes do not matter.
    expect(bind(instance(0b110111n, inSuffix)).more).toBeUndefined()
  })

  it('P-6: is refused with a function pointer that points to data, to nothing, or is no address', () => {
    const data = instance(0n)
    for (const target of [data, 0x10000, 0x1_0000_0000, 2 ** 52]) {
      expect(refusal(() => bind(instance(0b11n, [7, target])))).toMatchObject({
        code: 'ABI-C003',
        path: 'Mod.twice',
      })
    }
    const both = whole()
    both[1] = 0
    both[3] = data
    const error = refusal(() => bind(instance(0b111111n, both)))
    expect(error.found).toMatch(/^null in twice, 0x[0-9a-f]+ in more$/)
    expect(refusal(() => bind(instance(0b11n, [7, 2n ** 63n])))).toMatchObject({
      code: 'ABI-V005',
      path: 'Mod.twice',
    })
    const nullableToData = whole()
    nullableToData[4] = data
    expect(refusal(() => bind(instance(0b111111n, nullableToData)))).toMatchObject({
      code: 'ABI-C003',
      path: 'Mod.maybe',
    })
  })
})
