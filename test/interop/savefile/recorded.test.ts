// The messages of both sides, byte for byte, as an entry between them sees them.
import type { Address } from 'abiding'
import { connect, exportTrait, type AnyTrait } from 'abiding/connection'
import { afterAll, describe, expect, it } from 'vitest'
import { requireTool } from '../../support/tools.js'
import { samples } from './calls-samples.js'
import { Calls, implementCalls, methodNumbers } from './calls-trait.js'
import { RustPeer, type RustConnection } from './rust-peer.js'
import { Values } from './values-trait.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? new RustPeer('savefile-calls') : undefined!

type Peer = Disposable & Readonly<Record<string, (...values: readonly unknown[]) => unknown>>

/** What an entry in front of a plugin sees of calls from TypeScript. */
function recordOf(number: number, trait: AnyTrait, calls: (peer: Peer) => void): string[] {
  rust.takeRecord()
  const peer = connect(trait, rust.recordedEntry(number, rust.entry(trait.name))) as unknown as Peer
  calls(peer)
  peer[Symbol.dispose]()
  return rust.takeRecord()
}

/** A call, its number, its arguments behind the version, and its result behind the version. */
type Exchange = readonly [method: string, values: readonly unknown[], data: string, result: string]

const callExchanges: readonly Exchange[] = [
  ['shout', ['hello'], '050000000000000068656c6c6f', '060000000000000068656c6c6f21'],
  ['add', [1, 2], '0100000002000000', '03000000'],
  [
    'person',
    [{ name: 'abc', age: 7, height: 1.5 }],
    '0300000000000000616263070000c03f',
    '0300000000000000616263070000c03f',
  ],
  ['known', [[1, undefined]], '0200000000000000010100', '01000000'],
  ['event', [{ tag: 'Wait', '0': 5 }], '0105000000', '0105000000'],
  ['event', [{ tag: 'Log', level: 1, text: 'q' }], '0201010000000000000071', '0201010000000000000071'],
  ['level', ['High'], '0100', '0100'],
  [
    'tree',
    [{ value: 1, children: [{ value: 2, children: [] }] }],
    '010100000000000000020000000000000000',
    '02000000',
  ],
  ['checked', [true], '01', '0107000000'],
  ['checked', [false], '00', '0002000000000000006e6f'],
  ['refused', [true], '01', '0001000400000000000000676f6e65'],
  ['pinned', [9], '09000000', '09000000'],
]

const valueExchanges: readonly (readonly [method: string, value: unknown, bytes: string])[] = [
  ['of_i8', -1, 'ff'],
  ['of_i32', -2, 'feffffff'],
  ['of_u64', 0x0102030405060708n, '0807060504030201'],
  ['of_u128', 1n, '01000000000000000000000000000000'],
  ['of_f32', 1.5, '0000c03f'],
  ['of_f64', -0.5, '000000000000e0bf'],
  ['of_char', '€', 'ac200000'],
  ['of_usize', 7, '0700000000000000'],
  ['of_isize', -1, 'ffffffffffffffff'],
  ['of_string', 'hé', '030000000000000068c3a9'],
  ['of_numbers', [1, 2], '020000000000000001000200'],
  ['of_bools', [true, false], '02000000000000000100'],
  ['of_option', undefined, '00'],
  ['of_option', 5, '010500'],
  ['of_result', { ok: 1 }, '0101000000'],
  ['of_pair', [1, 2], '0102000000'],
  ['of_nothing', {}, ''],
  ['of_row', { '0': 1, '1': 2 }, '010200'],
  ['of_modes', ['Slow', 'Idle'], '02000000000000000002'],
  ['of_shape', { tag: 'Circle', '0': 5 }, '0105000000'],
  ['of_hash_map', new Map([['k', 1]]), '010000000000000001000000000000006b01000000'],
  ['of_duration', 1_500_000_000n, '002f6859000000000000000000000000'],
  ['of_ip', '1.2.3.4', '0004030201'],
  ['of_socket', { address: '1.2.3.4', port: 80 }, '00500004030201'],
  ['of_io_error', { kind: 'NotFound', message: 'x' }, '0100010000000000000078'],
]

