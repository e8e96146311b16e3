import {
  addressOf,
  array,
  bindFunction,
  bufferMemory,
  bytesOf,
  exportFunction,
  fn,
  layoutOf,
  liveArenaBytes,
  MemoryError,
  native,
  NativeArena,
  RStr,
  safeRead,
  snapshot,
  struct,
  u64,
  ValueError,
} from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Label = struct('Label', { text: RStr })
/** The same bytes without their meaning. */
const Parts = struct('Parts', { data: u64, length: u64 })

const strings = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\0', '\ufeffa'),
)

describe('RStr', () => {
  it('T-1: is a pointer and a length, 16 bytes aligned to 8', () => {
    expect(layoutOf(RStr)).toMatchObject({ size: 16, alignment: 8 })
    using arena = new NativeArena()
    const label = arena.allocate(Label, { text: 'grün' })
    const { data, length } = snapshot(native.at(Parts, addressOf(label)))
    expect(length).toBe(5n)
    expect(new TextDecoder().decode(safeRead(Number(data), 5))).toBe('grün')
  })

  it('T-1: any string of whole characters is written and read back, in native memory and in a buffer', () => {
    fc.assert(
      fc.property(strings, (text) => {
        using arena = new NativeArena()
        expect(arena.allocate(Label, { text }).text).toBe(text)
        const buffer = bufferMemory(new SharedArrayBuffer(64 + 4 * text.length))
        expect(buffer.allocate(Label, { text }).text).toBe(text)
      }),
    )
  })

  it('T-1: the empty string is not null, and empty text is never looked at', () => {
    using arena = new NativeArena()
    const label = arena.allocate(Label, { text: '' })
    const parts = native.at(Parts, addressOf(label))
    expect(snapshot(parts)).toEqual({ data: 1n, length: 0n })
    parts.data = 0n
    expect(label.text).toBe('')
  })

  it('T-1: half of a surrogate pair is refused instead of being replaced', () => {
    using arena = new NativeArena()
    const label = arena.allocate(Label, { text: 'before' })
    for (const text of ['\ud800', 'a\udc00b', '\udc00\ud800']) {
      expect(refusal(() => (label.text = text))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-1',
        path: 'Label.text',
      })
    }
    expect(label.text).toBe('before')
  })

  it.each([undefined, null, 5, 5n, ['a'], new String('a'), Symbol.iterator])(
    'T-1: %p is no string',
    (value) => {
      using arena = new NativeArena()
      expect(refusal(() => arena.allocate(Label, { text: value as never }))).toMatchObject({
        code: 'ABI-V001',
        rule: 'T-1',
      })
    },
  )

  it('T-1: memory of somebody else keeps no bytes', () => {
    using arena = new NativeArena()
    const label = native.at(Label, addressOf(arena.allocate(Label, { text: 'mine' })))
    const error = refusal(() => (label.text = 'yours'))
    expect(error).toBeInstanceOf(ValueError)
    expect(error).toMatchObject({ code: 'ABI-V004', rule: 'T-1', path: 'Label.text' })
    expect(label.text).toBe('mine')
    // Nothing has to be kept of an empty string.
    label.text = ''
    expect(label.text).toBe('')
  })

  it('T-1: text at null, at an impossible address, too long or not UTF-8 is refused', () => {
    using arena = new NativeArena()
    const label = arena.allocate(Label, { text: 'abc' })
    const parts = native.at(Parts, addressOf(label))
    const read = (data: bigint, length: bigint): unknown => {
      parts.data = data
      parts.length = length
      return refusal(() => label.text)
    }
    const { data } = snapshot(parts)
    expect(read(0n, 3n)).toMatchObject({ code: 'ABI-M001' })
    expect(read(2n ** 50n, 3n)).toMatchObject({ code: 'ABI-M002' })
    expect(read(2n ** 63n, 3n)).toMatchObject({ code: 'ABI-V005' })
    expect(read(data, 2n ** 40n)).toMatchObject({ code: 'ABI-V005', rule: 'M-6' })
    expect(read(data, 2n ** 63n)).toMatchObject({ code: 'ABI-V005' })
    const bytes = arena.allocate(array(u64, 1), [0xffn])
    expect(read(BigInt(addressOf(bytes)), 1n)).toMatchObject({ code: 'ABI-V005', rule: 'M-6' })
  })

  it('T-1: text stays readable for as long as its arena lives', () => {
    const before = liveArenaBytes()
    const arena = new NativeArena()
    const label = arena.allocate(Label, { text: 'x'.repeat(100_000) })
    expect(label.text).toHaveLength(100_000)
    arena[Symbol.dispose]()
    expect(refusal(() => label.text)).toBeInstanceOf(MemoryError)
    expect(liveArenaBytes()).toBe(before)
  })

  it('T-1: crosses calls in both directions, long text included', () => {
    const Echo = fn({ text: RStr }, RStr)
    using arena = new NativeArena()
    using exported = exportFunction(Echo, (text) => `${text}!`, {
      keep: (bytes, alignment) => arena.keep(bytes, alignment),
    })
    const echo = bindFunction(exported.address, Echo, 'echo')
    fc.assert(
      fc.property(strings, (text) => {
        expect(echo(text)).toBe(`${text}!`)
      }),
    )
    const long = 'ß'.repeat(200_000)
    expect(echo(long)).toBe(`${long}!`)
    expect(refusal(() => echo(7 as never))).toMatchObject({ code: 'ABI-V001', path: 'echo → param text' })
    expect(refusal(() => echo('\ud800'))).toMatchObject({ code: 'ABI-V001', path: 'echo → param text' })
  })

  it('T-1: what an exported function gives back needs an owner', () => {
    const Name = fn({}, RStr)
    using exported = exportFunction(Name, () => 'nobody keeps this')
    const name = bindFunction(exported.address, Name, 'name')
    expect(refusal(() => name())).toMatchObject({ code: 'ABI-V004', rule: 'T-1' })
  })

  it('L-14: its default value is the empty string', () => {
    expect(RStr.defaultValue?.()).toBe('')
  })

  it('S-2: it stands in schemas as the struct that it is', () => {
    expect(RStr.schema()).toEqual({ type: 'RStr' })
    expect(RStr.definition?.schema()).toEqual({
      kind: 'struct',
      fields: [
        { name: 'data', type: { pointer: 'u8', const: true } },
        { name: 'length', type: 'usize' },
      ],
    })
    expect(bytesOf(bufferMemory(new ArrayBuffer(64)).allocate(Label, { text: 'ab' }))).toHaveLength(16)
  })
})
