// Values of different versions.
import { f64, u16, u32, u8 } from 'abiding'
import {
  boxed,
  changed,
  choice,
  decodeWire,
  encodeWire,
  field,
  list,
  option,
  PreciseDate,
  record,
  removed,
  schemaOf,
  string,
  systemTime,
  utcTimestamp,
  variants,
  ipAddress,
  ioError,
} from 'abiding/connection'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planFields, readFields } from '../../../src/connection/wire/fields.js'
import { fieldsCode } from '../../../src/connection/wire/record-code.js'
import { WireReader } from '../../../src/connection/wire/wire-reader.js'
import { changesOf, wireCodec } from '../../../src/connection/wire/wire-type.js'
import { WireWriter } from '../../../src/connection/wire/wire-writer.js'
import { refusal } from '../../support/refusal.js'

const metres = {
  until: 1,
  type: u32,
  read: (centimetres: number) => centimetres / 100,
  write: (length: number) => Math.round(length * 100),
}

let asked = 0
const fields = {
  name: string,
  age: field(u8, { since: 1, default: () => 18 + asked++ }),
  colour: removed(u16, { until: 0, value: 7 }),
  height: changed(f64, metres),
  tags: field(list(string), { since: 2, default: () => [] }),
}
const Person = record('Person', fields)
const ada = { name: 'A', age: 36, height: 1.5, tags: ['x'] }

describe('a record of several versions', () => {
  it.each([
    [0, '0100000000000000' + '41' + '0700' + '96000000'],
    [1, '0100000000000000' + '41' + '24' + '96000000'],
    [
      2,
      '0100000000000000' + '41' + '24' + '000000000000f83f' + '0100000000000000' + '0100000000000000' + '78',
    ],
  ])('W-10, W-11: is written as version %s has it', (version, hex) => {
    expect(Buffer.from(encodeWire(Person, ada, version)).toString('hex')).toBe(hex)
  })

  it('W-10, W-11: is read from each version, with defaults that are asked for each time', () => {
    const first = asked
    for (const again of [0, 1]) {
      expect(decodeWire(Person, encodeWire(Person, ada, 0), 0)).toEqual({
        name: 'A',
        age: 18 + first + again,
        height: 1.5,
        tags: [],
      })
    }
    expect(decodeWire(Person, encodeWire(Person, ada, 1), 1)).toEqual({ ...ada, tags: [] })
    expect(decodeWire(Person, encodeWire(Person, ada, 2), 2)).toEqual(ada)
  })

  it('W-9, W-10, W-11: is written and read the same where code may not be made', () => {
    fc.assert(
      fc.property(
        fc.record({
          name: fc.string(),
          age: fc.nat(255),
          height: fc.nat(9).map((one) => one / 2),
          tags: fc.array(fc.string()),
        }),
        fc.constantFrom(0, 1, 2),
        (value, version) => {
          const planned = planFields(readFields('Person', fields), version)
          const [made, looped] = [true, false].map((generate) => {
            const code = fieldsCode(planned, 'a person', undefined, generate)
            const writer = new WireWriter(1)
            code.write(writer, value)
            const written = writer.finish()
            asked = 0
            return { written, read: code.read(new WireReader(written)) }
          })
          expect(made).toEqual(looped)
        },
      ),
    )
    const planned = planFields(readFields('Person', { age: u8 }), 0)
    for (const generate of [true, false]) {
      const { write, read } = fieldsCode(planned, 'a person', 'grown', generate)
      expect(read(new WireReader(new Uint8Array([7])))).toEqual({ tag: 'grown', age: 7 })
      expect(() => write(new WireWriter(), { age: 256 })).toThrow('a value that does not fit')
      expect(() => write(new WireWriter(), 5)).toThrow('a value that does not fit')
      expect(() => read(new WireReader(new Uint8Array()))).toThrow('the bytes end too soon')
    }
  })

  it('W-10: knows in which versions it changes, and what it is made of', () => {
    expect(changesOf(Person)).toEqual([1, 2])
    const Later = variants(
      'Later',
      { a: {}, b: { c: field(u8, { since: 5, default: 0 }) } },
      { since: { b: 4 } },
    )
    expect(changesOf(option(list(Later)))).toEqual([4, 5])
  })

  it('W-11: needs both conversions', () => {
    expect(refusal(() => changed(f64, { ...metres, write: undefined } as never)).code).toBe('ABI-L006')
  })

  it('W-11: refuses what does not fit the type of today before it is converted', () => {
    const handed: unknown[] = []
    const write = (value: number): number => {
      handed.push(value)
      return value
    }
    const Height = record('Height', { height: changed(f64, { ...metres, write }) })
    const bad = [undefined, null, 'tall', 180n, [1.8], Object.create(null)] as number[]
    for (const height of bad) {
      const shown = { code: 'ABI-V001', path: 'Height.height' }
      expect(refusal(() => encodeWire(Height, { height }, 1))).toMatchObject(shown)
      expect(refusal(() => encodeWire(Height, { height }, 2))).toMatchObject(shown)
    }
    expect(handed).toEqual([])
    // What comes of a conversion is checked as well.
    expect(refusal(() => encodeWire(Height, { height: 1.5 }, 1)).code).toBe('ABI-V001')
    expect(handed).toEqual([1.5])
  })

  it('W-11: takes values of today that the older version cannot have', () => {
    const Mode = choice('Mode', ['slow', 'fast', 'warp'], { since: { warp: 2 } })
    const speeds = { until: 0, type: u8, read: (): 'slow' => 'slow', write: (mode: string) => mode.length }
    const Drive = record('Drive', { mode: changed(Mode, speeds) })
    expect([...encodeWire(Drive, { mode: 'warp' }, 0)]).toEqual([4])
    expect(refusal(() => encodeWire(Drive, { mode: 'warp' }, 1)).code).toBe('ABI-W005')
  })

  it('W-23: tells peers of the fields of the version', () => {
    const names = (version: number): string[] => {
      const schema = schemaOf(Person, version)
      return schema.kind === 'struct' ? schema.fields.map(({ name }) => name) : []
    }
    expect(names(0)).toEqual(['name', 'colour', 'height'])
    expect(names(2)).toEqual(['name', 'age', 'height', 'tags'])
  })
})

