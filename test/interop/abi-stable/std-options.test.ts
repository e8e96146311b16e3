// Options, results, tuples, errors and enums of the crate abi_stable, in both directions.
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  bool,
  constPointer,
  f32,
  f64,
  fn,
  isize,
  liveObjects,
  RBox,
  RBoxError,
  RIoError,
  RIoErrorKind,
  ROption,
  RResult,
  RStr,
  RString,
  SendRBoxError,
  snapshot,
  struct,
  Tuple1,
  Tuple2,
  Tuple3,
  Tuple4,
  u16,
  u32,
  u64,
  u8,
  unit,
  UnsyncRBoxError,
  unwrap,
  usize,
  type AnyType,
  type BoxedError,
} from '../../../src/index.js'
import { hostErrors } from '../../../src/std-types/host-error.js'
import { refusal } from '../../support/refusal.js'
import { rustLibrary } from '../../support/rust-library.js'
import { requireTool } from '../../support/tools.js'

const Point = struct('Point', { x: f64, y: u8 })
const Counted = struct('Counted', { value: u32 })

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

const nat = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined })
const either = (ok: fc.Arbitrary<unknown>, err: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    ok.map((value) => ({ isOk: true, ok: value })),
    err.map((value) => ({ isOk: false, err: value })),
  )
const text = fc.string({ unit: 'binary', maxLength: 40 })
const point = fc.record({ x: fc.double({ noNaN: true }), y: fc.nat(255) })

