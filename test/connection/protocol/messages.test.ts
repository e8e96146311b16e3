// What crosses, byte for byte, as the crate was seen to send it.
import { bool, char32, f64, i64, u16, u32, u64, u8, unit } from 'abiding'
import {
  boxed,
  choice,
  connect,
  fixedList,
  list,
  map,
  method,
  option,
  record,
  Result,
  string,
  trait,
  tuple,
  type AnyTrait,
  type WireType,
} from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { argumentsOf, answer, kindOf, middle } from './middle.js'
import { functionAt } from '../../../src/ffi/index.js'
import { hostEntryOf } from '../../../src/connection/protocol/host-entry.js'
import { definitionCallback, Interrogation } from '../../../src/connection/protocol/interrogation-receiver.js'
import { entrySignature } from '../../../src/connection/protocol/message.js'
import { callNative } from '../../../src/connection/protocol/send-message.js'

const Tree: WireType<any> = record('Tree', { v: u8, kids: list(boxed(() => Tree)) })

/** The parameters, the result, what is passed, the arguments in version 3, what comes back, and its value. */
const calls: readonly (readonly [string, any[], any, unknown[], string, string, unknown])[] = [
  [
    'own text',
    [{ a: string }],
    string,
    ['hello'],
    '03000000050000000000000068656c6c6f',
    '03000000060000000000000068656c6c6f21',
    'hello!',
  ],
  [
    'struct',
    [{ a: record('MyStruct', { name: string, age: u8 }) }],
    u8,
    [{ name: 'abc', age: 7 }],
    '03000000030000000000000061626307',
    '0300000007',
    7,
  ],
  [
    'list',
    [{ a: list(u8) }],
    list(u8),
    [[1, 2, 3]],
    '030000000300000000000000010203',
    '030000000300000000000000010203',
    [1, 2, 3],
  ],
  ['option', [{ a: option(u16) }], option(u16), [5], '03000000010500', '0300000000', undefined],
  [
    'result',
    [{ a: bool }],
    Result(u32, string),
    [true],
    '0300000001',
    '030000000107000000',
    { isOk: true, ok: 7 },
  ],
  [
    'error',
    [{ a: bool }],
    Result(u32, string),
    [false],
    '0300000000',
    '030000000002000000000000006e6f',
    { isOk: false, err: 'no' },
  ],
  [
    'tuples',
    [{ a: tuple(u8, u16) }, { b: tuple(char32, bool) }],
    unit,
    [
      [1, 2],
      ['å', true],
    ],
    '03000000010200e500000001',
    '',
    undefined,
  ],
  [
    'array',
    [{ a: fixedList(u16, 3) }],
    fixedList(u16, 3),
    [[1, 2, 3]],
    '03000000010002000300',
    '03000000010002000300',
    [1, 2, 3],
  ],
  [
    'enum',
    [{ a: choice('E', ['A', 'B', 'C']) }],
    choice('E', ['A', 'B', 'C']),
    ['C'],
    '0300000002',
    '0300000001',
    'B',
  ],
  [
    'map',
    [{ a: map(string, u32) }],
    u8,
    [new Map([['k', 1]])],
    '03000000010000000000000001000000000000006b01000000',
    '0300000009',
    9,
  ],
  [
    'tree',
    [{ a: Tree }],
    u8,
    [{ v: 1, kids: [{ v: 2, kids: [] }] }],
    '030000000101000000000000000200000000000000' + '00',
    '0300000001',
    1,
  ],
  [
    'numbers',
    [{ a: u64 }, { b: i64 }, { c: f64 }],
    u64,
    [1n, -1n, 1],
    '030000000100000000000000ffffffffffffffff000000000000f03f',
    '030000000100000000000000',
    1n,
  ],
  ['nothing', [], unit, [], '03000000', '', undefined],
]

describe('the messages of a call', () => {
  it.each(calls)('X-3, X-4, X-5: %s', (_what, parameters, returns, values, sent, back, result) => {
    const Big = trait('Big', {
      version: 3,
      methods: { first: method({}), call: method(parameters, returns) },
    })
    const seen: string[] = []
    const entry = middle(Big, {}, (message, passOn) => {
      if (kindOf(message) !== 0) return passOn()
      expect(message.slice(1, 3)).toEqual(new BigUint64Array([message[1]!, 16n]))
      expect(message[8]! & 0xffff_ffff_ffffn).toBe(3n | (1n << 32n))
      seen.push(argumentsOf(message))
      if (back !== '') answer(message, 0, back)
    })
    using big = connect(Big as AnyTrait, entry) as any
    expect(big.call(...values)).toEqual(result)
    expect(seen).toEqual([sent])
  })

  it('X-3, X-8: come after the versions, the definition and the object, and before the drop', () => {
    const Adder = trait('AdderInterface', {
      version: 0,
      methods: { add: method({ left: u32, right: u32 }, u32) },
    })
    const seen: number[] = []
    const entry = middle(Adder, { add: (left: number, right: number) => left + right }, (message, passOn) => {
      seen.push(kindOf(message))
      if (kindOf(message) === 0) expect(argumentsOf(message)).toBe('000000000100000002000000')
      passOn()
    })
    const adder = connect(Adder, entry)
    expect(adder.add(1, 2)).toBe(3)
    adder[Symbol.dispose]()
    expect(seen).toEqual([1, 2, 3, 0, 4])
    connect(Adder, entry)[Symbol.dispose]()
    expect(seen.slice(5)).toEqual([3, 4])
  })

  it('X-3: hold the definition as the crate writes it', () => {
    const Adder = trait('AdderInterface', {
      version: 0,
      methods: { add: method({ left: u32, right: u32 }, u32) },
    })
    expect(definitionBytes(Adder, 2, 0)).toBe(
      '7361766566696c6500020002000000000e000000000000004164646572496e74657266616365' +
        '0100000000000000' +
        '030000000000000061646403066400020000000000000003060306',
    )
    expect(definitionBytes(Adder, 1, 0)).toBe(
      '7361766566696c6500010001000000000e000000000000004164646572496e74657266616365' +
        '0100000000000000' +
        '03000000000000006164640306020000000000000003060306',
    )
    // A newer library, and a newer version of the trait: they get the newest that there is.
    expect(definitionBytes(Adder, 9, 7)).toBe(definitionBytes(Adder, 2, 0))
  })
})

/** What an entry of this side tells of a trait. */
function definitionBytes(declaration: AnyTrait, schemaVersion: number, version: number): string {
  const { address } = hostEntryOf(declaration)
  const interrogation = new Interrogation()
  const message = new BigUint64Array(9)
  message[0] = 2n
  message[1] = BigInt(schemaVersion) | (BigInt(version) << 32n)
  message[2] = BigInt(interrogation.token)
  message[3] = BigInt(definitionCallback())
  callNative(functionAt(address, entrySignature, 'entry'), 'entry', { run0: message })
  interrogation.end()
  expect(interrogation.received).toBe(1)
  return Buffer.from(interrogation.bytes).toString('hex')
}
