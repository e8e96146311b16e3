import {
  addressOf,
  array,
  bindFunction,
  enumeration,
  exportFunction,
  fn,
  layoutOf,
  liveObjects,
  NativeArena,
  nonExhaustive,
  own,
  RBoxError,
  snapshot,
  struct,
  taggedUnion,
  u16,
  u32,
  u64,
  u8,
} from 'abiding'
import fc from 'fast-check'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { hostErrors } from '../../src/std-types/host-error.js'
import { refusal } from '../support/refusal.js'

const Event = taggedUnion('Event', u8, {
  Started: {},
  Stopped: { code: u32 },
  Moved: { x: u16, y: u64 },
  Failed: { error: RBoxError },
})
const AnyEvent = nonExhaustive('AnyEvent', Event, { size: 64 })
/** The same with a form that the other does not know. */
const NewerEvent = taggedUnion(
  'Event',
  u8,
  {
    Started: {},
    Stopped: { code: u32 },
    Moved: { x: u16, y: u64 },
    Failed: { error: RBoxError },
    Resumed: { at: u64 },
  },
  { discriminants: { Started: 0, Stopped: 1, Moved: 2, Failed: 3, Resumed: 40 } },
)
const AnyNewerEvent = nonExhaustive('AnyEvent', NewerEvent, { size: 64 })

beforeEach(() => {
  const [live, held] = [liveObjects().length, hostErrors.size]
  return () => {
    expect(liveObjects().slice(live)).toEqual([])
    expect(hostErrors.size).toBe(held)
  }
})

/** What a newer library gives where an older one looks. */
function fromNewer(at: bigint) {
  using exported = exportFunction(fn({}, AnyNewerEvent), () => ({ tag: 'Resumed', at }) as const)
  return bindFunction(exported.address, fn({}, AnyEvent), 'newer')()
}

