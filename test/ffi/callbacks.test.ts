import { describe, expect, it } from 'vitest'
import { registerCallback, releaseCallback, type Callback } from '../../src/ffi/callbacks.js'
import { functionAt } from '../../src/ffi/functions.js'
import type { NativeSignature } from '../../src/ffi/koffi-types.js'
import { runProgram } from '../support/child.js'

const signature: NativeSignature = { parameters: ['i16', 'i16'], returns: 'i16' }
const make = (value: number): Callback => registerCallback(signature, () => value, 'it')

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
    const first = make(1)
    releaseCallback(signature, first, () => -1)
    const resting = Array.from({ length: 64 }, () => make(2))
    expect(resting.map((one) => one.address)).not.toContain(first.address)
    for (const one of resting) releaseCallback(signature, one, () => -2)
    // The entry point of the test above is the oldest, then comes the first of this one.
    const next = [make(3), make(4), make(5)]
    expect(next.map((one) => one.address)).toContain(first.address)
    expect(functionAt(first.address, signature, 'it')(0, 0)).not.toBe(-1)
    for (const one of next) releaseCallback(signature, one, () => -3)
  })

  it('K-6: 8192 are enough for everybody', async () => {
    const result = await runProgram('would-crash.ts', ['more exports than there are entry points'])
    expect(result).toMatchObject({ status: 0, signal: null, output: ['ABI-F004, then 42'] })
  })
})
