// Enums that may get more forms, and the small types of the crate abi_stable, in both directions.
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  bindFunction,
  bool,
  constPointer,
  Constructor,
  ConstructorOrValue,
  constructed,
  durationFromMilliseconds,
  durationToMilliseconds,
  equals,
  exportFunction,
  fn,
  isCompatibleVersion,
  isLooselyCompatibleVersion,
  isize,
  liveObjects,
  nonExhaustive,
  parseVersionNumber,
  RBox,
  RCmpOrdering,
  RDuration,
  ROption,
  RSeekFrom,
  RStr,
  RString,
  RVec,
  snapshot,
  struct,
  taggedUnion,
  u32,
  u64,
  u8,
  usize,
  UTypeId,
  VersionNumber,
  type BoxedError,
} from '../../../src/index.js'
import { hostErrors } from '../../../src/std-types/host-error.js'
import { refusal } from '../../support/refusal.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Counted = struct('Counted', { value: u32 })

/** The host knows one form less than the library. */
const Event = taggedUnion('Event', u8, {
  Started: {},
  Stopped: { code: u32 },
  Said: { text: RString },
  Counted: { one: RBox(Counted) },
})
const AnyEvent = nonExhaustive('AnyEvent', Event, { size: 64 })

const hasCargo = requireTool('cargo')
const bind = hasCargo ? rustLibrary('abi-stable/std-options') : undefined!
const living = hasCargo ? bind('living', fn({}, isize)) : () => 0

beforeEach(() => {
  const [live, held, counted] = [liveObjects().length, hostErrors.size, living()]
  return () => {
    expect(liveObjects().slice(live)).toEqual([])
    expect(hostErrors.size).toBe(held)
    expect(living()).toBe(counted)
  }
})

