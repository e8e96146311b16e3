import { bindFunction, exportFunction, f64, fn, i32, out } from 'abiding'
import { describe, expect, it } from 'vitest'
import { bothForms, hasFeatures } from '../support/features.js'

const errno = { errno: true } as const

describe.runIf(hasFeatures)('errno', () => {
  it('K-16: is what the function left', () => {
    for (const call of bothForms('leave_errno', fn({ number: i32 }, i32, errno))) {
      for (const number of [0, 1, 2, 9, 133, -1]) expect(call(number)).toEqual({ value: -1, errno: number })
    }
  })

  it('K-16: is 0 where the function leaves it alone, whatever it was before', () => {
    const fail = bothForms('leave_errno', fn({ number: i32 }, i32))
    for (const call of bothForms('leave_nothing', fn({}, i32, errno))) {
      for (const one of fail) one(9)
      expect(call()).toEqual({ value: 7, errno: 0 })
    }
  })

  it('K-16: stays right while results take memory', () => {
    for (const call of bothForms('leave_errno_and_double', fn({ number: i32 }, f64, errno))) {
      const kept: unknown[] = []
      for (let number = 1; number <= 20_000; number++) {
        const result = call(number) as { value: number; errno: number }
        if (number % 10 === 0) kept.push(result)
        if (result.errno !== number || result.value !== number * 1.5) expect.fail(`${number}`)
      }
      expect(kept).toHaveLength(2000)
    }
  })

  it('K-16: is that of the function, not of what it called', () => {
    const leave = bothForms('leave_errno', fn({ number: i32 }, i32))[0]!
    const Unary = fn({ value: i32 }, i32)
    using exported = exportFunction(Unary, (value) => {
      leave(99)
      return value * 2
    })
    const type = fn([{ callback: Unary }, { number: i32 }], i32, errno)
    for (const call of bothForms('call_and_leave_errno', type))
      expect(call(exported, 5)).toEqual({ value: 10, errno: 5 })
  })

  it('K-16, K-17: stands beside what comes back through pointers', () => {
    const Divide = fn([{ a: i32 }, { b: i32 }, { q: out(i32) }, { r: out(i32) }], i32, errno)
    for (const call of bothForms('divide', Divide))
      expect(call(17, 5)).toEqual({ value: { returns: 0, q: 3, r: 2 }, errno: 0 })
  })

  it('K-16: means nothing to an implementation', () => {
    const Half = fn({ value: i32 }, i32, errno)
    using exported = exportFunction(Half, (value) => value / 2)
    expect(bindFunction(exported.address, Half)(8).value).toBe(4)
  })

  it('K-5: is not given where a call throws', () => {
    const type = fn([{ callback: fn({ value: i32 }, i32) }, { number: i32 }], i32, errno)
    for (const call of bothForms('call_and_leave_errno', type)) {
      expect(() =>
        call(() => {
          throw new RangeError('no')
        }, 5),
      ).toThrow(RangeError)
    }
  })
})
