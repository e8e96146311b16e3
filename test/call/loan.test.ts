import { bindFunction, cString, fn, i32, liveExports, nullable, struct, usize, exportFunction } from 'abiding'
import { describe, expect, it } from 'vitest'
import { registerCallback } from '../../src/ffi/index.js'
import { addressOfFeature, bothForms, feature, hasFeatures } from '../support/features.js'
import { refusal } from '../support/refusal.js'

const Unary = fn({ value: i32 }, i32)
const Apply = fn([{ callback: Unary }, { times: i32 }], i32)

describe.runIf(hasFeatures)('functions of JavaScript as arguments', () => {
  it('K-19: are called while the call lasts', () => {
    const before = liveExports()
    for (const apply of bothForms('apply', Apply)) {
      expect(apply((value: number) => value * 3, 4)).toBe(18)
      expect(apply(Math.abs, 3)).toBe(3)
    }
    expect(liveExports()).toBe(before)
  })

  it('K-19: many calls need few entry points', () => {
    const [apply] = bothForms('apply', Apply)
    for (let index = 0; index < 10_000; index++) {
      if (apply!((value: number) => value + index, 1) !== index) expect.fail(String(index))
    }
    // One more can still be had.
    expect(registerCallback({ parameters: ['i32'], returns: 'i32' }, () => 0, 'one').address).toBeGreaterThan(
      0,
    )
  })

  it('K-19, K-5: what they throw is thrown by the call', () => {
    for (const apply of bothForms('apply', Apply)) {
      expect(() =>
        apply(() => {
          throw new RangeError('no')
        }, 2),
      ).toThrow(RangeError)
      expect(refusal(() => apply(() => 'x', 1))).toMatchObject({ path: 'apply → param callback → returns' })
    }
  })

  it('K-19, K-6: native code that keeps one gets a zero later, and an error is thrown', () => {
    const callKept = feature('call_kept', Unary)
    for (const keep of bothForms('keep', fn({ callback: Unary }, i32))) {
      expect(keep((value: number) => value + 41)).toBe(42)
      expect(refusal(() => callKept(1))).toMatchObject({
        code: 'ABI-M004',
        rule: 'K-6',
        path: 'keep → param callback',
      })
    }
  })

  it('K-19: the text that they give back lives as long as the call', () => {
    const LengthOf = fn([{ namer: fn({ number: i32 }, cString) }, { number: i32 }], usize)
    for (const call of bothForms('length_of', LengthOf))
      expect(call((number: number) => 'n'.repeat(number), 5000)).toBe(5000)
  })

  it('K-19: null, exported functions and those of native code pass as ever', () => {
    const Maybe = fn([{ callback: nullable(Unary) }, { value: i32 }], i32)
    using exported = exportFunction(Unary, (value) => value + 1)
    const bound = bindFunction(addressOfFeature('deep'), Unary)
    for (const maybe of bothForms('maybe', Maybe)) {
      expect([
        maybe(null, 1),
        maybe((value: number) => value * 2, 4),
        maybe(exported, 4),
        maybe(bound, 3),
      ]).toEqual([-1, 8, 5, 0])
      expect(refusal(() => maybe(5, 1)).code).toBe('ABI-V001')
      expect(refusal(() => maybe(undefined, 1)).code).toBe('ABI-V001')
    }
    const gone = exportFunction(Unary, (value) => value)
    gone[Symbol.dispose]()
    for (const maybe of bothForms('maybe', Maybe)) expect(refusal(() => maybe(gone, 1)).code).toBe('ABI-M004')
  })

  it('K-19: within a struct they need an entry point', () => {
    const Holder = struct('Holder', { callback: Unary })
    for (const keep of bothForms('keep', fn({ holder: Holder }, i32)))
      expect(refusal(() => keep({ callback: (value: number) => value }))).toMatchObject({
        code: 'ABI-V001',
        path: 'keep → param holder.callback',
      })
  })

  it('K-20: calls within each other end in an error that says so', () => {
    for (const call of bothForms('with_room', Apply)) {
      let depth = 0
      const again = (value: number): number => {
        depth += 1
        return call(again, value) as number
      }
      expect(refusal(() => again(1))).toMatchObject({ code: 'ABI-C005', rule: 'K-20', path: 'with_room' })
      expect(depth).toBe(65)
      expect(call((value: number) => value, 3)).toBe(4)
    }
  })
})
