import { bufferMemory, decodeUtf8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8, readUtf8 } from '../../src/layout/utf8.js'
import { refusal } from '../support/refusal.js'

const text = fc.string({ unit: 'binary' }).map((one) => one.toWellFormed())

declare global {
  interface String {
    toWellFormed(): string
  }
}

describe('UTF-8', () => {
  it('M-6: comes back as it was written, from any memory', () => {
    fc.assert(
      fc.property(text, (one) => {
        const bytes = encodeUtf8(one)
        expect(bytes).toEqual(new Uint8Array(Buffer.from(one, 'utf8')))
        expect(decodeUtf8(bytes)).toBe(one)
        const shared = new SharedArrayBuffer(16 + bytes.length)
        new Uint8Array(shared, 16).set(bytes)
        expect(decodeUtf8(new Uint8Array(shared, 16))).toBe(one)
        expect(readUtf8(bufferMemory(shared), 16, bytes.length, 'it')).toBe(one)
      }),
    )
  })

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a truncated character', [0xe2, 0x82]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a character beyond the last', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that never occurs', [0x61, 0xff]],
  ])('M-6: refuses %s', (_what, bytes) => {
    expect(refusal(() => decodeUtf8(new Uint8Array(bytes), 'Person.name'))).toMatchObject({
      code: 'ABI-V005',
      rule: 'M-6',
      path: 'Person.name',
    })
  })

  it('M-6: accepts exactly what the system accepts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const isValid = Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8').equals(bytes)
        if (isValid) expect(decodeUtf8(bytes)).toBe(Buffer.from(bytes).toString('utf8'))
        else expect(refusal(() => decodeUtf8(bytes)).code).toBe('ABI-V005')
      }),
    )
  })

  it('M-6: keeps a byte order mark', () => {
    expect(decodeUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa')
  })

  it('M-6: reads nothing where there is nothing to read, and refuses lengths that no string has', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    expect(readUtf8(memory, 0, 0, 'it')).toBe('')
    expect(readUtf8(memory, 1, 0, 'it')).toBe('')
    expect(refusal(() => readUtf8(memory, 16, 2 ** 30, 'it'))).toMatchObject({
      code: 'ABI-V005',
      rule: 'M-6',
    })
    expect(refusal(() => readUtf8(memory, 0, 1, 'it')).code).toBe('ABI-M001')
    expect(refusal(() => readUtf8(memory, 60, 5, 'it')).code).toBe('ABI-M005')
  })
})
