import { describe, expect, it } from 'vitest'
import { memoize } from '../../src/layout/memoize.js'

describe('memoize', () => {
  it('L-8: computes once for an object', () => {
    let count = 0
    const next = memoize((_key: object) => (count += 1))
    const [first, second] = [{}, {}]
    expect([next(first), next(second), next(first), next(second)]).toEqual([1, 2, 1, 2])
  })

  it('L-8: remembers results that are undefined', () => {
    let count = 0
    const compute = memoize((_key: object): undefined => void (count += 1))
    const key = {}
    compute(key)
    compute(key)
    expect(count).toBe(1)
  })

  it('L-8: remembers nothing of a failure', () => {
    let fails = true
    const compute = memoize((_key: object) => {
      if (fails) throw new Error('no')
      return 'yes'
    })
    const key = {}
    expect(() => compute(key)).toThrow('no')
    fails = false
    expect(compute(key)).toBe('yes')
  })
})