/** A plain copy of what came back, whose owners are disposed of. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Symbol.dispose in value) {
    const copy =
      'toError' in value ? (value as BoxedError).toError().message : (value as BoxedError).toString()
    ;(value as Disposable)[Symbol.dispose]()
    return copy
  }
  if ('toJSON' in value) return snapshot(value as never)
  return Array.isArray(value)
    ? value.map(plain)
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

function echoes(symbol: string, type: AnyType, values: fc.Arbitrary<unknown>): void {
  const echo = bind(symbol, fn({ value: type }, type))
  fc.assert(
    fc.property(values, (value) => {
      expect(plain(echo(value))).toEqual(value)
    }),
    { numRuns: 40 },
  )
}

describe.runIf(hasCargo)('options, results and tuples of Rust', () => {
  it('T-20, T-22: options of every sort come back as they went', () => {
    echoes('option_u8', ROption(u8), some(fc.nat(255)))
    echoes('option_u16', ROption(u16), some(fc.nat(65535)))
    echoes('option_u32', ROption(u32), some(fc.nat(2 ** 32 - 1)))
    echoes('option_u64', ROption(u64), some(nat(64)))
    echoes('option_f32', ROption(f32), some(fc.float({ noNaN: true })))
    echoes('option_f64', ROption(f64), some(fc.double({ noNaN: true })))
    echoes('option_bool', ROption(bool), some(fc.boolean()))
    echoes('option_unit', ROption(unit), fc.constantFrom(undefined, { some: undefined }))
    echoes('option_point', ROption(Point), some(point))
    echoes('option_string', ROption(RString), some(text))
    echoes('option_option_u8', ROption(ROption(u8)), some(fc.record({ some: some(fc.nat(255)) })))
    echoes('option_option_string', ROption(ROption(RString)), some(fc.record({ some: some(text) })))
  })

  it('T-21: mean the same on both sides', () => {
    const next = bind('option_next', fn({ value: ROption(u32) }, ROption(u32)))
    expect(next(7)).toBe(8)
    expect(next(undefined)).toBeUndefined()
    expect(next(2 ** 32 - 1)).toBeUndefined()
    const length = bind('option_string_length', fn({ value: ROption(RString) }, usize))
    expect(length('grün')).toBe(5)
  })

  it('T-22: what an option owns is dropped once, by whoever has it', () => {
    const Option = ROption(RBox(Counted))
    const make = bind('option_make_counted', fn({ value: u32 }, Option))
    const drop = bind('option_drop_counted', fn({ value: Option }, u32))
    const echo = bind('option_counted', fn({ value: Option }, Option))
    const before = living()
    expect(make(0)).toBeUndefined()
    {
      using box = make(7)
      expect(box!.deref().value).toBe(7)
      expect(living()).toBe(before + 1)
    }
    expect(living()).toBe(before)
    const moved = make(8)
    expect(drop(moved)).toBe(8)
    expect(refusal(() => moved!.deref())).toMatchObject({ code: 'ABI-O002' })
    using back = echo(make(9))
    expect(back!.deref().value).toBe(9)
    expect(drop(undefined)).toBe(0)
  })

  it('T-23, T-24: results of every sort come back as they went', () => {
    echoes('result_u8_u64', RResult(u8, u64), either(fc.nat(255), nat(64)))
    echoes('result_u64_u8', RResult(u64, u8), either(nat(64), fc.nat(255)))
    echoes('result_u32_u32', RResult(u32, u32), either(fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1)))
    echoes('result_unit_unit', RResult(unit, unit), either(fc.constant(undefined), fc.constant(undefined)))
    echoes('result_point_string', RResult(Point, RString), either(point, text))
    echoes('result_string_error', RResult(RString, RBoxError), either(text, text))
    echoes(
      'result_nested',
      RResult(ROption(u8), RResult(u16, ROption(u64))),
      either(some(fc.nat(255)), either(fc.nat(65535), some(nat(64)))),
    )
  })

  it('T-25: errors of the standard library are thrown as errors of JavaScript', () => {
    const parse = bind('parse', fn({ text: RStr }, RResult(u32, RBoxError)))
    expect(unwrap(parse('123'))).toBe(123)
    expect(() => unwrap(parse('12x'))).toThrow(
      expect.objectContaining({
        code: 'ABI-U011',
        display: 'invalid digit found in string',
        debug: 'ParseIntError { kind: InvalidDigit }',
      }),
    )
  })

  it('T-23: what a result owns is dropped once, whichever it is', () => {
    const Outcome = RResult(RBox(Counted), RBoxError)
    const make = bind('make_counted', fn({ value: u32 }, Outcome))
    const echo = bind('result_counted', fn({ value: Outcome }, Outcome))
    for (const value of [0, 7]) {
      const before = living()
      const result = make(value)
      expect(living()).toBe(before + 1)
      const back = echo(result.isOk ? { ok: result.ok } : { err: result.err })
      expect(living()).toBe(before + 1)
      ;(back.isOk ? back.ok : back.err)[Symbol.dispose]()
      expect(living()).toBe(before)
    }
  })

  it('T-26: what a callback throws is an error for Rust', () => {
    const Half = fn({ value: u32 }, RResult(u32, RBoxError))
    const call = bind('call_half', fn([{ value: u32 }, { half: Half }], RResult(u32, RString)))
    const half = (value: number): { ok: number } => {
      if (value % 2 === 1) throw new RangeError(`${value} is odd`)
      return { ok: value / 2 }
    }
    expect(call(8, half)).toEqual({ isOk: true, ok: 4 })
    expect(plain(call(7, half))).toEqual({ isOk: false, err: '7 is odd' })
  })

  it('T-27: tuples come back as they went', () => {
    echoes('tuple_1', Tuple1(u32), fc.tuple(fc.nat(2 ** 32 - 1)))
    echoes('tuple_2', Tuple2(u8, u32), fc.tuple(fc.nat(255), fc.nat(2 ** 32 - 1)))
    echoes('tuple_2_unit', Tuple2(u16, unit), fc.tuple(fc.nat(65535), fc.constant(undefined)))
    echoes(
      'tuple_3',
      Tuple3(u8, ROption(u32), u64),
      fc.tuple(fc.nat(255), some(fc.nat(2 ** 32 - 1)), nat(64)),
    )
    echoes(
      'tuple_4',
      Tuple4(u8, u16, u32, RString),
      fc.tuple(fc.nat(255), fc.nat(65535), fc.nat(2 ** 32 - 1), text),
    )
  })
})

describe.runIf(hasCargo)('errors of Rust', () => {
  it('T-30: say what they are, and are dropped once', () => {
    for (const [symbol, type] of [
      ['error_new', RBoxError],
      ['error_send', SendRBoxError],
      ['error_unsync', UnsyncRBoxError],
    ] as const) {
      const before = living()
      {
        using error = bind(symbol, fn({ value: u32 }, type))(7)
        expect(living()).toBe(before + 1)
        expect(error.display()).toBe('failure 7')
        expect(error.debug()).toBe('Failure(Counted { value: 7 })')
        expect(error.debug(true)).toContain('\n')
        expect(error.toError()).toMatchObject({ code: 'ABI-U011', display: 'failure 7' })
      }
      expect(living()).toBe(before)
    }
    using formatted = bind('error_from_fmt', fn({ value: u32 }, RBoxError))(8)
    expect(formatted.display()).toBe('failure 8')
    expect(formatted.debug()).toContain('value: 8')
  })

  it('T-31: errors of JavaScript say the same in Rust, which drops them', () => {
    const says = bind('error_says', fn([{ error: RBoxError }, { display: RStr }, { debug: RStr }], bool))
    fc.assert(
      fc.property(text, (words) => {
        expect(says(words, words, JSON.stringify(words))).toBe(true)
        expect(says(new TypeError(words), words, `TypeError: ${words}`)).toBe(true)
      }),
      { numRuns: 40 },
    )
    const displays = bind('error_displays', fn([{ error: constPointer(RBoxError) }, { display: RStr }], bool))
    using error = RBoxError.from('lent')
    expect(displays(error as never, 'lent')).toBe(true)
    expect(error.display()).toBe('lent')
  })

  it('T-31, T-33: errors of JavaScript go through errors of Rust and come back', () => {
    for (const symbol of ['error_echo', 'error_through_box']) {
      const echo = bind(symbol, fn({ error: RBoxError }, RBoxError))
      using back = echo(new RangeError('round'))
      expect(back.display()).toBe('round')
    }
    const given = new RangeError('same')
    using back = bind('error_echo', fn({ error: RBoxError }, RBoxError))(given)
    expect(back.toError()).toBe(given)
    const isFailure = bind('error_is_failure', fn({ error: RBoxError }, bool))
    expect(isFailure('no')).toBe(false)
    expect(isFailure(bind('error_new', fn({ value: u32 }, RBoxError))(1))).toBe(true)
  })

  it('T-32: what may do more stands for what may do less', () => {
    using sent = bind('error_send_echo', fn({ error: SendRBoxError }, SendRBoxError))(RBoxError.from('a'))
    using stayed = bind('error_unsync_echo', fn({ error: UnsyncRBoxError }, UnsyncRBoxError))(sent)
    expect(stayed.display()).toBe('a')
  })

  it('T-35: errors of input and output have their kinds on both sides', () => {
    using missing = bind('io_error_open', fn({ path: RStr }, RIoError))('/no/such/file')
    expect(missing.kind).toBe('NotFound')
    expect(missing.code).toBe('ENOENT')
    expect(missing.toError()).toMatchObject({ kind: 'NotFound', ioCode: 'ENOENT' })
    using broken = bind('io_error_new', fn({ value: u32 }, RIoError))(3)
    expect(broken.kind).toBe('BrokenPipe')
    expect(broken.error?.display()).toBe('failure 3')
    using late = bind('io_error_simple', fn({}, RIoError))()
    expect(late).toMatchObject({ kind: 'TimedOut', code: 'ETIMEDOUT', error: undefined })
    const says = bind(
      'io_error_says',
      fn([{ error: RIoError }, { kind: RIoErrorKind }, { text: RStr }], bool),
    )
    expect(says(Object.assign(new Error('gone'), { code: 'EPIPE' }), 'BrokenPipe', 'gone')).toBe(true)
    expect(says(broken, 'BrokenPipe', 'failure 3')).toBe(true)
    using echoed = bind('io_error_echo', fn({ error: RIoError }, RIoError))('words')
    expect(echoed.display()).toBe('words')
  })

  it('T-35: every kind has the number that Rust gives it', () => {
    const kindOf = bind('io_error_kind_of', fn({ place: u8 }, RIoErrorKind))
    const names = [...RIoErrorKind.variants.keys()].filter((name) => name !== 'Other')
    expect(names.map((_, place) => kindOf(place))).toEqual(names)
    expect(kindOf(names.length)).toBe('Other')
    const echo = bind('io_error_kind_echo', fn({ kind: RIoErrorKind }, RIoErrorKind))
    expect(echo('WouldBlock')).toBe('WouldBlock')
    expect(echo(99)).toBe(99)
  })
})
