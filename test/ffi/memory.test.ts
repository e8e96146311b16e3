import { describe, expect, it } from 'vitest'
import { allocateNative, freeNative, unsafeViewAt } from '../../src/ffi/memory.js'
import { runProgram } from '../support/child.js'
import { refusal } from '../support/refusal.js'

describe('native memory', () => {
  it('M-5: is zeroed, aligned to 16 bytes, and seen by all views of it', () => {
    for (const byteLength of [1, 15, 16, 4096, 1_000_003]) {
      const address = allocateNative(byteLength)
      expect(address % 16).toBe(0)
      const bytes = new Uint8Array(unsafeViewAt(address, byteLength))
      expect(bytes.every((byte) => byte === 0)).toBe(true)
      bytes.fill(7)
      expect(new Uint8Array(unsafeViewAt(address + byteLength - 1, 1))[0]).toBe(7)
      freeNative(address)
    }
  })

  it('M-5: memory that was used before is zeroed again', () => {
    for (let round = 0; round < 50; round++) {
      const address = allocateNative(256)
      const bytes = new Uint8Array(unsafeViewAt(address, 256))
      expect(bytes.every((byte) => byte === 0)).toBe(true)
      bytes.fill(0xff)
      freeNative(address)
    }
  })

  it('M-1: no view is laid over what is no address', () => {
    for (const address of [0, 8, 0xffff])
      expect(refusal(() => unsafeViewAt(address, 8)).code).toBe('ABI-M001')
    for (const address of [-8, 0.5, NaN, 2 ** 48])
      expect(refusal(() => unsafeViewAt(address, 8)).code).toBe('ABI-M002')
  })

  it('M-5: says when no memory is left', () => {
    expect(refusal(() => allocateNative(2 ** 40)).code).toBe('ABI-M007')
  })

  it('M-2: views that the runtime does not have are refused', async () => {
    const result = await runProgram('would-crash.ts', ['view longer than the runtime has'])
    const isRecent = Number.parseInt(process.versions.node) >= 22
    expect(result).toMatchObject({ status: 0, signal: null, output: [isRecent ? 'nothing' : 'ABI-M005'] })
  })
})
