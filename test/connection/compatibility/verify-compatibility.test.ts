// The files of a trait, one for each of its versions.
import { u16, u32, u64, u8 } from 'abiding'
import {
  boxedTrait,
  closure,
  definitionOf,
  field,
  future,
  IncompatibleTraitError,
  list,
  method,
  record,
  ref,
  removed,
  string,
  trait,
  verifyCompatibility,
  type AnyTrait,
  type Declared,
} from 'abiding/connection'
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeDefinition } from '../../../src/connection/wire/container.js'
import { refusal } from '../../support/refusal.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const Coin = record('Coin', {
  cents: u32,
  year: field(u16, { since: 1, default: 0 }),
  colour: removed(u8, { until: 1, value: 0 }),
})
const Till = trait('Till', {
  version: 2,
  methods: { add: method([{ coin: ref(Coin) }, { note: string }], u64), close: method({}) },
})

const states = (declaration: AnyTrait, folder: string, write?: boolean): string[] =>
  verifyCompatibility(declaration, folder, write === undefined ? {} : { write }).files.map(
    ({ state }) => state,
  )

/** The places and rules of what does not fit. */
function found(declaration: AnyTrait, folder: string): string[] {
  const error = refusal(() => verifyCompatibility(declaration, folder))
  expect(error).toBeInstanceOf(IncompatibleTraitError)
  expect(error).toMatchObject({ code: 'ABI-J019', path: folder })
  return (error as IncompatibleTraitError).problems.map(
    ({ rule, path }) => `${rule} ${path.replace(folder, '…')}`,
  )
}

/** What a change of a trait with one method breaks. */
function change(before: Declared, after: Declared): string[] {
  const folder = temporaryFolder()
  const declare = (type: Declared): AnyTrait =>
    trait('Till', { version: 0, methods: { last: method({}, type) } })
  verifyCompatibility(declare(before), folder)
  return found(declare(after), folder)
}

describe('files of versions', () => {
  it('X-48: are written once, and checked from then on', () => {
    const folder = join(temporaryFolder(), 'new', 'schemas')
    expect(states(Till, folder, false)).toEqual(['missing', 'missing', 'missing'])
    expect(states(Till, folder)).toEqual(['written', 'written', 'written'])
    const names = ['savefile_Till_0.schema', 'savefile_Till_1.schema', 'savefile_Till_2.schema']
    expect(readdirSync(folder).sort()).toEqual(names)
    const times = names.map((name) => statSync(join(folder, name)).mtimeMs)
    expect(states(Till, folder)).toEqual(['checked', 'checked', 'checked'])
    expect(names.map((name) => statSync(join(folder, name)).mtimeMs)).toEqual(times)
  })

  it('X-48: are those of the trait alone', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'savefile_Tills_0.schema'), 'no')
    writeFileSync(join(folder, 'savefile_Till_00.schema'), 'no')
    writeFileSync(join(folder, 'notes.txt'), 'no')
    expect(states(Till, folder)).toEqual(['written', 'written', 'written'])
  })

  it('X-48: are not written where something does not fit', () => {
    const folder = temporaryFolder()
    const first = trait('Till', { version: 0, methods: { add: method({ coin: u32 }) } })
    verifyCompatibility(first, folder)
    const broken = trait('Till', { version: 1, methods: { add: method({ coin: u64 }) } })
    expect(found(broken, folder)).toEqual(['X-38 Till@0.add → coin'])
    expect(readdirSync(folder)).toEqual(['savefile_Till_0.schema'])
  })

  it('X-48: lie in a folder that can be used', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(refusal(() => verifyCompatibility(Till, join(folder, 'file')))).toMatchObject({ code: 'ABI-J020' })
    mkdirSync(join(folder, 'savefile_Till_1.schema'))
    expect(refusal(() => verifyCompatibility(Till, folder))).toMatchObject({
      code: 'ABI-J020',
      path: join(folder, 'savefile_Till_1.schema'),
    })
    const huge = temporaryFolder()
    writeFileSync(join(huge, 'savefile_Till_1.schema'), '')
    truncateSync(join(huge, 'savefile_Till_1.schema'), 2 ** 26 + 1)
    expect(refusal(() => verifyCompatibility(Till, huge))).toMatchObject({ code: 'ABI-J020' })
  })

  it('X-48: are those of a trait', () => {
    for (const wrong of [undefined, null, {}, 'Till', u8])
      expect(refusal(() => verifyCompatibility(wrong as never, temporaryFolder()))).toMatchObject({
        code: 'ABI-V001',
        path: 'verifyCompatibility',
      })
    const till = trait('Till', { version: 0, methods: {} })
    expect(refusal(() => verifyCompatibility(till, temporaryFolder(), null as never)).code).toBe('ABI-L002')
  })

  it('X-48: are at most 10,000', () => {
    const many = trait('Till', { version: 10_000, methods: {} })
    expect(refusal(() => verifyCompatibility(many, temporaryFolder()))).toMatchObject({ code: 'ABI-J021' })
  })
})

