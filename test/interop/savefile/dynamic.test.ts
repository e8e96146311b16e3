// Plugins of which nothing is declared: they are asked for their definitions, which are adopted, or written as declarations.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  connectDynamic,
  decodeWire,
  encodeWire,
  traitOfDefinition,
  type AnyTrait,
  type DynamicConnection,
} from 'abiding/connection'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { exploreArchive, useArchive } from '../../../examples/rust-trait/host.js'
import { NativeEntry } from '../../../src/connection/protocol/native-entry.js'
import { liveObjects } from '../../../src/index.js'
import { traitDeclarations } from '../../../src/inspect/declare/trait-declarations.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { refusal } from '../../support/refusal.js'
import { requireTool } from '../../support/tools.js'
import { samples } from './calls-samples.js'
import { connectCalls, connectThreaded, connectValues, connectWrapped } from './declared-calls.abi.js'
import { RustPeer } from './rust-peer.js'
import { valueTypes, wrappedTypes } from './values-trait.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? new RustPeer('savefile-calls') : undefined!
const archive = hasCargo ? buildCrate('rust-trait', 'examples') : ''

afterAll(() => {
  if (hasCargo) expect(rust.liveObjects).toBe(0)
})

/** What an entry says of its trait. */
function answerOf(trait: string) {
  const entry = new NativeEntry(rust.entry(trait))
  const { schema, version } = entry.interrogateVersion()
  return { version, definition: entry.definition(schema, version) }
}

type AnyMethod = (...values: readonly unknown[]) => unknown

describe.runIf(hasCargo)('a dynamic connection to a plugin in Rust', () => {
  const peer = connectDynamic(rust.path, 'Calls')
  afterAll(() => peer[Symbol.dispose]())

  it.each(samples.map((sample, index) => [`${index} ${sample.method}`, sample] as const))(
    'X-65, X-66: calls %s',
    (_name, { method, values, result }) => {
      expect(peer[method]!(...values)).toEqual(result)
    },
  )

  it('X-65: adopts the version of the peer, and passes nothing as a pointer', () => {
    const { version, peerVersion, effectiveVersion, methods } = peer.$describe()
    expect({ version, peerVersion, effectiveVersion }).toEqual({
      version: 3,
      peerVersion: 3,
      effectiveVersion: 3,
    })
    expect(methods.filter(({ isPresent, problems }) => !isPresent || problems.length > 0)).toEqual([])
    const passings = methods.flatMap(({ parameters }) => parameters.map(({ passing }) => passing))
    expect(new Set(passings)).toEqual(new Set(['bytes']))
  })

  it('X-65: is made to a library, an entry and an object of a peer', () => {
    using byEntry = connectDynamic(rust.entry('Calls'), 'Calls')
    expect(byEntry['add']!(1, 2)).toBe(3)
    const entry = rust.entry('Calls')
    const words = new NativeEntry(entry).create()
    using byObject = connectDynamic({ ...words, entry }, 'Calls')
    expect(byObject['add']!(3, 4)).toBe(7)
  })

  it('X-66: passes closures and objects in both directions', () => {
    expect(peer['apply']!((number: number, text: string) => number + text.length)).toBeTypeOf('number')
    expect(peer['use_counter']!({ next: (by: number) => by + 1 })).toBeTypeOf('number')
    const made = peer['make_counter']!(5) as { next(by: number): number } & Disposable
    expect([made.next(1), made.next(2)]).toEqual([6, 8])
    expect(peer['use_counter']!(made)).toBeTypeOf('number')
    made[Symbol.dispose]()
    const scaled = peer['maker']!(true) as { ok: ((value: number) => number) & Disposable }
    expect(scaled.ok(2)).toBeTypeOf('number')
    scaled.ok[Symbol.dispose]()
  })

  it('X-66: checks values before anything is sent', async () => {
    expect(refusal(() => peer['add']!(1, 'two'))).toMatchObject({
      code: 'ABI-V001',
      path: 'Calls.add → param value_2',
    })
    expect(refusal(() => peer['add']!(1))).toMatchObject({ code: 'ABI-C001' })
    expect(refusal(() => peer['person']!({ name: 'x', age: 256, height: 1 }))).toMatchObject({
      path: 'Calls.person → param value_1.age',
    })
  })

  it('X-65: is refused for what does not describe itself', () => {
    for (const source of [undefined, null, {}, { add: () => 1 }, Symbol('x')])
      expect(refusal(() => connectDynamic(source as never, 'Calls'))).toMatchObject({ code: 'ABI-J009' })
    expect(refusal(() => connectDynamic(rust.path, ''))).toMatchObject({ code: 'ABI-J009' })
    expect(refusal(() => connectDynamic(rust.path, 'Nobody'))).toMatchObject({ code: 'ABI-F010' })
    expect(refusal(() => connectDynamic('/nowhere.so', 'Calls'))).toMatchObject({ code: 'ABI-F001' })
  })
})

