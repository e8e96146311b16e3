// Structs of others that are filled in, and the bytes around them that are not.
import {
  accessibleIf,
  addressOf,
  array,
  bufferMemory,
  bytesOf,
  c_int,
  exportFunction,
  fn,
  implement,
  NativeArena,
  nullable,
  openLibrary,
  prefixType,
  rBox,
  RStr,
  since,
  sizeField,
  struct,
  u16,
  u32,
  u64,
  u8,
  unit,
  versionField,
  viewPrefix,
  writePrefix,
  type ImplementationOf,
  type WritePrefixOptions,
} from 'abiding'
import { guarded } from 'abiding/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { compile } from '../../support/compile.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'

const arena = new NativeArena()
afterAll(() => arena[Symbol.dispose]())

/** Ends at 4, 8, 16, 18; has 24 bytes. */
const Sized = prefixType('Sized', {
  presence: sizeField('size'),
  prefix: { size: u32, flags: u32 },
  lastPrefixField: 'flags',
  suffix: { limit: u64, port: u16 },
})
const sized = { flags: 0x11111111, limit: 0x2222222222222222n, port: 0x3333 }

/** A struct of some bytes with guard bytes around it, which says a size. */
function room(length: number, said: number) {
  const bytes = guarded(array(u8, Math.max(length, 8)), { memory: 'native', guardBytes: 64 })
  new DataView(bytes.bytes.buffer, bytes.bytes.byteOffset).setUint32(0, said, true)
  return bytes
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const poison = (count: number): string => 'a5'.repeat(count)

describe('a struct that says its size', () => {
  it.each([
    [8, ['flags'], 8],
    [15, ['flags'], 8],
    [16, ['flags', 'limit'], 16],
    [17, ['flags', 'limit'], 16],
    [18, ['flags', 'limit', 'port'], 18],
    [24, ['flags', 'limit', 'port'], 18],
    [40, ['flags', 'limit', 'port'], 18],
  ])('R-7: of %i bytes gets %j', (size, fieldsWritten, bytesWritten) => {
    using place = room(size, size)
    const written = writePrefix(Sized, place.address, sized)
    expect(written).toEqual({ bytesWritten, fieldsWritten, isComplete: bytesWritten === 18 })
    place.check()
    const whole = `${text(Uint8Array.of(size, 0, 0, 0))}11111111222222222222222233 33`.replace(' ', '')
    expect(text(place.bytes)).toBe(whole.slice(0, 2 * bytesWritten) + poison(size - bytesWritten))
  })

  it('R-8: has its tail cleared where that is asked for', () => {
    for (const size of [8, 15, 17, 24, 40]) {
      using place = room(size, size)
      const { bytesWritten } = writePrefix(Sized, place.address, sized, { clearTail: true })
      place.check()
      expect(text(place.bytes).slice(2 * bytesWritten)).toBe('00'.repeat(size - bytesWritten))
    }
  })

  it('R-7: is told what was filled in where that is asked for', () => {
    for (const [size, said] of [
      [8, 8],
      [15, 8],
      [17, 16],
      [18, 18],
      [24, 24],
      [40, 24],
    ] as const) {
      using place = room(size, size)
      const written = writePrefix(Sized, place.address, sized, { updatePresence: true })
      expect(written.fieldsWritten[0]).toBe('size')
      expect(viewPrefix(Sized, place.address).size).toBe(said)
      place.check()
    }
  })

  it('R-7, R-2: is refused where it cannot be right, and nothing is written', () => {
    for (const said of [0, 7, 2 ** 31]) {
      using place = room(24, said)
      const before = text(place.bytes)
      expect(refusal(() => writePrefix(Sized, place.address, sized))).toMatchObject({ code: 'ABI-P008' })
      expect(text(place.bytes)).toBe(before)
    }
  })
})

describe('a struct of which the caller knows the size', () => {
  it.each([
    [8, 8, 8],
    [12, 8, 8],
    [18, 18, 18],
    [23, 18, 23],
    [24, 18, 24],
    [64, 18, 24],
  ])('R-7: of %i bytes is filled to %i and says %i', (capacity, bytesWritten, said) => {
    using place = room(capacity, 0xffffffff)
    expect(writePrefix(Sized, place.address, sized, { capacity })).toMatchObject({ bytesWritten })
    expect(viewPrefix(Sized, place.address).size).toBe(said)
    place.check()
    expect(text(place.bytes).slice(2 * bytesWritten)).toBe(poison(capacity - bytesWritten))
  })

  it.each([7, 0, -1, 1.5, Number.NaN, '24'])('R-7: is refused for a capacity of %j', (capacity) => {
    using place = room(24, 24)
    const before = text(place.bytes)
    const write = (): unknown => writePrefix(Sized, place.address, sized, { capacity: capacity as number })
    expect(refusal(write)).toMatchObject({ code: 'ABI-P012', rule: 'R-7', path: 'Sized → capacity' })
    expect(text(place.bytes)).toBe(before)
  })

  it('R-7, R-3: gets whole rungs of a ladder only', () => {
    const Table = prefixType('Table', {
      presence: versionField('age', { 1: 'a', 2: 'c', 5: 'd' }),
      prefix: { age: u16, a: u16 },
      lastPrefixField: 'a',
      suffix: { b: u32, c: u32, d: u32 },
    })
    const values = { a: 1, b: 2, c: 3, d: 4 }
    for (const [capacity, age, end] of [
      [4, 1, 4],
      [8, 1, 4],
      [11, 1, 4],
      [12, 2, 12],
      [15, 2, 12],
      [16, 5, 16],
      [80, 5, 16],
    ] as const) {
      using place = room(capacity, 0)
      place.bytes.fill(0xa5)
      const { bytesWritten } = writePrefix(Table, place.address, values, { capacity })
      expect([bytesWritten, viewPrefix(Table, place.address).age]).toEqual([end, age])
      place.check()
      if (capacity >= 8) expect(text(place.bytes).slice(2 * end)).toBe(poison(capacity - end))
    }
  })

  it('R-7: may have a mask', () => {
    const Mod = prefixType('Mod', {
      version: '1.1.0',
      prefix: { a: u32 },
      lastPrefixField: 'a',
      suffix: { b: since('1.1.0', u32), c: since('1.1.0', u64) },
    })
    using place = room(40, 0)
    const write = (options: WritePrefixOptions): unknown =>
      writePrefix(Mod, place.address, { a: 1, b: 2, c: 3n }, options)
    expect(write({ capacity: 24 })).toEqual({
      bytesWritten: 24,
      fieldsWritten: ['a', 'b'],
      isComplete: false,
    })
    expect(text(place.bytes)).toBe(`03${'00'.repeat(15)}0100000002000000${poison(16)}`)
    place.bytes.fill(0xa5)
    new DataView(place.bytes.buffer, place.bytes.byteOffset).setBigUint64(0, 0b101n, true)
    expect(write({})).toEqual({ bytesWritten: 32, fieldsWritten: ['a', 'c'], isComplete: false })
    expect(text(place.bytes).slice(32)).toBe(`01000000${poison(4)}0300000000000000${poison(8)}`)
    place.check()
  })
})

describe('a struct with conditions', () => {
  it('R-7, P-11: gets no field whose condition does not hold, nor its bit', () => {
    const Mod = prefixType('Mod', {
      version: '1.0.0',
      prefix: { a: u32, hidden: accessibleIf(false, u32), none: unit },
      lastPrefixField: 'none',
    })
    using place = room(24, 0)
    const written = writePrefix(Mod, place.address, { a: 7 }, { capacity: 24 })
    expect(written).toEqual({ bytesWritten: 24, fieldsWritten: ['a', 'none'], isComplete: true })
    expect(text(place.bytes)).toBe(`05${'00'.repeat(15)}07000000${poison(4)}`)
    place.check()
  })
})

describe('a struct that says its version', () => {
  const Table = prefixType('Table', {
    presence: versionField('iVersion', { 1: 'a', 2: 'b' }),
    prefix: { iVersion: c_int, a: u32 },
    lastPrefixField: 'a',
    suffix: { b: u32 },
  })

  it('R-7: gets the fields of that version', () => {
    for (const [version, fieldsWritten] of [
      [1, ['a']],
      [2, ['a', 'b']],
      [9, ['a', 'b']],
    ] as const) {
      using place = room(16, version)
      expect(writePrefix(Table, place.address, { a: 1, b: 2 }).fieldsWritten).toEqual(fieldsWritten)
      expect(viewPrefix(Table, place.address).iVersion).toBe(version)
      writePrefix(Table, place.address, { a: 1, b: 2 }, { updatePresence: true })
      expect(viewPrefix(Table, place.address).iVersion).toBe(Math.min(version, 2))
      place.check()
    }
  })

  it('R-8: does not say where its tail ends', () => {
    using place = room(16, 2)
    const before = text(place.bytes)
    const write = (): unknown => writePrefix(Table, place.address, { a: 1, b: 2 }, { clearTail: true })
    expect(refusal(write)).toMatchObject({ code: 'ABI-P012', rule: 'R-8', path: 'Table → clearTail' })
    expect(text(place.bytes)).toBe(before)
    writePrefix(Table, place.address, { a: 1, b: 2 }, { clearTail: true, capacity: 16 })
    expect(text(place.bytes)).toBe('02000000010000000200000000000000')
  })
})

describe('values', () => {
  const Mixed = prefixType('Mixed', {
    presence: sizeField('size'),
    prefix: { size: u64, call: nullable(fn({ a: u32 }, u32)) },
    lastPrefixField: 'call',
    suffix: { name: RStr },
  })
  const write = (values: object, said = 32): unknown => {
    using place = room(40, said)
    place.bytes.fill(0, 4, 8)
    const before = text(place.bytes)
    try {
      return writePrefix(Mixed, place.address, values as ImplementationOf<typeof Mixed>)
    } finally {
      if (!('fine' in values)) expect(text(place.bytes)).toBe(before)
    }
  }

  it.each([
    ['that is missing', { call: null }, 'ABI-P006'],
    ['that is unknown', { call: null, name: '', other: 1 }, 'ABI-P006'],
    ['of a wrong type', { call: 5, name: '' }, 'ABI-V001'],
    ['whose bytes have no owner', { call: null, name: 'text' }, 'ABI-V004'],
  ])('R-7: with one %s are refused before anything is written', (_, values, code) => {
    expect(refusal(() => write(values)).code).toBe(code)
    // Also where there is no room for it.
    if (code !== 'ABI-P006') expect(refusal(() => write(values, 16)).code).toBe(code)
  })

  it('R-7: are none of what is left alone', () => {
    using place = room(24, 24)
    const values = { ...sized, size: 24 }
    expect(refusal(() => writePrefix(Sized, place.address, values))).toMatchObject({
      code: 'ABI-P006',
      rule: 'R-7',
      path: 'Sized.size',
    })
    expect(writePrefix(Sized, place.address, values, { updatePresence: true }).isComplete).toBe(true)
  })

  it('R-7, O-4: are moved into the struct where there is room for them, and only there', () => {
    const Ticket = rBox('TicketBox', u64)
    const Owning = prefixType('Owning', {
      presence: sizeField('size'),
      prefix: { size: u64, first: Ticket },
      lastPrefixField: 'first',
      suffix: { second: Ticket, third: u8 },
    })
    using first = Ticket.new(1n)
    using second = Ticket.new(2n)
    using place = room(48, 24)
    place.bytes.fill(0, 4, 8)
    const bad = { first, second, third: 'x' as never }
    expect(refusal(() => writePrefix(Owning, place.address, bad)).code).toBe('ABI-V001')
    expect([first.deref(), second.deref()]).toEqual([1n, 2n])
    expect(writePrefix(Owning, place.address, { first, second, third: 3 }).fieldsWritten).toEqual(['first'])
    expect(refusal(() => first.deref()).code).toBe('ABI-O002')
    expect(second.deref()).toBe(2n)
    expect(viewPrefix(Owning, place.address).first.deref()).toBe(1n)
  })

  it('R-7: must be an object', () => {
    expect(refusal(() => writePrefix(Mixed, 4096 * 16, null as never)).code).toBe('ABI-P006')
  })

  it('R-7: may be functions that somebody exported', () => {
    using call = exportFunction(fn({ a: u32 }, u32), (a) => a + 1)
    using place = room(40, 32)
    place.bytes.fill(0, 4, 8)
    writePrefix(Mixed, place.address, { call, name: '' } as never)
    expect(viewPrefix(Mixed, place.address).call!(4)).toBe(5)
    const plain = { call: () => 5, name: '' }
    expect(refusal(() => writePrefix(Mixed, place.address, plain)).code).toBe('ABI-V001')
  })

  it('R-6: say what is there as it is, or not at all', () => {
    const values = { size: 24, flags: 1, limit: 2n, port: 3 }
    using instance = implement(Sized, values)
    expect(instance.as().size).toBe(24)
    for (const size of [0, 23, 25])
      expect(refusal(() => implement(Sized, { ...values, size }))).toMatchObject({
        code: 'ABI-P006',
        rule: 'R-6',
        path: 'Sized.size',
        expected: '24, or nothing: it is written on its own',
        found: String(size),
      })
    expect(refusal(() => implement(Sized, { ...values, size: 'big' as never })).code).toBe('ABI-V001')
    const Version = struct('Version', { major: u8, minor: u8 })
    const Pair = prefixType('Pair', {
      presence: versionField('version', { '1.2': 'version' }),
      prefix: { version: Version },
      lastPrefixField: 'version',
    })
    using pair = implement(Pair, { version: { major: 1, minor: 2 } })
    expect(pair.as().version.toJSON()).toEqual({ major: 1, minor: 2 })
    expect(refusal(() => implement(Pair, { version: { major: 1, minor: 3 } }))).toMatchObject({
      code: 'ABI-P006',
      found: '{"major":1,"minor":3}',
    })
  })
})

describe('memory', () => {
  it('R-7: that is constant is refused', () => {
    requireTool('cc')
    const source = 'struct { unsigned size, flags, rest[4]; } const constant = { 24, 5, { 0 } };'
    const address = openLibrary(compile(source, 'constant')).symbol('constant')!
    expect(viewPrefix(Sized, address).flags).toBe(5)
    expect(refusal(() => writePrefix(Sized, address, sized))).toMatchObject({
      code: 'ABI-P012',
      rule: 'R-7',
      path: 'Sized',
    })
    expect(viewPrefix(Sized, address).flags).toBe(5)
  })

  it('R-7: that does not exist or is misaligned is refused', () => {
    expect(refusal(() => writePrefix(Sized, 0, sized)).code).toBe('ABI-M001')
    expect(refusal(() => writePrefix(Sized, 0x10000, sized)).code).toBe('ABI-M003')
    const caller = arena.allocate(array(u8, 64))
    expect(refusal(() => writePrefix(Sized, addressOf(caller) + 4, sized)).code).toBe('ABI-P005')
  })

  it('R-7: may be a buffer', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    memory.view.setUint32(16, 16, true)
    expect(writePrefix(Sized, { memory, offset: 16 }, sized)).toMatchObject({ bytesWritten: 16 })
    expect(text(bytesOf(memory.at(array(u8, 48), 16))).slice(8, 40)).toBe(
      '111111112222222222222222' + '00'.repeat(4),
    )
    expect(refusal(() => writePrefix(Sized, { memory, offset: 56 }, sized)).code).toBe('ABI-P008')
    expect(refusal(() => writePrefix(Sized, { memory, offset: 48 }, sized, { capacity: 24 })).code).toBe(
      'ABI-M005',
    )
  })
})
