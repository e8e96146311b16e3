// Objects that change hands with a message which cannot be read to its end: each is dropped once, wherever it stands.
import { bool, u16, u32 } from 'abiding'
import {
  boxedClosure,
  boxedTrait,
  choice,
  closure,
  list,
  method,
  record,
  ref,
  Result,
  slice,
  string,
  trait,
  traitRef,
  type AnyTrait,
  type AnyWireType,
} from 'abiding/connection'
import { beforeEach, describe, expect, it } from 'vitest'
import { functionAt, registerCallback, unsafeViewAt } from '../../../src/ffi/index.js'
import { connectToObject } from '../../../src/connection/connect/native-connection.js'
import { CallPassage } from '../../../src/connection/protocol/call-passage.js'
import { takeEntry } from '../../../src/connection/protocol/entry-reserve.js'
import { hostEntryOf } from '../../../src/connection/protocol/host-entry.js'
import { entrySignature, receiverSignature } from '../../../src/connection/protocol/message.js'
import { callNative } from '../../../src/connection/protocol/send-message.js'
import type { PackagedObject } from '../../../src/connection/wire/passage.js'
import { refusal } from '../../support/refusal.js'
import { answer, kindOf, middle } from '../protocol/middle.js'
import { expectNoObjectsLeft } from './peers.js'

const Counter = trait('Counter', { version: 0, methods: { total: method({}, u32) } })
/** Objects of this one do not fit where those of the other are expected. */
const Odd = trait('Odd', { version: 0, methods: { total: method({ of: string }, string) } })
/** Objects of these are closures: one that fits, and one that does not. */
const Steps = trait('Steps', { version: 0, methods: { docall: method({ x: u32 }, u32) } })
const OddSteps = trait('OddSteps', { version: 0, methods: { docall: method({ x: string }, u32) } })

let drops: string[] = []

expectNoObjectsLeft()
beforeEach(() => {
  drops = []
})

/** Says when it is dropped. */
const counter = (name: string) => ({
  total: () => 1,
  docall: () => 1,
  [Symbol.dispose]: () => void drops.push(name),
})

/** An object that fits, one that does not, and one whose entry no function can have. */
const fit = (name: string): PackagedObject => hostEntryOf(Counter).add(counter(name))
const odd = (name: string): PackagedObject => hostEntryOf(Odd).add(counter(name))
const step = (name: string): PackagedObject => hostEntryOf(Steps).add(counter(name))
const oddStep = (name: string): PackagedObject => hostEntryOf(OddSteps).add(counter(name))
const nowhere = { data: 1n, vtable: 1n, entry: 8 } as PackagedObject

/** Objects, and bytes as hexadecimal digits. */
type Part = PackagedObject | string

function bytesOf(parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string'
        ? Buffer.from(part, 'hex')
        : Buffer.from(new BigUint64Array([part.data, part.vtable, BigInt(part.entry)]).buffer),
    ),
  )
}

let told: number[] = []
const receiver = registerCallback(
  receiverSignature,
  (outcome) => void told.push(new DataView(unsafeViewAt(outcome as number, 24)).getUint8(0)),
  'receiver',
)

interface Sent {
  readonly mask?: bigint
  readonly object?: bigint
}

/** Sends a call of the only method of a trait, and gives the sorts of its outcomes. */
function send(
  target: AnyTrait,
  implementation: object,
  parts: readonly Part[],
  { mask = 0n, object }: Sent = {},
) {
  const host = hostEntryOf(target)
  const called = host.add(implementation)
  const passage = new CallPassage()
  const bytes = bytesOf(['00000000', ...parts])
  const words = new BigUint64Array(9)
  words.set([
    0n,
    object ?? called.data,
    called.vtable,
    mask,
    BigInt(passage.lend(bytes)),
    BigInt(bytes.length),
  ])
  words[7] = BigInt(receiver.address)
  told = []
  try {
    callNative(functionAt(host.address, entrySignature, 'entry'), 'entry', { run0: words })
    return told
  } finally {
    passage.end()
    host.remove(called)
  }
}

