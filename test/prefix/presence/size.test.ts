// Presence by size: which fields a number of bytes holds, and what is done with the bytes behind them.
import {
  array,
  c_int,
  hasField,
  implement,
  layoutOf,
  missing,
  NativeArena,
  prefixType,
  reserved,
  since,
  sizeField,
  struct,
  u16,
  u32,
  u64,
  u8,
  usize,
  viewPrefix,
} from 'abiding'
import { afterAll, describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'

const arena = new NativeArena()
afterAll(() => arena[Symbol.dispose]())

/** Ends at 4, 8, 16, 18 and 19; has 24 bytes. */
const Options = prefixType('Options', {
  presence: sizeField('size', { unknownTail: 'refuse', largest: 4096 }),
  prefix: { size: u32, flags: u32 },
  lastPrefixField: 'flags',
  suffix: { limit: u64, port: missing.panic(u16), mode: missing.value(u8, 9) },
})
const names = Options.fields.map((field) => field.name)

/** An instance that says some size, with a byte somewhere behind its fields. */
function instance(size: number, byte?: number): number {
  const { memory, offset } = arena.allocateBytes(8192, 16)
  memory.view.setUint32(offset, size, true)
  if (byte !== undefined) memory.view.setUint8(offset + byte, 1)
  return memory.base! + offset
}
const fieldsIn = (address: number): string[] => {
  const view = viewPrefix(Options, address)
  return names.filter((name) => hasField(view, name as keyof typeof view))
}

describe('a size', () => {
  it.each([
    [8, 2],
    [15, 2],
    [16, 3],
    [17, 3],
    [18, 4],
    [19, 5],
    [24, 5],
    [25, 5],
    [4096, 5],
  ])('R-2: of %i bytes holds the first %i fields', (size, count) => {
    expect(fieldsIn(instance(size))).toEqual(names.slice(0, count))
  })

  it.each([0, 1, 7, 4097, 2 ** 31, 2 ** 32 - 1])('R-2: of %i bytes is refused', (size) => {
    expect(refusal(() => fieldsIn(instance(size)))).toMatchObject({
      code: 'ABI-P008',
      rule: 'R-2',
      path: 'Options.size',
      expected: '8 to 4096 bytes',
      found: String(size),
    })
  })

  it('R-2: may be an integer of any width, with or without a sign', () => {
    for (const type of [u8, u16, c_int, u64, usize]) {
      const Small = prefixType('Small', {
        presence: sizeField('size'),
        prefix: { size: type, a: u8 },
        lastPrefixField: 'a',
        suffix: { b: u64 },
      })
      using small = implement(Small, { a: 1, b: 2n })
      const { size } = layoutOf(Small)
      expect(Number((small.as() as { size: number | bigint }).size)).toBe(size)
    }
    const Signed = prefixType('Signed', {
      presence: sizeField('size'),
      prefix: { size: c_int },
      lastPrefixField: 'size',
    })
    expect(refusal(() => viewPrefix(Signed, instance(2 ** 32 - 1)))).toMatchObject({
      code: 'ABI-P008',
      found: '-1',
    })
    expect(refusal(() => viewPrefix(Signed, instance(2 ** 20 + 1)))).toMatchObject({
      expected: `4 to ${2 ** 20} bytes`,
    })
  })

  it('R-2: is no version, and needs none', () => {
    expect(Options.versions).toEqual(['1.0.0'])
    const view = viewPrefix(Options, instance(16))
    expect(refusal(() => view.port)).toMatchObject({ code: 'ABI-P004', found: '16 bytes with 3 fields' })
    expect(view.mode).toBe(9)
    const newer = viewPrefix(Options.upTo('1.0.0'), instance(64))
    expect(newer.mode).toBe(0)
  })

  it('R-1, R-2: is declared with a field of the prefix and options that make sense', () => {
    const declare = (presence: unknown): unknown =>
      prefixType('Bad', {
        presence: presence as never,
        prefix: { size: u32, pair: struct('Pair', { a: u8, b: u8 }) },
        lastPrefixField: 'pair',
        suffix: { late: u32 },
      })
    for (const field of ['pair', 'late', 'none'])
      expect(refusal(() => declare(sizeField(field)))).toMatchObject({ code: 'ABI-P010', rule: 'R-1' })
    expect(refusal(() => sizeField('size', { unknownTail: 'keep' as never }))).toMatchObject({
      code: 'ABI-P010',
      rule: 'R-2',
    })
    for (const largest of [0, 1.5, -1, Number.NaN])
      expect(refusal(() => sizeField('size', { largest }))).toMatchObject({ code: 'ABI-P010' })
  })

  it('R-2: a newer field lies in no padding of an older version', () => {
    const declare = (pad: object): object =>
      prefixType('Grown', {
        presence: sizeField('size'),
        version: '1.1.0',
        prefix: { size: u64, flag: u8, ...pad },
        lastPrefixField: 'flag',
        suffix: { late: since('1.1.0', u16) },
      } as never)
    expect(refusal(() => layoutOf(declare({}) as never))).toMatchObject({
      code: 'ABI-P010',
      rule: 'R-2',
      path: 'Grown.late',
      expected: 'an offset of 16 or more, the size of the struct in the version before',
    })
    const Padded = prefixType('Grown', {
      presence: sizeField('size'),
      version: '1.1.0',
      prefix: { size: u64, flag: u8, spare: reserved(array(u8, 7)) },
      lastPrefixField: 'spare',
      suffix: { late: since('1.1.0', u16) },
    })
    expect(layoutOf(Padded).fields.at(-1)!.offset).toBe(16)
  })
})

describe('an unknown tail', () => {
  it('R-4: of zeros is nothing', () => {
    expect(fieldsIn(instance(4096))).toEqual(names)
    expect(fieldsIn(instance(24, 24))).toEqual(names)
  })

  it.each([
    [32, 24],
    [32, 31],
    [24, 19],
    [17, 16],
    [4096, 4095],
  ])('R-4: of a struct of %i bytes is refused for something at %i', (size, byte) => {
    expect(refusal(() => fieldsIn(instance(size, byte)))).toMatchObject({
      code: 'ABI-P009',
      rule: 'R-4',
      path: 'Options',
      found: `something else at offset ${byte}`,
    })
  })

  it('R-4: is ignored otherwise', () => {
    const Tolerant = prefixType('Options', {
      presence: sizeField('size'),
      prefix: { size: u32, flags: u32 },
      lastPrefixField: 'flags',
    })
    expect(viewPrefix(Tolerant, instance(4096, 4095)).flags).toBe(0)
  })
})
