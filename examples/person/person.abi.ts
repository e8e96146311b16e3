import { doc, f64, fn, missing, nullable, prefixType, RDuration, RStr, since, struct, u32 } from 'abiding'

/** What a customer did so far. */
export const Stats = struct(
  'Stats',
  {
    rides: doc('How often a bike was rented.', u32),
    km: doc('How far they went, in kilometres.', f64),
  },
  { doc: 'What a customer did so far.' },
)

/** A bike rental. Each version appended fields; modules and hosts of all three work together. */
export const PersonMod = prefixType('PersonMod', {
  version: '1.2.0',
  doc: 'A bike rental that knows its customers.',
  prefix: {
    lib_name: doc('What the module calls itself.', RStr),
    customer_for: doc('For how long a person has been a customer.', fn({ id: u32 }, RDuration)),
  },
  lastPrefixField: 'customer_for',
  suffix: {
    bike_count: doc('How many bikes a person has.', since('1.1.0', fn({ id: u32 }, u32))),
    visits: doc('How often a person came.', since('1.1.0', missing.panic(fn({ id: u32 }, u32)))),
    score: doc(
      'How good a customer is.',
      since(
        '1.2.0',
        missing.with(fn({ id: u32 }, u32), () => () => 1000),
      ),
    ),
    visit_length: doc(
      'How long a usual visit takes.',
      since('1.2.0', missing.default(nullable(fn({ id: u32 }, RDuration)))),
    ),
    stats: doc('Everything at once.', since('1.2.0', fn({ id: u32 }, Stats))),
  },
})
