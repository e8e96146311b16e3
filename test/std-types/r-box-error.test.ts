import {
  bindFunction,
  exportFunction,
  fn,
  layoutOf,
  liveObjects,
  NativeArena,
  NativeError,
  own,
  RBoxError,
  ROption,
  RResult,
  SendRBoxError,
  snapshot,
  struct,
  u32,
  UnsyncRBoxError,
  unwrap,
  type BoxedError,
} from 'abiding'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { inspect } from 'node:util'
import { hostErrors } from '../../src/std-types/host-error.js'
import { refusal } from '../support/refusal.js'

beforeEach(() => {
  const [live, held] = [liveObjects().length, hostErrors.size]
  return () => {
    expect(liveObjects().slice(live)).toEqual([])
    expect(hostErrors.size).toBe(held)
  }
})

describe('RBoxError', () => {
  it('T-30: is a box and a table, 24 bytes', () => {
    for (const type of [RBoxError, SendRBoxError, UnsyncRBoxError]) {
      expect(layoutOf(type)).toMatchObject({ size: 24, alignment: 8 })
      expect(type.abiStable?.name).toBe('RBoxError_')
    }
    expect(RBoxError.abiStable?.parameters[0]?.name).toBe('SyncSend')
  })

  it('T-31: says what the error says of which it was made', () => {
    using error = RBoxError.from(new RangeError('too far'))
    expect(error.display()).toBe('too far')
    expect(error.display(true)).toBe('too far')
    expect(error.debug()).toBe('RangeError: too far')
    expect(error.debug(true)).toMatch(/^RangeError: too far\n +at /)
    expect(String(error)).toBe('too far')
    expect(JSON.stringify({ error })).toBe('{"error":"too far"}')
    expect(inspect(error)).toBe("RBoxError { 'too far', owned }")
    using text = RBoxError.from('wörter "und"')
    expect(text.display()).toBe('wörter "und"')
    expect(text.debug()).toBe('"wörter \\"und\\""')
  })

  it('T-33: becomes the error of JavaScript again of which it was made', () => {
    const cause = new TypeError('first')
    using error = RBoxError.from(cause)
    expect(error.toError()).toBe(cause)
    using text = RBoxError.from('words')
    expect(text.toError()).toEqual(new Error('words'))
  })

  it('T-31: refuses what is no error', () => {
    for (const value of [undefined, null, 7, {}, ['x']])
      expect(refusal(() => RBoxError.from(value as never))).toMatchObject({ code: 'ABI-V001', rule: 'T-31' })
  })

  it('T-30, O-2, O-3: is used by its owner alone', () => {
    const error = RBoxError.from('gone')
    error[Symbol.dispose]()
    error[Symbol.dispose]()
    for (const use of [() => error.display(), () => error.debug(), () => error.toError()])
      expect(refusal(use)).toMatchObject({ code: 'ABI-M004' })
    expect(inspect(error)).toMatch(/^RBoxError \{.* disposed \}$/)
  })

  it('T-30, B-7: lies in memory that owns it, and is taken out of it', () => {
    const Log = struct('Log', { last: RBoxError, before: ROption(RBoxError) })
    using arena = new NativeArena()
    const log = arena.allocate(Log, { last: new Error('last'), before: RBoxError.from('before') })
    expect(log.last.display()).toBe('last')
    expect(log.before!.display()).toBe('before')
    expect(snapshot(log)).toEqual({ last: new Error('last'), before: new Error('before') })
    expect(log.toJSON()).toEqual({ last: 'last', before: 'before' })
    expect(refusal(() => (log.last = log.before!))).toMatchObject({ code: 'ABI-B003' })
    own(log.last)[Symbol.dispose]()
    own(log.before!)[Symbol.dispose]()
  })

  it('T-32: what may do more stands for what may do less', () => {
    const Log = struct('LogOfAll', { send: SendRBoxError, unsync: UnsyncRBoxError })
    using arena = new NativeArena()
    const log = arena.allocate(Log, { send: RBoxError.from('a'), unsync: SendRBoxError.from('b') })
    using unsync = UnsyncRBoxError.from('c')
    expect(refusal(() => (log.send = unsync))).toMatchObject({ code: 'ABI-V001', path: 'LogOfAll.send' })
    expect(unsync.display()).toBe('c')
    own(log.send)[Symbol.dispose]()
    own(log.unsync)[Symbol.dispose]()
  })

  it('T-31, O-4: an error that did not arrive is not kept', () => {
    const Log = struct('LogWithNumber', { last: RBoxError, count: u32 })
    using arena = new NativeArena()
    expect(refusal(() => arena.allocate(Log, { last: new Error('x'), count: -1 }))).toMatchObject({
      code: 'ABI-V002',
    })
    using error = RBoxError.from('y')
    expect(refusal(() => arena.allocate(Log, { last: error, count: -1 }))).toMatchObject({ code: 'ABI-V002' })
    expect(error.display()).toBe('y')
  })

  it('T-31: crosses calls in both directions', () => {
    const Echo = fn({ error: RBoxError }, RBoxError)
    using exported = exportFunction(Echo, (error) => error)
    const echo = bindFunction(exported.address, Echo, 'echo')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, asError) => {
        using error = echo(asError ? new Error(text) : text)
        expect(error.display()).toBe(text)
        expect(error.toError().message).toBe(text)
      }),
    )
    using moved = RBoxError.from('moved')
    using back = echo(moved)
    expect(refusal(() => moved.display())).toMatchObject({ code: 'ABI-O002' })
    expect(back.display()).toBe('moved')
  })

  it('T-26, T-31: holds what an exported function throws', () => {
    const Half = fn({ value: u32 }, RResult(u32, RBoxError))
    const odd = new RangeError('odd')
    using exported = exportFunction(Half, (value) => {
      if (value % 2 === 1) throw odd
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is thrown need not be an Error.
      if (value === 4) throw 'a text'
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is thrown need not be an Error.
      if (value === 6) throw { not: 'an error' }
      return { ok: value / 2 }
    })
    const half = bindFunction(exported.address, Half, 'half')
    expect(unwrap(half(8))).toBe(4)
    expect(() => unwrap(half(7))).toThrow(odd)
    expect(() => unwrap(half(4))).toThrow('a text')
    expect(() => unwrap(half(6))).toThrow('an object Object')
    const result = half(3)
    using error = (result as { err: BoxedError }).err
    expect(error.toError()).toBe(odd)
  })

  it('T-30: what cannot be an error is refused before it is owned', () => {
    const Both = struct('Both', { error: RBoxError })
    using arena = new NativeArena()
    const zeroes = arena.allocate(Both)
    expect(refusal(() => zeroes.error)).toMatchObject({ code: 'ABI-M001' })
    expect(refusal(() => snapshot(zeroes))).toMatchObject({ code: 'ABI-M001' })
  })

  it('T-33: a native error keeps both texts', () => {
    expect(new NativeError('a', 'B')).toMatchObject({ code: 'ABI-U011', display: 'a', debug: 'B' })
  })
})
