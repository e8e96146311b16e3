// Interfaces that are implemented in TypeScript, as a host in C sees them.
import {
  bindFunction,
  exportFunction,
  f64,
  fn,
  hasField,
  i32,
  i64,
  implement,
  ImplementedPrefix,
  layoutOf,
  liveArenaBytes,
  liveExports,
  NativeArena,
  nullable,
  pointer,
  prefixType,
  RStr,
  safeRead,
  since,
  snapshot,
  struct,
  u16,
  u32,
  u64,
  u8,
  untyped,
  usize,
  type AnyType,
  type FunctionType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { openLibrary } from '../../src/ffi/index.js'
import { compileFixture } from '../support/compile.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const Pair = struct('Pair', { tag: u8, weight: f64 })
const Byte = struct('Byte', { value: u8 })
const Steps = struct('Steps', { value: i32 })
const Format = prefixType('Format', {
  version: '1.1.0',
  prefix: { a: u8, b: u16, c: u32, name: RStr, greet: fn({ id: u32 }, RStr) },
  lastPrefixField: 'greet',
  suffix: {
    sum: since('1.1.0', fn([{ first: f64 }, { second: i64 }], f64)),
    pair: since('1.1.0', Pair),
    fail: since('1.1.0', fn({ code: i32 }, i32)),
    maybe: since('1.1.0', nullable(fn({}))),
  },
})

const given = {
  a: 0xab,
  b: 0xcdef,
  c: 0x01234567,
  name: 'hallo',
  greet: (id: number) => `Grüße, Nummer ${id}`,
  sum: (first: number, second: bigint) => first + Number(second),
  pair: { tag: 7, weight: -2.5 },
  fail: (code: number): number => {
    throw new RangeError(`code ${code}`)
  },
  maybe: null,
}

describe.runIf(requireTool('cc'))('an implementation in TypeScript, seen from C', () => {
  const library = openLibrary(compileFixture('prefix-user.c'))
  const module = { module: pointer(untyped) }
  const bound = <P, R extends AnyType>(name: string, type: FunctionType<P, R>) =>
    bindFunction(library.symbol(name)!, type, name)
  const host = {
    firstDifference: bound('first_difference', fn(module, usize)),
    formatSize: bound('format_size', fn({}, usize)),
    sumOr: bound('sum_or', fn([module, { first: f64 }, { second: i64 }, { fallback: f64 }], f64)),
    maybeState: bound('maybe_state', fn(module, i32)),
    greeting: bound('greeting', fn([module, { id: u32 }, { last: pointer(Byte) }], usize)),
    greetingAddress: bound('greeting_address', fn([module, { id: u32 }], usize)),
    failTwice: bound('fail_twice', fn([module, { code: i32 }, { steps: pointer(Steps) }], i32)),
  }

  it('P-5: is byte for byte what a struct written by hand is', () => {
    using instance = implement(Format, given)
    expect(host.firstDifference(instance.address)).toBe(0)
    expect(layoutOf(Format).size).toBe(host.formatSize())
  })

  it('P-5: has its mask, its layout pointer and its fields where they must be', () => {
    using instance = implement(Format, given)
    const bytes = safeRead(instance.address, host.formatSize())
    const view = new DataView(bytes.buffer)
    expect(instance.address % 8).toBe(0)
    expect(view.getBigUint64(0, true)).toBe(0b111111111n)
    expect(view.getBigUint64(8, true)).toBe(0n)
    expect([...bytes.subarray(16, 24)]).toEqual([0xab, 0, 0xef, 0xcd, 0x67, 0x45, 0x23, 0x01])
    expect(view.getBigUint64(32, true)).toBe(5n)
    expect(new TextDecoder().decode(safeRead(Number(view.getBigUint64(24, true)), 5))).toBe('hallo')
    expect(view.getFloat64(64, true)).toBe(-2.5)
    expect(view.getBigUint64(80, true)).toBe(0n)
  })

  it('P-10: its functions are called from C', () => {
    using arena = new NativeArena()
    using instance = implement(Format, given)
    const last = arena.allocate(Byte)
    expect(host.sumOr(instance.address, 1.5, 40n, -1)).toBe(41.5)
    expect(host.greeting(instance.address, 123, last)).toBe(Buffer.byteLength('Grüße, Nummer 123'))
    expect(last.value).toBe('3'.charCodeAt(0))
    expect(host.maybeState(instance.address)).toBe(0)
  })

  it('P-10: an older version has a shorter mask, which C honours', () => {
    const { a, b, c, name, greet } = given
    using instance = implement(Format.upTo('1.0.0'), { a, b, c, name, greet })
    expect(safeRead(instance.address, 8)[0]).toBe(0b11111)
    expect(host.sumOr(instance.address, 1, 2n, -7)).toBe(-7)
    expect(host.maybeState(instance.address)).toBe(-1)
    const seen = instance.as(Format)
    expect(hasField(seen, 'sum')).toBe(false)
    expect(seen.sum).toBeUndefined()
    expect(seen.greet(1)).toBe('Grüße, Nummer 1')
  })

  it('P-10: equal texts are kept once', () => {
    using instance = implement(Format, given)
    const before = liveArenaBytes()
    const first = host.greetingAddress(instance.address, 5)
    for (let round = 0; round < 1000; round++) expect(host.greetingAddress(instance.address, 5)).toBe(first)
    expect(host.greetingAddress(instance.address, 6)).not.toBe(first)
    expect(liveArenaBytes()).toBe(before)
  })

  it('K-5: what it throws goes around C and reaches the caller, once', () => {
    using arena = new NativeArena()
    const steps = arena.allocate(Steps)
    using instance = implement(Format, given)
    const thrown = (() => {
      try {
        return host.failTwice(instance.address, 8, steps)
      } catch (error) {
        return error
      }
    })()
    expect(thrown).toEqual(new RangeError('code 8'))
    expect(steps.value).toBe(3)
    // Nothing is left over for the next call.
    expect(host.sumOr(instance.address, 1, 1n, 0)).toBe(2)
    expect(() => instance.as().fail?.(9)).toThrow(new RangeError('code 9'))
  })

  it('K-5: what does not fit its type is thrown, with the path of the field', () => {
    using arena = new NativeArena()
    const last = arena.allocate(Byte)
    using wrong = implement(Format, { ...given, sum: () => '5' as never, greet: () => 5 as never })
    expect(refusal(() => host.sumOr(wrong.address, 1, 1n, 0))).toMatchObject({
      code: 'ABI-V001',
      path: 'Format.sum → returns',
    })
    expect(refusal(() => host.greeting(wrong.address, 1, last))).toMatchObject({
      path: 'Format.greet → returns',
    })
  })

  it('K-6: after dispose C gets a zero, and the caller an error', () => {
    const instance = implement(Format, given)
    const sum = instance.as().sum!
    instance[Symbol.dispose]()
    expect(refusal(() => sum(1, 1n))).toMatchObject({ code: 'ABI-M004', rule: 'K-6', path: 'Format.sum' })
  })
})

describe('implement', () => {
  const Small = prefixType('Small', {
    version: '1.1.0',
    prefix: { id: u64, twice: fn({ value: u32 }, u32) },
    lastPrefixField: 'twice',
    suffix: { pair: since('1.1.0', Pair) },
  })
  const values = { id: 1n, twice: (value: number) => value * 2, pair: { tag: 1, weight: 2 } }

  it('P-10: owns its memory and its functions until it is disposed of, once', () => {
    const [bytes, exports] = [liveArenaBytes(), liveExports()]
    const instance = implement(Small, values)
    expect(instance).toBeInstanceOf(ImplementedPrefix)
    expect(instance.type).toBe(Small)
    expect(liveExports()).toBe(exports + 1)
    expect(liveArenaBytes()).toBeGreaterThan(bytes)
    instance[Symbol.dispose]()
    instance[Symbol.dispose]()
    expect([liveArenaBytes(), liveExports()]).toEqual([bytes, exports])
  })

  it('P-10: is refused after dispose, and so is what was made of it', () => {
    const instance = implement(Small, values)
    const seen = instance.as()
    const twice = seen.twice
    const pair = seen.pair!
    instance[Symbol.dispose]()
    for (const use of [
      () => instance.address,
      () => instance.as(),
      () => instance.as(Small.upTo('1.0.0')),
      () => seen.id,
      () => snapshot(seen.pair!),
      () => pair.tag,
      () => twice(1),
      () => seen.twice(1),
    ]) {
      expect(refusal(use)).toMatchObject({ code: 'ABI-M004' })
    }
  })

  it.each<[string, object, string]>([
    ['nothing for a field', { id: 1n, twice: () => 0 }, 'nothing for pair'],
    ['undefined for a field', { ...values, pair: undefined }, 'nothing for pair'],
    ['an unknown field', { ...values, more: 1 }, 'the unknown more'],
    ['both', { id: 1n, pair: values.pair, thrice: () => 0 }, 'nothing for twice and the unknown thrice'],
  ])('P-10: refuses %s', (_, implementation, found) => {
    expect(refusal(() => implement(Small, implementation as never))).toMatchObject({
      code: 'ABI-P006',
      rule: 'P-10',
      path: 'Small',
      expected: 'id, twice, pair',
      found,
    })
  })

  it.each([undefined, null, 5, 'text'])('P-10: refuses %p', (implementation) => {
    expect(refusal(() => implement(Small, implementation as never))).toMatchObject({
      code: 'ABI-P006',
      rule: 'P-10',
    })
  })

  it('P-10: a value that does not fit leaves nothing behind', () => {
    const [bytes, exports] = [liveArenaBytes(), liveExports()]
    const wrong = { ...values, pair: { tag: 256, weight: 0 } }
    expect(refusal(() => implement(Small, wrong))).toMatchObject({ code: 'ABI-V002', path: 'Small.pair.tag' })
    expect(refusal(() => implement(Small, { ...values, twice: null as never }))).toMatchObject({
      path: 'Small.twice',
    })
    expect(refusal(() => implement(Small, { ...values, id: 1 as never }))).toMatchObject({ path: 'Small.id' })
    expect([liveArenaBytes(), liveExports()]).toEqual([bytes, exports])
  })

  it('P-10: takes functions that are native already', () => {
    using exported = exportFunction(fn({ value: u32 }, u32), (value) => value * 3)
    using thrice = implement(Small, {
      ...values,
      twice: bindFunction(exported.address, fn({ value: u32 }, u32)),
    })
    expect(thrice.as().twice(5)).toBe(15)
  })

  it('C-9: is seen as another version, or refused', () => {
    using old = implement(Small.upTo('1.0.0'), { id: 1n, twice: (value) => value })
    expect(old.as(Small).pair).toBeUndefined()
    expect(refusal(() => old.as(Small, { strict: true }))).toMatchObject({ code: 'ABI-S002' })
    const Other = prefixType('Small', { version: '1.0.0', prefix: { id: u32 }, lastPrefixField: 'id' })
    expect(refusal(() => old.as(Other))).toMatchObject({ code: 'ABI-S002' })
  })
})
