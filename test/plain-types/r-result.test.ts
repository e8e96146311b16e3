import {
  bindFunction,
  bufferMemory,
  bytesOf,
  equals,
  exportFunction,
  f64,
  fn,
  layoutOf,
  NativeArena,
  ROption,
  RResult,
  RStr,
  snapshot,
  struct,
  transparent,
  u16,
  u32,
  u64,
  u8,
  unit,
  type AnyType,
  type Type,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateReceiver, composeReceiver } from '../../src/call/received-call.js'
import { refusal } from '../support/refusal.js'

const Point = struct('Point', { x: f64, y: u8 })
const room = () => bufferMemory(new ArrayBuffer(256))

describe('RResult', () => {
  it.each<[AnyType, AnyType, number, number]>([
    [unit, unit, 1, 1],
    [u8, u64, 16, 8],
    [u32, RStr, 24, 8],
    [Point, u16, 24, 8],
  ])('T-23: of $0.name and $1.name has a tag at 0', (ok, err, size, alignment) => {
    expect(layoutOf(RResult(ok, err))).toMatchObject({ size, alignment })
  })

  it('T-23: each form lies at its own alignment', () => {
    const Answer = struct('Answer', { found: RResult(u32, u64) })
    const answer = room().allocate(Answer, { found: { ok: 0x01020304 } })
    expect([...bytesOf(answer)]).toEqual([0, 0, 0, 0, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    answer.found = { err: 7n } as never
    expect([...bytesOf(answer)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0])
    expect(RResult(u32, u64)).toBe(RResult(u32, u64))
    expect(RResult(u32, u64).abiStable).toEqual({ name: 'RResult', parameters: [u32, u64] })
  })

  it('T-24: is read as what it is, and written as either', () => {
    const Answer = struct('Answer', { found: RResult(Point, RStr) })
    const answer = room().allocate(Answer, { found: { ok: { x: 1, y: 2 } } })
    const { found } = answer
    expect(found.isOk && found.ok.x).toBe(1)
    expect(snapshot(answer)).toEqual({ found: { isOk: true, ok: { x: 1, y: 2 } } })
    answer.found = { isOk: false, err: 'closed' }
    expect(answer.found).toEqual({ isOk: false, err: 'closed' })
    expect(answer.toJSON()).toEqual({ found: { isOk: false, err: 'closed' } })
    // What was read can be written.
    const other = room().allocate(Answer, { found: answer.found as never })
    expect(equals(answer, other)).toBe(true)
  })

  it('T-24: everything else is refused, and leaves what was there', () => {
    const Answer = struct('Answer', { found: RResult(Point, u8) })
    const answer = room().allocate(Answer, { found: { err: 9 } })
    const bad: unknown[] = [
      undefined,
      null,
      7,
      [],
      {},
      { ok: { x: 1, y: 1 }, err: 1 },
      { isOk: true, err: 1 },
      { isOk: false, ok: { x: 1, y: 1 } },
      { err: 1, more: 1 },
    ]
    for (const value of bad)
      expect(refusal(() => (answer.found = value as never))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-24',
        path: 'Answer.found',
      })
    expect(refusal(() => (answer.found = { ok: { x: 1, y: 256 } } as never))).toMatchObject({
      code: 'ABI-V002',
      path: 'Answer.found.ok.y',
    })
    expect(answer.found).toEqual({ isOk: false, err: 9 })
  })

  it('T-23: a tag that means nothing is refused, with where it lies', () => {
    const Answer = struct('Answer', { found: RResult(ROption(u8), u8) })
    const answer = room().allocate(Answer, { found: { ok: 9 } })
    bytesOf(answer)[1] = 4
    expect(refusal(() => answer.found)).toMatchObject({ path: 'Answer.found.ok', rule: 'T-20' })
    bytesOf(answer)[0] = 2
    for (const read of [() => answer.found, () => snapshot(answer), () => answer.toJSON()])
      expect(refusal(read)).toMatchObject({
        code: 'ABI-V005',
        rule: 'T-23',
        expected: '0 (ROk) or 1 (RErr)',
        found: 'the tag 2',
      })
    expect(refusal(() => answer.found)).toMatchObject({ path: 'Answer.found' })
  })

  it('T-24: crosses calls in both directions, in registers and in memory', () => {
    const nat = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
    const kinds: readonly (readonly [AnyType, fc.Arbitrary<unknown>])[] = [
      [unit, fc.constant(undefined)],
      [u8, fc.nat(255)],
      [u32, fc.nat(2 ** 32 - 1)],
      [u64, nat(64)],
      [f64, fc.double({ noNaN: true })],
      [RStr, fc.string()],
      [ROption(u16), fc.option(fc.nat(65535), { nil: undefined })],
      [RResult(u8, unit), fc.constantFrom({ isOk: true, ok: 3 }, { isOk: false, err: undefined })],
    ]
    for (const [ok, okValues] of kinds)
      for (const [err, errValues] of kinds) {
        using arena = new NativeArena()
        const result: AnyType = RResult(ok, err)
        const Echo = fn([{ value: result }, { after: u32 }], result)
        using exported = exportFunction(Echo, (value) => value, {
          keep: (bytes, alignment) => arena.keep(bytes, alignment),
        })
        const echo = bindFunction(exported.address, Echo, 'echo')
        const results = fc.oneof(
          okValues.map((value) => ({ isOk: true, ok: value })),
          errValues.map((value) => ({ isOk: false, err: value })),
        )
        fc.assert(
          fc.property(results, (value) => {
            expect(echo(value, 7)).toEqual(value)
          }),
          { numRuns: 8 },
        )
      }
  })
})

describe('what an exported function throws', () => {
  const Refusal: Type<number> = Object.freeze<Type<number>>({
    ...u16,
    name: 'Refusal',
    fromThrown: (thrown) => (thrown as Error).message.length,
  })

  it('T-26, K-5: becomes the error, where one can be made of it', () => {
    for (const type of [Refusal, transparent('Renamed', Refusal)]) {
      const Open = fn({ door: u8 }, RResult(u8, type))
      const open = (door: number): { ok: number } => {
        if (door > 3) throw new Error('there are three doors')
        return { ok: door }
      }
      using exported = exportFunction(Open, open)
      const bound = bindFunction(exported.address, Open, 'open')
      expect(bound(3)).toEqual({ isOk: true, ok: 3 })
      expect(bound(4)).toEqual({ isOk: false, err: 21 })
    }
  })

  it('T-26: also what it gives back that does not fit', () => {
    const Open = fn({}, RResult(u8, Refusal))
    using exported = exportFunction(Open, () => ({ ok: 256 }))
    const result = bindFunction(exported.address, Open, 'open')()
    expect(result.isOk).toBe(false)
  })

  it('T-26, K-5: goes on its way where none can be made', () => {
    const Open = fn({}, RResult(u8, u8))
    using exported = exportFunction(Open, () => {
      throw new RangeError('no door')
    })
    expect(bindFunction(exported.address, Open, 'open')).toThrow(RangeError)
    const Failing: Type<number> = {
      ...Refusal,
      name: 'Failing',
      fromThrown: () => {
        throw new TypeError('not this either')
      },
    }
    using other = exportFunction(fn({}, RResult(u8, Failing)), () => {
      throw new RangeError('no door')
    })
    expect(bindFunction(other.address, fn({}, RResult(u8, Failing)), 'open')).toThrow(RangeError)
  })

  it('T-26: generated and composed receivers agree', async () => {
    const { lower } = await import('../../src/call/lowering.js')
    const Open = fn({ door: u8 }, RResult(u64, Refusal))
    const signature = lower(Open, 'receive')
    const fail = (): never => {
      throw new Error('closed')
    }
    const made = [generateReceiver, composeReceiver].map((make) =>
      make(signature)(fail, 'open', undefined, (error) => {
        throw error
      })(1),
    )
    expect(made[0]).toEqual(made[1])
    expect(made[0]).toBeDefined()
  })
})
