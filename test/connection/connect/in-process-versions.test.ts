// Two sides in one process in all pairs of versions: whatever way a method takes, its results are those of the protocol.
import { u16, u32, u8 } from 'abiding'
import { closure, connect, exportTrait, field, list, method, record, string, trait } from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { refusal } from '../../support/refusal.js'
import { connectThroughProtocol } from '../../support/through-protocol.js'

describe('X-82: versions', () => {
  const newest = 2
  const ride = (version: number): any => {
    if (version === 0) return record('Ride', { id: u32 })
    const km = field(u16, { since: 1, default: 5 })
    if (version === 1) return record('Ride', { id: u32, km })
    return record('Ride', { id: u32, km, to: field(string, { since: 2, default: 'home' }) })
  }
  /** Names of fields and receivers tell the two sides apart, and let them be connected all the same. */
  const declare = (version: number, names: string): any =>
    trait('Rides', {
      version,
      methods: {
        last: method({}, ride(version)),
        all: method({ given: list(ride(version)) }, list(ride(version))),
        count: method({ from: u32, step: u32 }, u32),
        place: method({ at: record('Place', { [names]: u8 }) }, u8),
        wait: method({ long: u8 }, u8, names === 'x' ? {} : { receiver: 'mut' }),
        ...(version > 0 ? { newer: method({ text: string }, string) } : {}),
        each: method({ visit: closure({ ride: ride(version) }, u32) }, u32),
      },
    })
  const value = (version: number, id: number) => ({
    id,
    ...(version > 0 ? { km: 9 } : {}),
    ...(version > 1 ? { to: 'sea' } : {}),
  })
  const pairs = [0, 1, newest].flatMap((here) =>
    [0, 1, newest].flatMap((there) => [[here, there, 'x'] as const, [here, there, 'left'] as const]),
  )

  it.each(pairs)(
    'from %i to %i, fields called x and %s: results are those of the protocol',
    (here, there, name) => {
      const results: unknown[][] = []
      const Here = declare(here, 'x')
      const There = declare(there, name)
      const run = (connectTo: (exported: any) => any): void => {
        const seen: unknown[] = []
        using exported = exportTrait(There, {
          last: () => value(there, 1),
          all: (given: unknown[]) => (seen.push(...given), given),
          count: (from: number, step: number) => from + step,
          place: (at: Record<string, number>) => at[name]! + 1,
          wait: (long: number) => long,
          newer: (text: string) => `${text}!`,
          each: (visit: (ride: unknown) => number) => visit(value(there, 3)) + 1,
        })
        using connection = connectTo(exported)
        const visited: unknown[] = []
        results.push([
          connection.last(),
          connection.all([value(here, 1), value(here, 2)]),
          connection.count(2, 3),
          connection.place({ x: 4 }),
          connection.wait(9),
          connection.$has('newer') ? connection.newer('now') : undefined,
          connection.each((one: unknown) => (visited.push(one), 6)),
          visited,
          seen,
          refusal(() => connection.count(1, -1)).message,
          refusal(() => connection.all([{ id: 'one' }])).message,
        ])
      }
      let routes: Record<string, [string, string | undefined]> = {}
      run((exported) => {
        const connection = connect(Here, exported) as any
        routes = Object.fromEntries(
          connection.$describe().methods.map((one: any) => [one.name, [one.route, one.reason]]),
        )
        expect(connection.$describe()).toMatchObject({
          version: here,
          peerVersion: there,
          effectiveVersion: Math.min(here, there),
        })
        return connection
      })
      run((exported) => connectThroughProtocol(Here, exported))
      expect(results[0]).toEqual(results[1])
      const version = Math.min(here, there)
      for (const alike of ['last', 'all', 'count', 'each']) expect(routes[alike]![0]).toBe('in process')
      expect(routes['place']).toEqual(
        name === 'x'
          ? ['in process', expect.any(String)]
          : ['protocol', `the two sides do not declare param at alike in version ${version}`],
      )
      expect(routes['wait']).toEqual(
        name === 'x'
          ? ['in process', expect.any(String)]
          : ['protocol', `the two sides do not declare how it takes its object alike in version ${version}`],
      )
      if (here > 0) expect(routes['newer']![0]).toBe(there > 0 ? 'in process' : 'none')
    },
  )
})
