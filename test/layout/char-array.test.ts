import fc from 'fast-check'
import { array, bufferMemory, bytesOf, charArray, NativeArena, layoutOf, snapshot, struct, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { leavesOf } from '../../src/layout/layout.js'
import { hostTarget, type CharArrayOptions } from '../../src/layout/index.js'
import { refusal } from '../support/refusal.js'

function make(length: number, options?: CharArrayOptions, Buffer: typeof ArrayBuffer = ArrayBuffer) {
  const Label = struct('Label', { before: u8, text: charArray(length, options), after: u8 })
  return bufferMemory(new Buffer(length + 64)).allocate(Label, { before: 1, text: '', after: 2 })
}

/** A text with its bytes, where it can be written to the array. */
function bytesOfText(text: string, length: number, options: CharArrayOptions): Uint8Array | undefined {
  const { encoding = 'utf-8', terminated = true } = options
  if (text.includes('\0') || Buffer.from(text, 'utf8').toString('utf8') !== text) return undefined
  const bytes = Buffer.from(text, encoding === 'latin1' ? 'latin1' : 'utf8')
  if (encoding === 'latin1' && bytes.toString('latin1') !== text) return undefined
  if (bytes.length > (terminated ? length - 1 : length)) return undefined
  return bytes
}

describe('charArray', () => {
  it('L-15, S-2: is an array of bytes', () => {
    const type = charArray(32)
    expect(layoutOf(type)).toEqual({ size: 32, alignment: 1 })
    expect(type.schema()).toEqual({ array: 'c_char', length: 32 })
    expect(charArray(32, { encoding: 'latin1' }).schema()).toEqual(type.schema())
    expect([type.declareC('name'), type.declareC('*name', true)]).toEqual([
      'char name[32]',
      'const char (*name)[32]',
    ])
    expect(leavesOf(charArray(2), hostTarget())).toEqual([
      { offset: 0, size: 1, scalar: 'i8' },
      { offset: 1, size: 1, scalar: 'i8' },
    ])
    expect(type.defaultValue!()).toBe('')
    expect(make(8).toJSON()).toEqual({ before: 1, text: '', after: 2 })
  })

  const texts = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 70 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('ä', 'é', 'ÿ', 'a'), maxLength: 40 }),
  )
  const options = fc.record(
    { encoding: fc.constantFrom('utf-8' as const, 'latin1' as const), terminated: fc.boolean() },
    { requiredKeys: [] },
  )

  it('L-15: gives back what was written, with zeros behind it, and refuses what does not fit', () => {
    const kinds = fc.constantFrom(ArrayBuffer, SharedArrayBuffer as unknown as typeof ArrayBuffer)
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 60 }), options, kinds, (text, length, how, Kind) => {
        const label = make(length, how, Kind)
        bytesOf(label).fill(0xee)
        const expected = bytesOfText(text, length, how)
        if (expected === undefined) {
          expect(refusal(() => (label.text = text))).toMatchObject({ rule: 'L-15', path: 'Label.text' })
          expect([...bytesOf(label)]).toEqual(new Array(length + 2).fill(0xee))
          return
        }
        label.text = text
        expect(label.text).toBe(text)
        const rest = new Array<number>(length - expected.length).fill(0)
        expect([...bytesOf(label)]).toEqual([0xee, ...expected, ...rest, 0xee])
      }),
      { numRuns: 500 },
    )
  })

  it('L-15: reads up to the first zero byte, or to the end', () => {
    const label = make(6)
    bytesOf(label).set([65, 66, 0, 67, 255], 1)
    expect(label.text).toBe('AB')
    bytesOf(label).set([65, 66, 67, 68, 69, 70], 1)
    expect(label.text).toBe('ABCDEF')
    const long = make(40)
    bytesOf(long).fill(97, 1, 41)
    expect(long.text).toBe('a'.repeat(40))
    bytesOf(long)[31] = 0
    expect(long.text).toBe('a'.repeat(30))
    expect(snapshot(long).text).toBe('a'.repeat(30))
  })

  it('L-15: refuses bytes that are not UTF-8, unless they are another encoding', () => {
    const label = make(4)
    bytesOf(label).set([65, 0xe4, 65], 1)
    expect(refusal(() => label.text)).toMatchObject({ code: 'ABI-V005', path: 'Label.text' })
    const latin = make(4, { encoding: 'latin1' })
    bytesOf(latin).set([65, 0xe4, 65], 1)
    expect(latin.text).toBe('AäA')
    const huge = make(100_000, { encoding: 'latin1', terminated: false })
    huge.text = 'ÿ'.repeat(100_000)
    expect(huge.text).toBe('ÿ'.repeat(100_000))
  })

  it.each([
    [3, 'ABI-V001'],
    [undefined, 'ABI-V001'],
    [['a'], 'ABI-V001'],
    ['a\0b', 'ABI-V001'],
    ['\ud800', 'ABI-V001'],
    ['12345678', 'ABI-V002'],
    ['ääää', 'ABI-V002'],
    ['x'.repeat(10_000), 'ABI-V002'],
  ])('L-15: refuses %o', (value, code) => {
    const label = make(8)
    label.text = 'before'
    expect(refusal(() => (label.text = value as string))).toMatchObject({ code, rule: 'L-15' })
    expect(label.text).toBe('before')
  })

  it('L-15: names the character that the encoding does not have', () => {
    expect(refusal(() => (make(8, { encoding: 'latin1' }).text = 'a€')).found).toContain('U+20AC')
  })

  it.each([
    [0],
    [-1],
    [1.5],
    ['8'],
    [8, null],
    [8, { encoding: 'utf-16' }],
    [8, { encoding: 'toString' }],
    [8, { terminated: 1 }],
  ])('L-15: refuses to declare %o with %o', (length, options?: unknown) => {
    expect(refusal(() => charArray(length as number, options as never))).toMatchObject({
      code: 'ABI-L002',
      rule: 'L-15',
    })
  })

  it('L-15: can be an element, and lie in native memory', () => {
    using arena = new NativeArena()
    const names = arena.allocate(array(charArray(8), 2), ['one', 'zwölf'])
    expect([...names]).toEqual(['one', 'zwölf'])
    names.fill('x')
    expect(names.slice()).toEqual(['x', 'x'])
  })
})