describe.runIf(hasCargo).each([
  ['Values', valueTypes],
  ['Wrapped', wrappedTypes],
] as const)('every type of the trait %s, of which nothing is declared', (name, echoed) => {
  let peer: DynamicConnection
  let adopted: AnyTrait
  if (hasCargo) {
    peer = connectDynamic(rust.path, name)
    const { definition, version } = answerOf(name)
    adopted = traitOfDefinition(definition, version)
  }
  afterAll(() => peer[Symbol.dispose]())

  it.each(echoed.map((one) => [one.method, one] as const))(
    'X-67: %s goes there and comes back',
    (method, one) => {
      const { returns } = adopted.methods.get(method)!
      fc.assert(
        fc.property(one.values, (value) => {
          const bytes = encodeWire(one.type, one.sorted(value))
          const result = peer[method]!(decodeWire(returns, bytes))
          const echo = decodeWire(one.type, encodeWire(returns, result))
          expect(encodeWire(one.type, one.sorted(echo))).toEqual(bytes)
        }),
        { numRuns: 20 },
      )
    },
  )
})

describe.runIf(hasCargo)('declarations that are written of a plugin in Rust', () => {
  // The text lies beside this file, where it is compiled with all others.
  const file = join(import.meta.dirname, 'declared-calls.abi.ts')
  const traits = ['Calls', 'Values', 'Wrapped', 'Threaded']

  it('X-72: are the same each time', () => {
    expect(traitDeclarations('libsavefile_calls.so', traits.map(answerOf))).toBe(readFileSync(file, 'utf8'))
  })

  it('X-72: fit the plugin and call it', () => {
    using calls = connectCalls(rust.path)
    using values = connectValues(rust.path)
    using wrapped = connectWrapped(rust.path)
    using threaded = connectThreaded(rust.path)
    for (const one of [calls, values, wrapped, threaded])
      expect(
        one.$describe().methods.filter(({ problems, isPresent }) => problems.length > 0 || !isPresent),
      ).toEqual([])
    const methods = calls as unknown as Readonly<Record<string, AnyMethod>>
    for (const { method, values, result } of samples) expect(methods[method]!(...values)).toEqual(result)
    expect(values.of_tree({ value: 1, children: [{ value: 2, children: [] }] }).children[0]?.value).toBe(2)
  })
})

describe.runIf(hasCargo)('the example of a trait in Rust', () => {
  it('X-8, X-24, X-26, X-65: is used with a declaration and without one, and leaves nothing behind', () => {
    const before = liveObjects().length
    expect(useArchive(archive)).toEqual([
      'Shopping has the number 0',
      'From the sea has the number 1',
      'refused: a document needs a title',
      'inside of From the sea: Waves',
      'bread: 1, salt: 3, wind: 2',
      '0. Shopping',
      'old: From the sea',
    ])
    expect(exploreArchive(archive)).toEqual([
      'version 1 with the methods add, get, words, each, find',
      '{"title":"Untyped","kind":{"tag":"Note"},"words":[],"inside":[],"year":2025}',
    ])
    expect(liveObjects().length).toBe(before)
  })
})
