// Instances that live as long as the process.
import {
  bindFunction,
  fn,
  leakIntoPrefix,
  liveExports,
  prefixType,
  since,
  staticPrefix,
  u32,
  viewPrefix,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Clock = prefixType('Clock', {
  version: '1.1.0',
  prefix: { now: fn({}, u32) },
  lastPrefixField: 'now',
  suffix: { zone: since('1.1.0', u32) },
})

describe('leakIntoPrefix', () => {
  it('P-19: gives an address that native code can keep', () => {
    const before = liveExports()
    const address = leakIntoPrefix(Clock, { now: () => 5, zone: 8 })
    const seen = viewPrefix(Clock, address)
    expect([seen.now(), seen.zone]).toEqual([5, 8])
    expect(liveExports()).toBe(before + 1)
    expect(leakIntoPrefix(Clock, { now: () => 5, zone: 8 })).not.toBe(address)
    expect(viewPrefix(Clock, leakIntoPrefix(Clock.upTo('1.0.0'), { now: () => 1 })).zone).toBeUndefined()
  })

  it('P-19: refuses what implement refuses, and leaks nothing then', () => {
    const before = liveExports()
    expect(refusal(() => leakIntoPrefix(Clock, { now: () => 5 } as never))).toMatchObject({
      code: 'ABI-P006',
    })
    expect(liveExports()).toBe(before)
  })
})

describe('staticPrefix', () => {
  it('P-19: makes its instance when it is first needed, once', () => {
    let made = 0
    const clock = staticPrefix(Clock, () => {
      made += 1
      return { now: () => made, zone: 8 }
    })
    expect([clock.type, made]).toEqual([Clock, 0])
    const { address } = clock
    expect([clock.address, clock.as().now(), clock.as(Clock.upTo('1.0.0')).now(), made]).toEqual([
      address,
      1,
      1,
      1,
    ])
    const now = bindFunction(addressOfNow(address), fn({}, u32))
    expect(now()).toBe(1)
  })

  it('P-19: asks its supplier again where it failed', () => {
    let isReady = false
    const clock = staticPrefix(Clock, () => {
      if (!isReady) throw new RangeError('not yet')
      return { now: () => 3, zone: 8 }
    })
    expect(() => clock.address).toThrow(RangeError)
    isReady = true
    expect(clock.as().now()).toBe(3)
    expect(refusal(() => staticPrefix(Clock, 5 as never))).toMatchObject({ code: 'ABI-V001', rule: 'P-19' })
  })
})

/** The word behind the header, which is the only field of the prefix. */
function addressOfNow(address: number): number {
  const Words = prefixType('Words', {
    version: '1.0.0',
    prefix: { now: u32, high: u32 },
    lastPrefixField: 'high',
  })
  const { now, high } = viewPrefix(Words, address)
  return now + high * 2 ** 32
}