/** A trait whose only method takes some parameters, and what it does: nothing is ever called. */
function taking(...types: readonly AnyWireType[]): readonly [AnyTrait, object] {
  const parameters = types.map((type, index) => ({ [`p${index}`]: type }))
  const uncalled = (): never => {
    throw new TypeError('it was called')
  }
  const taker = trait('Taker', { version: 0, methods: { take: method(parameters as [], u32) } })
  return [taker as AnyTrait, { take: uncalled }]
}

const Box = boxedTrait(Counter)
const Step = boxedClosure({ x: u32 }, u32)
const Mixed = record('Mixed', { flags: list(bool), suit: choice('Suit', ['clubs', 'hearts']) })

const refused = 2

/** The types, what is sent, and who is dropped. */
const messages: Record<string, readonly [readonly AnyWireType[], () => readonly Part[], readonly string[]]> =
  {
    'the first does not fit': [[Box, Box, Box], () => [odd('a'), fit('b'), fit('c')], ['a', 'b', 'c']],
    'one in the middle does not fit': [
      [Box, Box, Box],
      () => [fit('a'), odd('b'), fit('c')],
      ['a', 'b', 'c'],
    ],
    'the last does not fit': [[Box, Box, Box], () => [fit('a'), fit('b'), odd('c')], ['a', 'b', 'c']],
    'none of them fits': [[Box, Box, Box], () => [odd('a'), odd('b'), odd('c')], ['a', 'b', 'c']],
    'one has an impossible entry': [[Box, Box, Box], () => [fit('a'), nowhere, fit('c')], ['a', 'c']],
    'several have an impossible entry': [[Box, Box, Box], () => [nowhere, nowhere, fit('c')], ['c']],
    'a closure does not fit': [[Step, Step, Box], () => [step('a'), oddStep('b'), fit('c')], ['a', 'b', 'c']],
    'text between them is no UTF-8': [
      [Box, string, Box],
      () => [fit('a'), '0200000000000000ffff', fit('c')],
      ['a', 'c'],
    ],
    'a value within others is none': [
      [Box, Mixed, Box],
      () => [fit('a'), '0300000000000000' + '010200' + '01', fit('c')],
      ['a', 'c'],
    ],
    'values stand between them': [
      [Box, Mixed, list(string), Result(u32, string), Box],
      () => [
        odd('a'),
        '0100000000000000' + '01' + '00',
        '01000000000000000200000000000000c3a4',
        '0107000000',
        fit('e'),
      ],
      ['a', 'e'],
    ],
    'references stand between them as values': [
      [Box, ref(u32), slice(u16), Box],
      () => [odd('a'), '07000000', '020000000000000001000200', fit('d')],
      ['a', 'd'],
    ],
    'a form between them does not exist: nobody knows where it ends': [
      [Box, Result(u32, string), Box],
      () => [fit('a'), '02', '00000000'],
      ['a'],
    ],
    'the message ends within one': [[Box, Box, Box], () => [fit('a'), fit('b'), '00'.repeat(23)], ['a', 'b']],
    'the message ends before them': [[string, Box], () => ['ff'], []],
  }

