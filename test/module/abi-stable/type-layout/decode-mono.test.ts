// What instances of a type share is decoded once, and counts each time.
import { describe, expect, it } from 'vitest'
import { MonoTypes } from '../../../../src/module/abi-stable/type-layout/decode-mono.js'
import { LayoutReader } from '../../../../src/module/abi-stable/type-layout/layout-reader.js'
import { refusal } from '../../../support/refusal.js'

/** In memory full of zeros there are primitive types without names everywhere. */
function typesInZeros(): { readonly types: MonoTypes; readonly reads: () => number } {
  let reads = 0
  const image = {
    read: (_address: number, byteLength: number) => {
      reads += 1
      return new Uint8Array(byteLength)
    },
    resolveGetter: () => undefined,
  }
  return { types: new MonoTypes(new LayoutReader(image)), reads: () => reads }
}

const place = { label: 'Type', parent: undefined }

describe('what instances of a type share', () => {
  it('A-20: is read once', () => {
    const { types, reads } = typesInZeros()
    const first = types.at(0x1000, 0x2000, place)
    expect(first).toMatchObject({ name: '', data: { kind: 'primitive', primitive: 'u8' }, lifetimes: [] })
    const before = reads()
    expect(before).toBeGreaterThan(0)
    expect(types.at(0x1000, 0x2000, place)).toBe(first)
    expect(reads()).toBe(before)
  })

  it('A-20: is read again where an instance has other names', () => {
    const { types, reads } = typesInZeros()
    const first = types.at(0x1000, 0x2000, place)
    const before = reads()
    expect(types.at(0x1000, 0x3000, place)).not.toBe(first)
    expect(reads()).toBeGreaterThan(before)
  })

  it('A-22: counts for every instance, so that there is an end', () => {
    const { types } = typesInZeros()
    const error = refusal(() => {
      for (;;) types.at(0x1000, 0x2000, place)
    })
    expect(error).toMatchObject({ code: 'ABI-A013', path: 'Type', expected: 'at most 67108864 bytes' })
  })
})
