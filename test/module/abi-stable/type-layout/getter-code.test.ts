import { describe, expect, it } from 'vitest'
import { decodeGetter } from '../../../../src/index.js'

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

describe('functions that give an address', () => {
  it('A-21: are read on x86-64, with and without a landing mark', () => {
    expect(decodeGetter(bytes('48 8d 05 10 00 00 00 c3'), 0x1000, 'x86_64')).toBe(0x1017)
    expect(decodeGetter(bytes('48 8d 05 f0 ff ff ff c3'), 0x1000, 'x86_64')).toBe(0xff7)
    expect(decodeGetter(bytes('f3 0f 1e fa 48 8d 05 10 00 00 00 c3'), 0x1000, 'x86_64')).toBe(0x101b)
  })

  it('A-21: are read on aarch64, with and without a landing mark', () => {
    // adrp x0, #0x2000 further; add x0, x0, #0x28; ret
    expect(decodeGetter(bytes('00 00 00 d0 00 a0 00 91 c0 03 5f d6'), 0x10010, 'aarch64')).toBe(0x12028)
    expect(decodeGetter(bytes('5f 24 03 d5 00 00 00 d0 00 a0 00 91 c0 03 5f d6'), 0x10010, 'aarch64')).toBe(
      0x12028,
    )
  })

  it('A-21: are refused where the code does anything else, or ends', () => {
    expect(decodeGetter(bytes('48 8d 05 10 00 00 00 90'), 0x1000, 'x86_64')).toBeUndefined()
    expect(decodeGetter(bytes('48 8d 05'), 0x1000, 'x86_64')).toBeUndefined()
    expect(decodeGetter(bytes(''), 0x1000, 'x86_64')).toBeUndefined()
    expect(decodeGetter(bytes('00 00 00 d0 00 a0 00 91 c0 03 5f d7'), 0x1000, 'aarch64')).toBeUndefined()
    expect(decodeGetter(bytes('5f 24 03 d5'), 0x1000, 'aarch64')).toBeUndefined()
  })
})
