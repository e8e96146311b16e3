import { describe, expect, it } from 'vitest'
import { registerCallback, releaseCallback } from '../../src/ffi/callbacks.js'
import { functionAt } from '../../src/ffi/functions.js'
import type { NativeSignature } from '../../src/ffi/koffi-types.js'
import { runProgram } from '../support/child.js'

const signature: NativeSignature = { parameters: ['i16', 'i16'], returns: 'i16' }

describe('registerCallback', () => {
  it('K-6: gives an entry point whose target can be exchanged', () => {
    const callback = registerCallback(signature, (a, b) => (a as number) - (b as number), 'it')
    const call = functionAt(callback.address, signature, 'it')
    expect(call(5, 3)).toBe(2)
    callback.target = () => 9
    expect(call(5, 3)).toBe(9)
    releaseCallback(signature, callback, () => -1)
    expect(call(5, 3)).toBe(-1)
  })

  it('K-6: an entry point rests until 64 others were given back', () => {
    const own: NativeSignature = { parameters: ['i8', 'i16', 'i8'], returns: 'i16' }
    const first = registerCallback(own, () => 1, 'it')
    releaseCallback(own, first, () => -1)
    const call = functionAt(first.address, own, 'it')
    for (let others = 0; others < 64; others++) {
      const other = registerCallback(own, () => 2, 'it')
      expect(other.address).not.toBe(first.address)
      expect(call(0, 0, 0)).toBe(-1)
      releaseCallback(own, other, () => -2)
    }
    const next = registerCallback(own, () => 3, 'it')
    expect(next.address).toBe(first.address)
    expect(call(0, 0, 0)).toBe(3)
    releaseCallback(own, next, () => -3)
  })

  it('K-6: 8192 are enough for everybody', async () => {
    const result = await runProgram('would-crash.ts', ['more exports than there are entry points'])
    expect(result).toMatchObject({ status: 0, signal: null, output: ['ABI-F004, then 42'] })
  })
})