describe('nonExhaustive', () => {
  it('T-39: is a storage with a table behind it', () => {
    expect(layoutOf(AnyEvent)).toMatchObject({ size: 72, alignment: 8 })
    expect(
      layoutOf(nonExhaustive('Small', enumeration('Color', u8, ['red']), { size: 1, alignment: 1 })),
    ).toMatchObject({
      size: 16,
      alignment: 8,
    })
    expect(AnyEvent.abiStable).toEqual({ name: 'NonExhaustive', parameters: [Event] })
  })

  it('T-39: the enum has to fit into the storage', () => {
    for (const storage of [{ size: 16 }, { size: 64, alignment: 4 }])
      expect(refusal(() => layoutOf(nonExhaustive('Tight', Event, storage)))).toMatchObject({
        code: 'ABI-U013',
        rule: 'T-39',
        path: 'Tight',
      })
  })

  it('T-40: is read as the enum, and owned', () => {
    using event = AnyEvent.from({ tag: 'Stopped', code: 7 })
    expect(event.discriminant).toBe(1)
    const { value } = event
    expect(value?.tag === 'Stopped' && value.code).toBe(7)
    expect(event.formNames).toEqual(['Started', 'Stopped', 'Moved', 'Failed'])
    expect(event.toJSON()).toEqual({ tag: 'Stopped', code: 7 })
    expect(inspect(event)).toBe("AnyEvent { { tag: 'Stopped', code: 7 }, owned }")
    expect(addressOf(event as never)).toBeGreaterThan(0)
  })

  it('T-40: crosses calls in both directions, whatever its form', () => {
    const Echo = fn({ event: AnyEvent }, AnyEvent)
    using exported = exportFunction(Echo, (event) => event)
    const echo = bindFunction(exported.address, Echo, 'echo')
    const events = fc.oneof(
      fc.constant({ tag: 'Started' } as const),
      fc.record({ tag: fc.constant('Stopped' as const), code: fc.nat(2 ** 32 - 1) }),
      fc.record({
        tag: fc.constant('Moved' as const),
        x: fc.nat(65535),
        y: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      }),
    )
    fc.assert(
      fc.property(events, (event) => {
        using given = echo(event)
        expect(snapshot(given.value as never)).toEqual(event)
        using again = echo(given)
        expect(snapshot(again.value as never)).toEqual(event)
        expect(refusal(() => given.value)).toMatchObject({ code: 'ABI-O002' })
      }),
    )
  })

  it('T-40: keeps a form that is not known, spells it, and passes it on', () => {
    using event = fromNewer(12n)
    expect(event.value).toBeUndefined()
    expect(event.discriminant).toBe(40)
    expect(event.formNames).toContain('Resumed')
    expect(event.debug()).toBe('Resumed { at: 12 }')
    expect(String(event)).toBe('Resumed { at: 12 }')
    expect(event.toJSON()).toEqual({ discriminant: 40, text: 'Resumed { at: 12 }' })
    expect(inspect(event)).toBe("AnyEvent { { discriminant: 40, text: 'Resumed { at: 12 }' }, owned }")
    const Back = fn({ event: AnyNewerEvent }, u64)
    using exported = exportFunction(Back, (given) => {
      const { value } = given
      const at = value?.tag === 'Resumed' ? value.at : 0n
      given[Symbol.dispose]()
      expect(refusal(() => value?.tag)).toMatchObject({ code: 'ABI-M004' })
      return at
    })
    const back = bindFunction(exported.address, fn({ event: AnyEvent }, u64), 'back')
    using copy = event.clone()
    expect(copy.discriminant).toBe(40)
    expect(copy.equals(event)).toBe(true)
    expect(back(copy)).toBe(12n)
  })

  it('T-41: is compared and hashed by its table', () => {
    using small = AnyEvent.from({ tag: 'Stopped', code: 7 })
    using large = AnyEvent.from({ tag: 'Stopped', code: 70 })
    using first = AnyEvent.from({ tag: 'Started' })
    using unknown = fromNewer(1n)
    expect(small.equals(large)).toBe(false)
    expect(small.compare(large)).toBe(-1)
    expect(large.compare(first)).toBe(1)
    expect(small.compare(small)).toBe(0)
    expect(small.partialCompare(large)).toBe(-1)
    expect(small.equals(unknown)).toBe(false)
    expect(small.compare(unknown)).toBe(-1)
    const hash = (one: typeof small): number[] => {
      const bytes: number[] = []
      one.hash({ write: (given) => void bytes.push(...given) })
      return bytes
    }
    using same = small.clone()
    expect(hash(same)).toEqual(hash(small))
    expect(hash(large)).not.toEqual(hash(small))
    expect(refusal(() => small.equals({} as never))).toMatchObject({ code: 'ABI-V001', rule: 'T-41' })
  })

  it('T-42: drops what it owns, once', () => {
    {
      using event = AnyEvent.from({ tag: 'Failed', error: 'gone' })
      const { value } = event
      expect(value?.tag === 'Failed' && value.error.display()).toBe('gone')
      expect(event.debug()).toBe('Failed { error: "gone" }')
      using copy = event.clone()
      expect(copy.equals(event)).toBe(true)
      copy[Symbol.dispose]()
      copy[Symbol.dispose]()
      expect(refusal(() => copy.debug())).toMatchObject({ code: 'ABI-M004' })
    }
    const Take = fn({ event: AnyEvent })
    using exported = exportFunction(Take, (event) => event[Symbol.dispose]())
    bindFunction(exported.address, Take, 'take')({ tag: 'Failed', error: new Error('passed') })
  })

  it('T-40, B-7: lies in memory that owns it, and is taken out of it', () => {
    const Log = struct('EventLog', { events: array(AnyEvent, 2), count: u8 })
    using arena = new NativeArena()
    const log = arena.allocate(Log, {
      events: [{ tag: 'Stopped', code: 1 }, AnyEvent.from({ tag: 'Failed', error: 'x' })],
      count: 2,
    })
    expect(log.events.at(0).debug()).toBe('Stopped { code: 1 }')
    expect(snapshot(log).events[0]).toEqual({ tag: 'Stopped', code: 1 })
    expect(log.events.at(0).equals(log.events.at(1))).toBe(false)
    using taken = own(log.events.at(1))
    expect(taken.value?.tag).toBe('Failed')
    expect(
      refusal(() => arena.allocate(Log, { events: [taken, { tag: 'Started' }], count: 256 })),
    ).toMatchObject({
      code: 'ABI-V002',
    })
    expect(taken.value?.tag).toBe('Failed')
  })

  it('T-40: an enum without fields is one too', () => {
    const Color = enumeration('Color', u16, ['red', 'green'])
    const AnyColor = nonExhaustive('AnyColor', Color, { size: 8 })
    using green = AnyColor.from('green')
    expect(green.value).toBe('green')
    expect(green.debug()).toBe('green')
    using red = AnyColor.from('red')
    expect(red.compare(green)).toBe(-1)
    expect(refusal(() => AnyColor.from('blue' as never))).toMatchObject({ code: 'ABI-V001' })
  })

  it('T-39: what cannot be one is refused before it is owned', () => {
    const Log = struct('EmptyLog', { event: AnyEvent })
    using arena = new NativeArena()
    expect(refusal(() => arena.allocate(Log).event)).toMatchObject({ code: 'ABI-M001' })
  })
})