describe('a change of a trait', () => {
  it('X-49: is told of for every version, with all that breaks', () => {
    const folder = temporaryFolder()
    verifyCompatibility(Till, folder)
    const Poor = record('Coin', { cents: u32, year: field(u16, { since: 1, default: 0 }) })
    const changed = trait('Till', {
      version: 2,
      methods: { add: method([{ coin: ref(Poor) }, { note: list(u8) }], u64), open: method({}) },
    })
    expect(found(changed, folder)).toEqual([
      'X-38 Till@0.add → coin',
      'X-38 Till@0.add → note',
      'X-41 Till@0.close',
      'X-38 Till@1.add → coin',
      'X-38 Till@1.add → note',
      'X-41 Till@1.close',
      'X-38 Till@2.add → note',
      'X-41 Till@2.close',
    ])
  })

  it('X-49: breaks nothing where methods are added, and names are changed', () => {
    const folder = temporaryFolder()
    verifyCompatibility(Till, folder)
    const Money = record('Money', {
      amount: u32,
      since: field(u16, { since: 1, default: 0 }),
      sign: removed(u8, { until: 1, value: 0 }),
    })
    const changed = trait('Till', {
      version: 3,
      methods: {
        open: method({}),
        close: method({}),
        add: method([{ money: ref(Money) }, { text: string }], u64, { receiver: 'mut' }),
      },
    })
    expect(states(changed, folder)).toEqual(['checked', 'checked', 'checked', 'written'])
  })

  it('X-49: takes no bound away', () => {
    const folder = temporaryFolder()
    verifyCompatibility(trait('Till', { version: 0, bounds: ['Send'], methods: {} }), folder)
    expect(found(trait('Till', { version: 0, methods: {} }), folder)).toEqual(['X-41 Till@0'])
    expect(states(trait('Till', { version: 0, bounds: ['Send', 'Sync'], methods: {} }), folder)).toEqual([
      'checked',
    ])
  })

  const Small = trait('Small', { version: 0, methods: { run: method({}) } })
  const Large = trait('Small', { version: 0, methods: { run: method({}), stop: method({}) } })

  it.each([
    ['a future that gives something else', future(u8), future(u16), ['X-38 Till@0.last → result → result']],
    ['a future that must be Send', future(u8), future(u8, { send: true }), ['X-40 Till@0.last → result']],
    ['a future that need not be Send', future(u8, { send: true }), future(u8), ['X-40 Till@0.last → result']],
    ['a method more of an object', boxedTrait(Small), boxedTrait(Large), ['X-41 Till@0.last → result.stop']],
    ['a method less of an object', boxedTrait(Large), boxedTrait(Small), ['X-41 Till@0.last → result.stop']],
  ])('X-49: breaks where peers could not be connected: %s', (_what, before, after, places) => {
    expect(change(before, after)).toEqual(places)
  })

  it('X-49: breaks calls of closures that give something else', () => {
    const folder = temporaryFolder()
    const declare = (type: Declared): AnyTrait =>
      trait('Till', {
        version: 0,
        methods: { each: method({ visit: closure({ a: u8 }, type) }) },
      })
    verifyCompatibility(declare(u8), folder)
    expect(found(declare(u16), folder)).toEqual(['X-38 Till@0.each → visit → result'])
  })

  it('X-49: is no remark of how a method was made asynchronous', () => {
    const folder = temporaryFolder()
    const slow = trait('Slow', { version: 0, methods: { wait: method({}, future(u8)) } })
    const definition = definitionOf(slow)
    const remarked = {
      ...definition,
      methods: definition.methods.map((one) => ({ ...one, isAsyncTrait: true })),
    }
    writeFileSync(join(folder, 'savefile_Slow_0.schema'), encodeDefinition(remarked, 2))
    expect(states(slow, folder)).toEqual(['checked'])
  })
})

describe('files that are wrong', () => {
  it('X-50: are problems like others', () => {
    const folder = temporaryFolder()
    verifyCompatibility(Till, folder)
    const file = (version: number): string => join(folder, `savefile_Till_${version}.schema`)
    writeFileSync(file(0), readFileSync(file(0)).subarray(0, -3))
    writeFileSync(file(1), 'nothing of the sort')
    writeFileSync(file(7), readFileSync(file(2)))
    expect(found(Till, folder)).toEqual([
      'X-50 …/savefile_Till_0.schema → method 1.close',
      'X-50 …/savefile_Till_1.schema',
      'X-50 …/savefile_Till_7.schema',
    ])
  })
})