describe('objects that are given away with a call which cannot be read', () => {
  it.each(Object.entries(messages))('X-92: are dropped once where %s', (_what, [types, parts, expected]) => {
    expect(send(...taking(...types), parts())).toEqual([refused])
    expect(drops.sort()).toEqual(expected)
  })

  it('X-92: are dropped where pointers stand between them', () => {
    const parts = [odd('a'), '0000000000000000', '00'.repeat(16), fit('d')]
    expect(send(...taking(Box, ref(u32), slice(u16), Box), parts, { mask: 6n })).toEqual([refused])
    expect(drops).toEqual(['a', 'd'])
  })

  it('X-92: are dropped where the object that is called is gone', () => {
    const parts = [fit('a'), '0100000000000000' + '78', fit('c'), nowhere]
    expect(send(...taking(Box, string, Box, Box), parts, { object: 123_456n })).toEqual([refused])
    expect(drops).toEqual(['a', 'c'])
  })

  it('X-92: are left to their owner where they are lent', () => {
    const lent = [odd('a'), fit('b'), fit('c')] as const
    const borrowed = closure({ x: u32 }, u32)
    expect(send(...taking(traitRef(Counter), traitRef(Counter), borrowed), lent)).toEqual([refused])
    expect(drops).toEqual([])
    hostEntryOf(Odd).remove(lent[0])
    for (const one of [lent[1], lent[2]]) hostEntryOf(Counter).remove(one)
  })

  it('X-92: are all dropped, whatever dropping one of them throws', () => {
    const failing = (of: AnyTrait, name: string): PackagedObject =>
      hostEntryOf(of).add({
        total: () => 1,
        [Symbol.dispose]: () => {
          drops.push(name)
          throw new RangeError(`${name} is in use`)
        },
      })
    const parts = [failing(Counter, 'a'), fit('b'), odd('c'), failing(Counter, 'd'), fit('e')]
    expect(() => send(...taking(Box, Box, Box, Box, Box), parts)).toThrow(/is in use/)
    expect(drops.sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('X-92: are not dropped where the message is read, but given to who is called', () => {
    const [taker] = taking(Box, Step)
    const kept: Disposable[] = []
    const implementation = { take: (...values: Disposable[]) => kept.push(...values) }
    expect(send(taker, implementation, [fit('a'), step('b')])).toEqual([0])
    expect(drops).toEqual([])
    for (const one of kept) one[Symbol.dispose]()
    expect(drops).toEqual(['a', 'b'])
  })
})

describe('an object that is a result', () => {
  const Source = trait('Source', {
    version: 0,
    methods: { plain: method({}, Box), checked: method({}, Result(Box, string)), step: method({}, Step) },
  })

  /** A connection to a peer that gives what it is told. */
  function giving(hex: () => string) {
    const entry = middle(Source, {}, (message, passOn) =>
      kindOf(message) === 0 ? answer(message, 0, hex()) : passOn(),
    )
    const create = { data: 0n, vtable: 16n, entry } as PackagedObject
    return connectToObject(Source, create, 'lent') as unknown as Record<string, () => Disposable>
  }

  const hexOf = (...parts: readonly Part[]): string => bytesOf(['00000000', ...parts]).toString('hex')

  it.each<readonly [string, string, () => string, string, readonly string[]]>([
    ['does not fit', 'plain', () => hexOf(odd('a')), 'ABI-J018', ['a']],
    ['does not fit, as a closure', 'step', () => hexOf(oddStep('a')), 'ABI-J018', ['a']],
    ['does not fit, in a result', 'checked', () => hexOf('01', odd('a')), 'ABI-J018', ['a']],
    ['has an impossible entry', 'plain', () => hexOf(nowhere), 'ABI-J015', []],
    ['is cut off', 'plain', () => hexOf('00'.repeat(23)), 'ABI-W001', []],
  ])('X-12, X-92: that %s is dropped once, if it is there', (_what, name, hex, code, expected) => {
    const source = giving(hex)
    expect(refusal(() => source[name]!()).code).toBe(code)
    expect(drops).toEqual(expected)
  })

  it('X-92: is read where bytes follow that nobody asked for', () => {
    giving(() => hexOf(fit('a'), 'ffffff'))['plain']!()[Symbol.dispose]()
    expect(drops).toEqual(['a'])
  })

  it('X-92: is left alone where its entry answers nothing', () => {
    const idle = { data: 1n, vtable: 1n, entry: takeEntry('idle', () => undefined) } as PackagedObject
    expect(refusal(() => giving(() => hexOf(idle))['plain']!()).code).toBe('ABI-J003')
  })
})
