import { bufferMemory, char32, struct, targets } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Key = struct('Key', { symbol: char32 })

describe('char32', () => {
  it('L-29: holds every Unicode character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        fc.constantFrom(...Object.values(targets)),
        (character, target) => {
          const space = bufferMemory(new ArrayBuffer(64), target)
          expect(space.allocate(Key, { symbol: character }).symbol).toBe(character)
          expect(space.view.getUint32(16, target.byteOrder === 'little')).toBe(character.codePointAt(0))
        },
      ),
    )
  })

  it.each(['', 'ab', '\ud800', '\udfff', '\u{1f511}a', 65, null, undefined])('L-29: refuses %j', (value) => {
    const key = bufferMemory(new ArrayBuffer(64)).at(Key, 0)
    expect(refusal(() => (key.symbol = value as never)).code).toMatch(/^ABI-V00[12]$/)
  })

  it.each([0xd800, 0xdfff, 0x110000, 0xffffffff])('L-29: refuses to read 0x%s', (code) => {
    const space = bufferMemory(new ArrayBuffer(64))
    space.view.setUint32(0, code, true)
    expect(refusal(() => space.at(Key, 0).symbol)).toMatchObject({ code: 'ABI-V005', path: 'Key.symbol' })
  })
})