describe('an option', () => {
  it('W-8: of what may be missing itself is wrapped, through boxes too', () => {
    const Twice = option(boxed(option(u8)))
    for (const value of [undefined, { some: undefined }, { some: 7 }]) {
      expect(decodeWire(Twice, encodeWire(Twice, value))).toEqual(value)
    }
  })
})

describe('forms of several versions', () => {
  const Event = variants('Event', { start: {}, stop: { code: u8 } }, { since: { stop: 1 } })
  const Mode = choice('Mode', ['slow', 'fast'], { since: { fast: 1 } })

  it('W-13: are refused where the version does not have them', () => {
    expect(refusal(() => encodeWire(Event, { tag: 'stop', code: 1 }, 0)).code).toBe('ABI-W005')
    expect(refusal(() => encodeWire(Mode, 'fast', 0)).code).toBe('ABI-W005')
    expect(refusal(() => decodeWire(Event, new Uint8Array([1, 1]), 0)).code).toBe('ABI-W002')
    expect(refusal(() => decodeWire(Mode, new Uint8Array([1]), 0)).code).toBe('ABI-W002')
    expect(decodeWire(Event, encodeWire(Event, { tag: 'stop', code: 1 }, 1), 1)).toEqual({
      tag: 'stop',
      code: 1,
    })
    expect(schemaOf(Mode, 0)).toMatchObject({ variants: [{ name: 'slow' }] })
  })

  it('W-13: have numbers of as many bytes as they need', () => {
    const names = Array.from({ length: 257 }, (_, index) => `n${index}`)
    expect([...encodeWire(choice('Many', names), 'n256')]).toEqual([0, 1])
    expect([...encodeWire(choice('Few', ['a', 'b'], { discriminantSize: 4 }), 'b')]).toEqual([1, 0, 0, 0])
    expect(wireCodec(choice('Many', names), 0).smallest).toBe(2)
    for (const discriminantSize of [1, 2, 4] as const) {
      const bytes = new Uint8Array(discriminantSize)
      bytes[0] = 1
      expect(decodeWire(choice('Few', ['a', 'b'], { discriminantSize }), bytes)).toBe('b')
      expect(decodeWire(variants('Few', { a: {}, b: {} }, { discriminantSize }), bytes)).toEqual({ tag: 'b' })
    }
    expect(decodeWire(choice('Many', names), new Uint8Array([0, 1]))).toBe('n256')
  })
})

describe('times, addresses and errors', () => {
  it('W-14: keep their nanoseconds, also before 1970', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (since) => {
        const date = PreciseDate.fromNanoseconds(since)
        expect(date.sinceEpoch).toBe(since)
        for (const type of [systemTime, utcTimestamp]) {
          expect(decodeWire(type, encodeWire(type, date)).sinceEpoch).toBe(since)
        }
      }),
    )
    expect(encodeWire(systemTime, new Date(-1))[15]).toBe(0x80)
    for (const end of [8_640_000_000_000_000n, -8_640_000_000_000_000n]) {
      const last = PreciseDate.fromNanoseconds(end * 1_000_000n)
      expect(decodeWire(systemTime, encodeWire(systemTime, last)).getTime()).toBe(Number(end))
    }
  })

  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
    ['2001:DB8::A', '2001:db8::a'],
  ])('W-15: %s is read as %s', (address, spelled) => {
    expect(decodeWire(ipAddress, encodeWire(ipAddress, address))).toBe(spelled)
  })

  it('W-16: of kinds without a number are not lost', () => {
    const error = { kind: 'Uncategorized', message: 'm' } as const
    expect(decodeWire(ioError, encodeWire(ioError, error))).toEqual(error)
  })
})
