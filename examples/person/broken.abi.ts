import { doc, f64, fn, nullable, prefixType, RDuration, RStr, since, struct, u16, u32 } from 'abiding'

const Stats = struct('Stats', { km: doc('Stood behind rides.', f64), rides: u32 })

const ofPerson = fn({ id: u32 }, u32)

/**
 * How PersonMod must not be changed: two fields and the fields of a struct changed places, a field has another name, and
 * a parameter another type. The demo shows how a module of it is refused.
 */
export const PersonMod = prefixType('PersonMod', {
  version: '1.2.0',
  prefix: {
    lib_name: RStr,
    customer_for: fn({ id: u32 }, RDuration),
  },
  lastPrefixField: 'customer_for',
  suffix: {
    visits: doc('Stood behind bike_count.', since('1.1.0', ofPerson)),
    bike_count: since('1.1.0', ofPerson),
    rating: doc('Was called score.', since('1.2.0', ofPerson)),
    visit_length: doc('Took a u32.', since('1.2.0', nullable(fn({ id: u16 }, RDuration)))),
    stats: since('1.2.0', fn({ id: u32 }, Stats)),
  },
})