/** A plain copy of what came back, whose owners are disposed of. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Symbol.dispose in value) {
    const copy = (value as BoxedError).toString()
    ;(value as Disposable)[Symbol.dispose]()
    return copy
  }
  if ('toJSON' in value) return snapshot(value as never)
  return Array.isArray(value)
    ? value.map(plain)
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

describe.runIf(hasCargo)('small types of Rust', () => {
  it('T-29: orderings', () => {
    const compare = bind('compare', fn([{ one: u32 }, { other: u32 }], RCmpOrdering))
    expect([compare(1, 2), compare(2, 2), compare(3, 2)]).toEqual(['Less', 'Equal', 'Greater'])
    expect(bind('reverse', fn({ ordering: RCmpOrdering }, RCmpOrdering))('Less')).toBe('Greater')
  })

  it('T-34: places in streams', () => {
    const seek = bind('seek', fn([{ from: RSeekFrom }, { position: u64 }, { length: u64 }], ROption(u64)))
    expect(seek({ tag: 'Start', value: 3n }, 5n, 10n)).toBe(3n)
    expect(seek({ tag: 'End', value: -4n }, 5n, 10n)).toBe(6n)
    expect(seek({ tag: 'Current', value: -6n }, 5n, 10n)).toBeUndefined()
    const echo = bind('seek_echo', fn({ from: RSeekFrom }, RSeekFrom))
    expect(snapshot(echo({ tag: 'Current', value: -6n }))).toEqual({ tag: 'Current', value: -6n })
  })

  it('T-2, T-28: spans of time', () => {
    const double = bind('duration_double', fn({ duration: RDuration }, RDuration))
    expect(snapshot(double({ secs: 1n, nanos: 600_000_000 }))).toEqual({ secs: 3n, nanos: 200_000_000 })
    expect(durationToMilliseconds(double(durationFromMilliseconds(1250.5)))).toBe(2501)
  })

  it('T-36: type ids', () => {
    const [event, words] = ['type_id_of_event', 'type_id_of_text'].map((name) => bind(name, fn({}, UTypeId)))
    const equal = bind('type_id_equal', fn([{ one: UTypeId }, { other: UTypeId }], bool))
    expect(equals(event!(), event!())).toBe(true)
    expect(equals(event!(), words!())).toBe(false)
    expect(equal(event!(), event!())).toBe(true)
    expect(equal(event!(), words!())).toBe(false)
  })

  it('T-37: constructors', () => {
    const make = bind('constructor_seven', fn({}, Constructor(u32)))()
    expect(make()).toBe(7)
    const call = bind('constructor_call', fn({ make: Constructor(u32) } as never, u32)) as unknown as (
      make: unknown,
    ) => number
    expect(call(make)).toBe(7)
    const Either = ConstructorOrValue(u32)
    const either = bind('constructor_or_value', fn({ value: u32 }, Either))
    expect(constructed(either(0))).toBe(7)
    expect(constructed(either(9))).toBe(9)
    const get = bind('constructor_or_value_get', fn({ value: Either }, u32))
    expect(get({ tag: 'Value', value: 5 })).toBe(5)
    using exported = exportFunction(Constructor(u32), () => 11)
    expect(get({ tag: 'Constructor', value: exported })).toBe(11)
    expect(bindFunction(exported.address, Constructor(u32), 'eleven')()).toBe(11)
  })

  it('T-38: versions are read and compared as Rust does', () => {
    const parse = bind('version_parse', fn({ text: RStr }, ROption(VersionNumber)))
    const part = fc.oneof(fc.nat(3), fc.constantFrom('', '+4', '-1', 'x', '4294967296', '007', '4b5', 'b4'))
    const versions = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(versions, (version) => {
        const found = parse(version)
        if (found === undefined) expect(refusal(() => parseVersionNumber(version)).code).toBe('ABI-U012')
        else expect(parseVersionNumber(version)).toEqual(snapshot(found))
      }),
      { numRuns: 200 },
    )
    const two = [{ one: VersionNumber }, { other: VersionNumber }] as const
    const isCompatible = bind('version_is_compatible', fn(two, bool))
    const isLoosely = bind('version_is_loosely_compatible', fn(two, bool))
    const small = fc.nat(2)
    const numbers = fc.record({ major: small, minor: small, patch: small })
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        expect(isCompatibleVersion(one, other)).toBe(isCompatible(one, other))
        expect(isLooselyCompatibleVersion(one, other)).toBe(isLoosely(one, other))
      }),
      { numRuns: 200 },
    )
  })
})

describe.runIf(hasCargo)('enums of Rust that may get more forms', () => {
  it('T-40: are read as the enum where its form is known', () => {
    using started = bind('event_started', fn({}, AnyEvent))()
    expect(started.value?.tag).toBe('Started')
    using stopped = bind('event_stopped', fn({ code: u32 }, AnyEvent))(7)
    expect(stopped.value?.tag === 'Stopped' && stopped.value.code).toBe(7)
    expect(stopped.display()).toBe('stopped with 7')
    expect(stopped.debug()).toBe('Stopped { code: 7 }')
    expect(stopped.formNames).toEqual(['Started', 'Stopped', 'Said', 'Counted', 'Resumed'])
    using said = bind('event_said', fn({ text: RString }, AnyEvent))('hällo')
    expect(said.value?.tag === 'Said' && String(said.value.text)).toBe('hällo')
  })

  it('T-40: keep a form that is not known, and drop it once', () => {
    using resumed = bind('event_resumed', fn({ at: u64 }, AnyEvent))(12n)
    expect(resumed.value).toBeUndefined()
    expect(resumed.discriminant).toBe(40)
    expect(resumed.display()).toBe('resumed at 12')
    using back = bind('event_echo', fn({ event: AnyEvent }, AnyEvent))(resumed)
    expect(back.debug()).toBe('Resumed { at: 12 }')
    expect(snapshot(struct('Holder', { event: AnyEvent }) && (back as never))).toEqual({
      discriminant: 40,
      text: 'resumed at 12',
    })
  })

  it('T-41: are copied, compared, hashed and dropped by their table', () => {
    const counted = bind('event_counted', fn({ value: u32 }, AnyEvent))
    const before = living()
    {
      using one = counted(1)
      using two = one.clone()
      using three = counted(3)
      expect(living()).toBe(before + 3)
      expect(one.equals(two)).toBe(true)
      expect(one.equals(three)).toBe(false)
      expect([one.compare(three), three.compare(one), one.partialCompare(two)]).toEqual([-1, 1, 0])
      const value = two.value
      expect(value?.tag === 'Counted' && value.one.deref().value).toBe(1)
      const bytes: number[][] = [[], []]
      one.hash({ write: (given) => void bytes[0]!.push(...given) })
      two.hash({ write: (given) => void bytes[1]!.push(...given) })
      expect(bytes[0]!.length).toBeGreaterThan(0)
      expect(bytes[1]).toEqual(bytes[0])
      two[Symbol.dispose]()
      expect(living()).toBe(before + 2)
    }
    expect(living()).toBe(before)
  })

  it('T-42: of TypeScript are read, spelled, copied, compared and dropped by Rust', () => {
    const toText = bind('event_text', fn({ event: AnyEvent }, RString))
    expect(plain(toText({ tag: 'Stopped', code: 9 }))).toBe('Stopped { code: 9 }')
    expect(plain(toText({ tag: 'Said', text: 'words' }))).toBe('Said { text: "words" }')
    const lent = { event: constPointer(AnyEvent) }
    using event = AnyEvent.from({ tag: 'Stopped', code: 9 })
    using other = AnyEvent.from({ tag: 'Said', text: 'x' })
    expect(bind('event_code', fn(lent, ROption(u32)))(event as never)).toBe(9)
    expect(plain(bind('event_debug', fn(lent, RString))(event as never))).toBe('Stopped { code: 9 }')
    using copy = bind('event_clone', fn(lent, AnyEvent))(other)
    expect(copy.value?.tag === 'Said' && String(copy.value.text)).toBe('x')
    const two = [{ one: constPointer(AnyEvent) }, { other: constPointer(AnyEvent) }] as const
    expect(bind('event_equal', fn(two, bool))(other as never, copy as never)).toBe(true)
    expect(bind('event_less', fn(two, bool))(event as never, other as never)).toBe(true)
    using native = bind('event_stopped', fn({ code: u32 }, AnyEvent))(9)
    expect(bind('event_equal', fn(two, bool))(event as never, native as never)).toBe(true)
    expect(bind('event_equal', fn(two, bool))(native as never, event as never)).toBe(true)
    const distinct = bind('event_distinct', fn({ events: RVec(AnyEvent) }, usize))
    expect(
      distinct([
        { tag: 'Started' },
        { tag: 'Said', text: 'a' },
        { tag: 'Started' },
        { tag: 'Said', text: 'b' },
        { tag: 'Said', text: 'a' },
      ] as never),
    ).toBe(3)
  })
})
