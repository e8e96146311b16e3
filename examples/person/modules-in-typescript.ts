import { implement } from 'abiding'
import { PersonMod as BrokenPersonMod } from './broken.abi.js'
import type { Modules } from './modules-in-c.js'
import { PersonMod } from './person.abi.js'

const year = 31_557_600n

/** The same modules, written in TypeScript: what a machine without a C compiler can show. */
export function modulesInTypeScript(): Modules {
  const first = {
    lib_name: 'bikes in TypeScript',
    customer_for: (id: number) => ({ secs: BigInt(id) * year, nanos: 0 }),
  }
  const second = { ...first, bike_count: (id: number) => (id % 3) + 1, visits: (id: number) => id * 12 }
  const third = {
    ...second,
    score: (id: number) => 500 + id,
    visit_length: (id: number) => ({ secs: 60n * BigInt(10 + id), nanos: 500_000_000 }),
    stats: (id: number) => ({ rides: id * 12, km: id * 12 * 3.5 }),
  }
  const broken = implement(BrokenPersonMod, {
    lib_name: 'broken bikes',
    customer_for: first.customer_for,
    visits: second.visits,
    bike_count: second.bike_count,
    rating: third.score,
    visit_length: null,
    stats: (id) => ({ km: id * 3.5, rides: id }),
  })
  return {
    made: 'written in TypeScript',
    byVersion: new Map([
      ['1.0.0', implement(PersonMod.upTo('1.0.0'), first).as(PersonMod)],
      ['1.1.0', implement(PersonMod.upTo('1.1.0'), second).as(PersonMod)],
      ['1.2.0', implement(PersonMod, third).as()],
    ]),
    useBroken: () => void broken.as(PersonMod),
  }
}
