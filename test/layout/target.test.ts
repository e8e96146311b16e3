import { hostTarget, targets } from 'abiding'
import { describe, expect, it } from 'vitest'

describe('targets', () => {
  it.each(Object.entries(targets))(
    'L-1: %s has 64-bit pointers, little-endian bytes and natural alignment',
    (name, target) => {
      expect(target).toEqual({
        name,
        pointerSize: 8,
        byteOrder: 'little',
        int64Alignment: 8,
        float64Alignment: 8,
      })
      expect(Object.isFrozen(target)).toBe(true)
    },
  )
})

describe('hostTarget', () => {
  it('L-1: is the entry of this machine', () => {
    const names: Record<string, keyof typeof targets> = { x64: 'x86_64-linux', arm64: 'aarch64-linux' }
    expect(hostTarget()).toBe(targets[names[process.arch]!])
    expect(hostTarget()).toBe(hostTarget())
  })
})
