// The files of a trait: those that the crate wrote, read by this side, and the other way round.
import { bool, u16, u32, u64, u8 } from 'abiding'
import {
  boxedClosure,
  closure,
  field,
  future,
  method,
  record,
  ref,
  Result,
  slice,
  str,
  string,
  trait,
  verifyCompatibility,
} from 'abiding/connection'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { hasCargo, rust } from './rust-judge.js'

const Coin = record('Coin', { cents: u32, year: field(u16, { since: 1, default: 0 }) })

/** The traits of the crate, as TypeScript declares them. */
const Till = trait('Till', {
  version: 1,
  methods: {
    add: method([{ coin: ref(Coin) }, { note: str }], Result(u64, string), { receiver: 'mut' }),
    each: method([{ visit: closure([{ cents: u32 }, { marks: slice(u8) }], bool) }]),
    close: method({}, boxedClosure({ cents: u32 }, u32)),
  },
})
const Slow = trait('Slow', { version: 0, methods: { wait: method({ seconds: u32 }, future(u32)) } })

const Richer = record('Coin', { cents: u32, year: u16 })
const Changed = trait('Till', {
  version: 1,
  methods: {
    add: method([{ coin: ref(Richer) }, { note: str }], Result(u64, string), { receiver: 'mut' }),
    each: method([{ visit: closure([{ cents: u32 }, { marks: slice(u8) }], u8) }]),
    close: method({}, boxedClosure({ cents: u32 }, u32)),
  },
})

describe.runIf(hasCargo)('files of a trait', () => {
  const states = (report: ReturnType<typeof verifyCompatibility>): string[] =>
    report.files.map(({ state }) => state)

  it('X-48, X-49: that the crate wrote are read', () => {
    const folder = temporaryFolder()
    expect(rust.verifyFiles('Till', folder), rust.said()).toBe('fits')
    expect(states(verifyCompatibility(Till, folder))).toEqual(['checked', 'checked'])
    expect(() => verifyCompatibility(Changed, folder)).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ path: 'Till@0.add → coin', rule: 'X-38' }),
          expect.objectContaining({ path: 'Till@0.each → visit → result', rule: 'X-38' }),
          expect.objectContaining({ path: 'Till@1.each → visit → result', rule: 'X-38' }),
        ],
      }),
    )
  })

  it('X-48, X-49: that this side wrote are read by the crate', () => {
    const folder = temporaryFolder()
    expect(states(verifyCompatibility(Till, folder))).toEqual(['written', 'written'])
    expect(rust.verifyFiles('Till', folder), rust.said()).toBe('fits')
    const changed = temporaryFolder()
    verifyCompatibility(Changed, changed)
    expect(rust.verifyFiles('Till', changed)).toBe('differs')
    expect(rust.said()).toContain('In trait Till, method add, argument 0')
  })

  it('X-48: have the same header', () => {
    const [ours, theirs] = [temporaryFolder(), temporaryFolder()]
    verifyCompatibility(Slow, ours)
    rust.verifyFiles('Slow', theirs)
    const header = (folder: string): string =>
      readFileSync(join(folder, 'savefile_Slow_0.schema')).subarray(0, 16).toString('hex')
    expect(header(ours)).toBe(header(theirs))
  })

  it('X-49: of asynchronous methods are refused by the crate that wrote them, and read by this side', () => {
    const folder = temporaryFolder()
    expect(rust.verifyFiles('Slow', folder)).toBe('fits')
    expect(rust.verifyFiles('Slow', folder)).toBe('panics')
    expect(states(verifyCompatibility(Slow, folder))).toEqual(['checked'])
    const Faster = trait('Slow', { version: 0, methods: { wait: method({ seconds: u32 }, future(u64)) } })
    expect(() => verifyCompatibility(Faster, folder)).toThrow(/Slow@0\.wait → result → result/)
  })
})
