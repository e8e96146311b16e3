import fc from 'fast-check'
import {
  addressOf,
  array,
  bits,
  bufferMemory,
  bytesOf,
  cString,
  liveArenaBytes,
  struct,
  targets,
  u32,
  u8,
  union,
} from 'abiding'
import { anyType, guarded, valueOf } from 'abiding/testing'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Reading = struct('Reading', { sensor: u8, value: u32 })
const places = ['buffer', 'native'] as const

/** Writes a byte at a place beside a guarded value. */
function poke(value: object, offset: number, byte: number): void {
  const { $memory, $offset } = value as { $memory: { view: DataView }; $offset: number }
  $memory.view.setUint8($offset + offset, byte)
}

describe.each(places)('guarded, in a %s memory', (memory) => {
  it('V-5: accepts all writes to the value, of any type', () => {
    // Atomic fields of packed structs cannot be written.
    const typesAndValues = anyType({ except: ['function', 'flexibleArray', 'atomic'] }).chain((type) =>
      fc.record({ type: fc.constant(type), value: valueOf(type) }),
    )
    fc.assert(
      fc.property(typesAndValues, ({ type, value }) => {
        using place = guarded(type, { memory, value: value as never })
        place.value = value
        place.check()
        place.bytes.fill(0)
        place.check()
      }),
    )
  })

  it('V-5: finds a single byte on either side', () => {
    for (const offset of [-64, -1, 8, 8 + 63]) {
      using reading = guarded(Reading, { memory, value: { sensor: 1, value: 2 } })
      poke(reading.value, offset, 0x5a)
      const error = refusal(() => reading.check())
      expect(error).toMatchObject({ code: 'ABI-X004', rule: 'V-5', path: 'Reading' })
      expect(error.found).toBe(`0x5a at ${offset} (${offset < 0 ? 'before' : 'behind'})`)
    }
  })

  it('V-5: finds a byte of padding, where that counts', () => {
    using reading = guarded(Reading, { memory, value: { sensor: 1, value: 2 } })
    reading.check({ padding: true })
    poke(reading.value, 2, 0)
    reading.check()
    expect(refusal(() => reading.check({ padding: true })).found).toBe('0x00 at 2 (in the padding)')
  })

  it('V-5: finds bits of padding', () => {
    const Flags = struct('Flags', { low: bits(u8, 3) })
    using flags = guarded(Flags, { memory, poison: 0, value: { low: 7 } })
    flags.check({ padding: true })
    poke(flags.value, 0, 0b1111)
    expect(refusal(() => flags.check({ padding: true })).found).toBe('0x0f at 0 (in the padding)')
  })

  it('V-5: looks into arrays, and takes all of a union for its own', () => {
    const Both = struct('Both', { list: array(Reading, 2), either: union('Either', { byte: u8, word: u32 }) })
    const value = {
      list: [
        { sensor: 1, value: 1 },
        { sensor: 2, value: 2 },
      ],
      either: { byte: 1 },
    }
    using both = guarded(Both, { memory, value })
    both.check({ padding: true })
    poke(both.value, 8 + 3, 1)
    expect(refusal(() => both.check({ padding: true })).found).toBe('0x01 at 11 (in the padding)')
  })

  it('V-5: says how many more there are', () => {
    using reading = guarded(Reading, { memory })
    for (let offset = 8; offset < 20; offset++) poke(reading.value, offset, 0)
    expect(refusal(() => reading.check()).found).toMatch(/ at 15 \(behind\) and 4 more$/)
  })

  it('V-5: keeps the bytes of strings apart', () => {
    using entry = guarded(struct('Entry', { key: cString }), { memory, value: { key: 'straße' } })
    entry.value = { key: 'weg' }
    expect(entry.value.key).toBe('weg')
    entry.check({ padding: true })
  })

  it('V-5: fills all with poison, and says where the value lies', () => {
    using reading = guarded(Reading, { memory, poison: 0x11, guardBytes: 3 })
    expect([...reading.bytes]).toEqual(Array(8).fill(0x11))
    expect(reading.address % 4).toBe(0)
    expect(addressOf(reading.value)).toBe(reading.address)
    expect(bytesOf(reading.value)).toEqual(reading.bytes)
    using number = guarded(u32, { memory, value: 7 })
    expect(number.value).toBe(7)
  })
})

describe('guarded', () => {
  it('V-5: gives native memory back, once', () => {
    const before = liveArenaBytes()
    const reading = guarded(Reading, { memory: 'native' })
    expect(liveArenaBytes()).toBeGreaterThan(before)
    reading[Symbol.dispose]()
    reading[Symbol.dispose]()
    expect(liveArenaBytes()).toBe(before)
  })

  it('V-5: lays a value out for any target in a buffer', () => {
    using reading = guarded(Reading, { target: targets['s390x-linux'], value: { sensor: 1, value: 2 } })
    expect([...reading.bytes]).toEqual([1, 0xa5, 0xa5, 0xa5, 0, 0, 0, 2])
    expect(bufferMemory(new ArrayBuffer(16)).at(Reading, 0).value).toBe(0)
  })

  it('V-5: refuses senseless options', () => {
    expect(refusal(() => guarded(u8, { poison: 256 }))).toMatchObject({
      code: 'ABI-L002',
      path: 'guarded → poison',
    })
    expect(refusal(() => guarded(u8, { guardBytes: 0 })).path).toBe('guarded → guardBytes')
  })
})
