import { describe, expect, it } from 'vitest'
import { checkSignature, functionAt, maximumAggregateBytes } from '../../src/ffi/functions.js'
import { registerCallback, releaseCallback } from '../../src/ffi/callbacks.js'
import type { NativeSignature } from '../../src/ffi/koffi-types.js'
import { refusal } from '../support/refusal.js'

const signature: NativeSignature = { parameters: ['u32'], returns: 'u32' }
const mirror = (size: number) => ({ runs: [{ scalar: 'u8', count: size, offset: 0 }], size }) as const

describe('functionAt', () => {
  it('K-2: makes one function for an address and a signature', () => {
    const callback = registerCallback(signature, (value) => (value as number) + 1, 'it')
    const native = functionAt(callback.address, signature, 'it')
    expect(native(41)).toBe(42)
    expect(functionAt(callback.address, { ...signature }, 'again')).toBe(native)
    expect(functionAt(callback.address, { ...signature, returns: 'i32' }, 'it')).not.toBe(native)
    releaseCallback(signature, callback, () => 0)
  })

  it.each([0, 4096, -1, 0.5, NaN, 2 ** 48])('M-1: refuses the address %d', (address) => {
    expect(refusal(() => functionAt(address, signature, 'Table.call'))).toMatchObject({
      rule: 'M-1',
      path: 'Table.call',
    })
  })
})

describe('checkSignature', () => {
  it('K-2: allows 64 values', () => {
    checkSignature({ parameters: Array.from({ length: 64 }, () => 'u8'), returns: 'void' }, 'it')
    const tooMany: NativeSignature = { parameters: Array.from({ length: 65 }, () => 'u8'), returns: 'void' }
    expect(refusal(() => checkSignature(tooMany, 'it'))).toMatchObject({
      code: 'ABI-F005',
      rule: 'K-2',
      path: 'it',
      found: '65',
    })
  })

  it('K-3: allows 4096 bytes by value, the result included', () => {
    const half = mirror(maximumAggregateBytes / 2)
    checkSignature({ parameters: [half], returns: half }, 'it')
    for (const tooMuch of [
      { parameters: [half, mirror(1)], returns: half },
      { parameters: [half, half, mirror(1)], returns: 'void' },
      { parameters: [], returns: mirror(maximumAggregateBytes + 1) },
    ] satisfies NativeSignature[]) {
      expect(refusal(() => checkSignature(tooMuch, 'it'))).toMatchObject({
        code: 'ABI-F005',
        rule: 'K-3',
        found: '4097 bytes',
      })
    }
  })
})
