import {
  bindFunction,
  exportFunction,
  fn,
  layoutOf,
  liveObjects,
  NativeArena,
  NativeIoError,
  own,
  RBoxError,
  RIoError,
  RResult,
  snapshot,
  struct,
  u8,
  unwrap,
} from 'abiding'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { hostErrors } from '../../src/std-types/host-error.js'
import { refusal } from '../support/refusal.js'

beforeEach(() => {
  const [live, held] = [liveObjects().length, hostErrors.size]
  return () => {
    expect(liveObjects().slice(live)).toEqual([])
    expect(hostErrors.size).toBe(held)
  }
})

const Echo = fn({ error: RIoError }, RIoError)
describe('RIoError', () => {
  it('T-35: is a kind and perhaps an error, 40 bytes', () => {
    expect(layoutOf(RIoError)).toMatchObject({ size: 40, alignment: 8 })
    expect(RIoError.abiStable).toEqual({ name: 'RIoError', parameters: [] })
  })

  it('T-35: is made of an error of Node, and becomes it again', () => {
    using exported = exportFunction(Echo, (error) => error)
    const echo = bindFunction(exported.address, Echo, 'echo')
    const given = Object.assign(new Error('no such file'), { code: 'ENOENT' })
    using error = echo(given)
    expect(error.kind).toBe('NotFound')
    expect(error.code).toBe('ENOENT')
    expect(error.display()).toBe('no such file')
    expect(String(error)).toBe('no such file')
    expect(error.debug()).toBe('NotFound: Error: no such file')
    expect(error.toError()).toBe(given)
    expect(inspect(error)).toBe('RIoError { NotFound, "no such file" }')
    expect(JSON.stringify(error)).toBe('{"kind":"NotFound","text":"no such file"}')
  })

  it.each([
    [{ kind: 'TimedOut' }, 'TimedOut', 'timed out'],
    [{ kind: 200 }, 200, 'an error of the unknown kind 200'],
    [{ kind: 'BrokenPipe', error: 'gone' }, 'BrokenPipe', 'gone'],
    ['text alone', 'Other', 'text alone'],
    [new Error('no code'), 'Other', 'no code'],
  ])('T-35: %o is one', (given, kind, display) => {
    using exported = exportFunction(Echo, (error) => error)
    const echo = bindFunction(exported.address, Echo, 'echo')
    using error = echo(given as never)
    expect(error.kind).toBe(kind)
    expect(error.display()).toBe(display)
  })

  it('T-35: becomes an error of JavaScript with its kind where it was none', () => {
    using exported = exportFunction(Echo, (error) => error)
    const echo = bindFunction(exported.address, Echo, 'echo')
    using error = echo({ kind: 'NotFound' })
    const thrown = error.toError() as NativeIoError
    expect(thrown).toBeInstanceOf(NativeIoError)
    expect(thrown).toMatchObject({
      kind: 'NotFound',
      ioCode: 'ENOENT',
      display: 'not found',
      debug: 'NotFound',
    })
    // And one again.
    using again = echo(thrown)
    expect(again.kind).toBe('NotFound')
    expect(again.toError()).toBe(thrown)
  })

  it('T-35, B-7: lies in memory that owns the error inside', () => {
    const Log = struct('IoLog', { last: RIoError })
    using arena = new NativeArena()
    const log = arena.allocate(Log, { last: { kind: 'BrokenPipe', error: RBoxError.from('gone') } })
    expect(log.last.display()).toBe('gone')
    expect(snapshot(log).last).toEqual(new Error('gone'))
    expect(log.toJSON()).toEqual({ last: { kind: 'BrokenPipe', error: 'gone' } })
    using exported = exportFunction(Echo, (error) => error)
    expect(refusal(() => bindFunction(exported.address, Echo, 'echo')(log.last))).toMatchObject({
      code: 'ABI-B003',
    })
    own(log.last.error!)[Symbol.dispose]()
    log.last = { kind: 'NotFound' } as never
    expect(snapshot(log).last).toMatchObject({ kind: 'NotFound', display: 'not found' })
  })

  it('T-26, T-35: holds what an exported function throws', () => {
    const Read = fn({}, RResult(u8, RIoError))
    const error = Object.assign(new Error('busy'), { code: 'EAGAIN' })
    using exported = exportFunction(Read, () => {
      throw error
    })
    const read = bindFunction(exported.address, Read, 'read')
    const result = read()
    expect(!result.isOk && result.err.kind).toBe('WouldBlock')
    expect(() => unwrap(result)).toThrow(error)
  })

  it('T-35: refuses what is none', () => {
    using arena = new NativeArena()
    const Log = struct('IoLog2', { last: RIoError })
    for (const value of [undefined, null, 7, [], {}, { error: 'x' }, { kind: 'NotFound', more: 1 }])
      expect(refusal(() => arena.allocate(Log, { last: value as never }))).toMatchObject({
        code: 'ABI-V001',
        path: 'IoLog2.last',
      })
    expect(refusal(() => arena.allocate(Log, { last: { kind: 'Strange' as never } }))).toMatchObject({
      code: 'ABI-V001',
      path: 'IoLog2.last.kind',
    })
  })
})
