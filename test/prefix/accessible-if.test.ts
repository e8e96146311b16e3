// Fields with conditions in declarations, implementations and accessor objects.
import {
  accessibleIf,
  c_int,
  doc,
  fn,
  hasField,
  implement,
  missing,
  prefixType,
  since,
  u32,
  u8,
  versionField,
} from 'abiding'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const declare = (condition: boolean) =>
  prefixType('Clock', {
    version: '1.1.0',
    missing: 'panic',
    prefix: {
      seconds: u32,
      cycles: accessibleIf(condition, u32),
      ticks: missing.value(accessibleIf(condition, u32), 7),
      read: doc('Reads it.', accessibleIf(condition, missing.option(fn({}, u32)))),
      zone: u8,
    },
    lastPrefixField: 'zone',
    suffix: { drift: since('1.1.0', accessibleIf(condition, missing.default(u8))) },
  })
const [On, Off] = [declare(true), declare(false)]

describe('a condition', () => {
  it('P-11: is a constant', () => {
    for (const wrong of [undefined, null, 1, 'true', () => true]) {
      expect(refusal(() => accessibleIf(wrong as never, u32))).toMatchObject({
        code: 'ABI-L002',
        rule: 'P-11',
        path: 'accessibleIf',
      })
    }
    expect(On.fields.map((field) => field.isAccessible)).toEqual([
      undefined,
      true,
      true,
      true,
      undefined,
      true,
    ])
    expect(Off.fields[1]!.isAccessible).toBe(false)
    expect(On.fields[3]!.doc).toBe('Reads it.')
  })

  it('P-11: needs a mask that can say so', () => {
    const foreign = () =>
      prefixType('Foreign', {
        presence: versionField('version', { 1: 'spare' }),
        prefix: { version: c_int, spare: accessibleIf(true, u32) },
        lastPrefixField: 'spare',
      })
    expect(refusal(foreign)).toMatchObject({ code: 'ABI-L006', rule: 'P-11', path: 'Foreign.spare' })
  })

  it('P-7, P-12: the field follows its own policy, or that of the type', () => {
    const values = { seconds: 1, cycles: 2, ticks: 3, read: () => 4, zone: 5, drift: 6 }
    using on = implement(On, values)
    const seen = on.as()
    expect([seen.cycles, seen.ticks, seen.read?.(), seen.drift]).toEqual([2, 3, 4, 6])
    using off = implement(Off, values)
    for (const missed of [on.as(Off), off.as(On), off.as()]) {
      expect(refusal(() => missed.cycles)).toMatchObject({ code: 'ABI-P004', path: 'Clock.cycles' })
      expect([missed.seconds, missed.ticks, missed.read, missed.zone, missed.drift]).toEqual([
        1,
        7,
        undefined,
        5,
        0,
      ])
      expect(hasField(missed, 'read')).toBe(false)
      expect(inspect(missed)).toContain('cycles: <missing, panic>')
    }
  })

  it('P-10: what nobody looks at need not be given', () => {
    using off = implement(Off, { seconds: 1, zone: 5 } as never)
    expect(off.as().zone).toBe(5)
    expect(refusal(() => implement(On, { seconds: 1, zone: 5 } as never))).toMatchObject({
      code: 'ABI-P006',
      found: 'nothing for cycles, ticks, read, drift',
    })
  })

  it('P-3, P-11: holds in older versions too', () => {
    using old = implement(Off.upTo('1.0.0'), { seconds: 1, zone: 5 } as never)
    expect(old.as(On)).toMatchObject({ seconds: 1, zone: 5, ticks: 7 })
    expect(Off.upTo('1.0.0').schema().fields[1]).toEqual({
      name: 'cycles',
      since: '1.0.0',
      type: 'u32',
      accessible: false,
    })
  })

  it('P-12: a missing field of the prefix is refused only where it has none', () => {
    using on = implement(On, { seconds: 1, cycles: 2, ticks: 3, read: () => 4, zone: 5, drift: 6 })
    expect(on.as(Off.upTo('1.0.0'))).toMatchObject({ seconds: 1, zone: 5 })
  })
})