describe.runIf(hasCargo)('what passes between TypeScript and a plugin in Rust', () => {
  it('X-3, X-8: a connection asks for the versions and the definitions once, and for objects', () => {
    const record = recordOf(0, Calls, () => undefined)
    expect(record).toEqual(['version 2 3', 'methods 2 3', 'create', 'drop'])
    expect(recordOf(0, Calls, () => undefined)).toEqual(['create', 'drop'])
  })

  it.each(callExchanges)('X-3 to X-5: a call of %s is these bytes', (method, values, data, result) => {
    const [, called, answered] = recordOf(0, Calls, (peer) => peer[method]!(...values)).slice(-4)
    expect(called).toMatch(
      new RegExp(`^call ${methodNumbers.get(method)} version 3 mask [01]+ data 03000000${data}$`),
    )
    expect(answered).toBe(`success 03000000${result}`)
  })

  it.each(valueExchanges)('X-4, X-5: a value of %s is these bytes', (method, value, bytes) => {
    const record = recordOf(1, Values, (peer) => peer[method]!(value)).slice(-4)
    expect(record[1]).toMatch(new RegExp(`data 00000000${bytes}$`))
    expect(record[2]).toBe(`success 00000000${bytes}`)
  })

  it('X-5: nothing is told where nothing is given', () => {
    const record = recordOf(0, Calls, (peer) => {
      peer['nothing']!()
      peer['take_nothing']!(undefined)
    })
    const number = methodNumbers.get('nothing')!
    expect(record.slice(-5, -1)).toEqual([
      `call ${number} version 3 mask 0 data 03000000`,
      'no result',
      expect.stringMatching(`^call ${number + 1} version 3 mask [01] data 03000000$`),
      'no result',
    ])
  })

  it('X-4: text is a pointer and its length, and so is text that lives for ever', () => {
    const record = recordOf(0, Calls, (peer) => {
      peer['text_length']!('hello')
      peer['greeting']!()
    })
    expect(record.slice(-5, -1)).toEqual([
      expect.stringMatching(/^call 0 version 3 mask 0 data 03000000[0-9a-f]{16}0500000000000000$/),
      'success 0300000005000000',
      'call 2 version 3 mask 0 data 03000000',
      expect.stringMatching(/^success 03000000[0-9a-f]{16}0800000000000000$/),
    ])
  })

  it('X-4, X-57: numbers go by pointer, lists of numbers by pointer and count', () => {
    const record = recordOf(0, Calls, (peer) => {
      peer['double']!(5)
      peer['sum']!([1, 2, 3])
    })
    expect(record.slice(-5, -1)).toEqual([
      expect.stringMatching(/^call 8 version 3 mask 1 data 03000000[0-9a-f]{16}$/),
      'success 030000000a000000',
      expect.stringMatching(/^call 4 version 3 mask 1 data 03000000[0-9a-f]{16}0300000000000000$/),
      'success 030000000600000000000000',
    ])
  })

  it('X-4: a closure is two words and an entry', () => {
    const record = recordOf(0, Calls, (peer) => peer['apply']!((number: number) => number))
    expect(record.at(-3)).toMatch(/^call 34 version 3 mask 0 data 03000000[0-9a-f]{48}$/)
  })

  it('X-6: a panic is its text', () => {
    const record = recordOf(0, Calls, (peer) => {
      expect(() => peer['panics']!(0)).toThrow('a fixed text')
    })
    expect(record.at(-2)).toBe('panic a fixed text')
  })
})

describe.runIf(hasCargo)('what passes between a host in Rust and TypeScript', () => {
  const exported = exportTrait(Calls, implementCalls)
  const recorded = (number: number, entry: () => Address): RustConnection =>
    hasCargo ? rust.connect('calls', rust.recordedEntry(number, entry())) : undefined!
  const ours = recorded(2, () => exported.address)
  const theirs = recorded(3, () => rust.entry('Calls'))

  afterAll(() => {
    ours.close()
    theirs.close()
    exported[Symbol.dispose]()
    expect(rust.liveObjects).toBe(0)
  })

  it.each(samples.map((sample, index) => [`${index} ${sample.method}`, sample] as const))(
    'X-5, X-14: %s gets the answer that a plugin in Rust gives',
    (_name, { method, data }) => {
      const answers = [ours, theirs].map((host) => {
        rust.takeRecord()
        host.call(methodNumbers.get(method)!, data)
        return rust.takeRecord()
      })
      expect(answers[0]!.slice(1)).toEqual(answers[1]!.slice(1))
      const calls = answers.map(([call]) => call!.split(' '))
      expect(calls[0]!.slice(0, 4)).toEqual(calls[1]!.slice(0, 4))
    },
  )

  it('X-44, X-57: Rust passes by pointer what has the same place in memory on both sides', () => {
    const byRef = (host: typeof ours, methods: readonly string[]): boolean[] =>
      methods.map((method) => host.isPassableByRef(method, 0))
    const known = ['double', 'half', 'negate', 'code', 'wide', 'sum', 'sum_bytes']
    expect(byRef(ours, known)).toEqual(byRef(theirs, known))
    const unknown = ['string_length', 'join', 'person', 'event', 'shape', 'tree']
    expect(byRef(ours, unknown)).toEqual(unknown.map(() => false))
  })

  it('X-15: what is thrown is told as a panic, and the call as one that failed', () => {
    rust.takeRecord()
    ours.call(methodNumbers.get('panics_at_nothing')!)
    expect(rust.takeRecord()).toEqual([
      `call ${methodNumbers.get('panics_at_nothing')} version 3 mask 0 data 03000000`,
      'panic nothing to give',
    ])
  })
})
