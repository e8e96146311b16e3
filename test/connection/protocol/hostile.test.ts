// Peers that do not keep to the protocol.
import { u32, liveObjects } from 'abiding'
import { connect, list, method, string, trait } from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { functionAt } from '../../../src/ffi/index.js'
import { callNative } from '../../../src/connection/protocol/send-message.js'
import { definitionSignature, errorSignature } from '../../../src/connection/protocol/message.js'
import { takeEntry } from '../../../src/connection/protocol/entry-reserve.js'
import { CallPassage } from '../../../src/connection/protocol/call-passage.js'
import { refusal } from '../../support/refusal.js'
import { answer, kindOf, middle, tell, type Intercept } from './middle.js'

const Store = trait('Store', {
  version: 0,
  methods: { get: method({ key: u32 }, string), all: method({}, list(u32)), close: method({}) },
})

const implementation = { get: () => 'value', all: () => [1], close: () => undefined }

/** A connection to a peer that treats calls in its own way. */
function calling(intercept: (message: BigUint64Array) => void): ReturnType<typeof connect<typeof Store>> {
  const entry = middle(Store, implementation, (message, passOn) =>
    kindOf(message) === 0 ? intercept(message) : passOn(),
  )
  return connect(Store, entry)
}

/** An entry that treats one sort of message in its own way. */
function asking(kind: number, intercept: Intercept): number {
  return middle(Store, implementation, (message, passOn) =>
    kindOf(message) === kind ? intercept(message, passOn) : passOn(),
  )
}

describe('X-7: an outcome of a call', () => {
  it.each<readonly [string, string, (message: BigUint64Array) => void]>([
    ['that never comes', 'ABI-J003', () => undefined],
    [
      'that comes twice',
      'ABI-J003',
      (message) => [answer(message, 0, '00000000'), answer(message, 0, '00000000')],
    ],
    ['of a sort that nobody knows', 'ABI-J003', (message) => answer(message, 3, '00000000')],
    ['at null', 'ABI-W006', (message) => tell(message, 0)],
    ['where nothing is mapped', 'ABI-W006', (message) => tell(message, 0x7000_0000_0000)],
    ['at the end of the address space', 'ABI-W006', (message) => tell(message, 2 ** 48 - 8)],
    [
      'whose bytes lie nowhere',
      'ABI-W006',
      (message) => answer(message, 0, '00', (view) => view.setBigUint64(8, 0x7000_0000_0000n, true)),
    ],
    [
      'with 2^60 bytes',
      'ABI-W006',
      (message) => answer(message, 0, '00', (view) => view.setBigUint64(16, 1n << 60n, true)),
    ],
    ['that is too short for its version', 'ABI-W001', (message) => answer(message, 0, '0000')],
    ['without its result', 'ABI-W001', (message) => answer(message, 0, '00000000')],
    ['whose text ends too soon', 'ABI-W001', (message) => answer(message, 0, '000000000500000000000000')],
    ['whose text is no UTF-8', 'ABI-V005', (message) => answer(message, 0, '000000000100000000000000ff')],
    ['that is a panic', 'ABI-J006', (message) => answer(message, 1, '6f6e652e')],
    ['that is a refusal', 'ABI-J008', (message) => answer(message, 2, '6f6e652e')],
  ])('%s', (_what, code, intercept) => {
    using store = calling(intercept)
    for (let time = 0; time < 3; time++) expect(refusal(() => store.get(1)).code).toBe(code)
  })

  it('of another call is told to whoever called native code', () => {
    let late: BigUint64Array | undefined
    using store = calling((message) => {
      late ??= message.slice()
      answer(message, 0, '0000000000000000' + '00000000')
    })
    expect(store.get(1)).toBe('')
    expect(refusal(() => tell(late!, 0x10000)).code).toBe('ABI-J003')
    expect(refusal(() => tell(late!, 0x10000, 77n)).code).toBe('ABI-J003')
    expect(store.get(1)).toBe('')
  })

  it('is not expected where nothing is given', () => {
    using quiet = calling(() => undefined)
    expect(quiet.close()).toBeUndefined()
    using loud = calling((message) => answer(message, 1, '6e6f'))
    expect(refusal(() => loud.close()).code).toBe('ABI-J006')
  })

  it('may hold more than there is room for at first', () => {
    using store = calling((message) =>
      answer(message, 0, `00000000${'a086010000000000'}${'61'.repeat(100_000)}`),
    )
    expect(store.get(1)).toBe('a'.repeat(100_000))
    using counts = calling((message) => answer(message, 0, `00000000${'ffffffffffffff0f'}`))
    expect(refusal(() => counts.all()).code).toBe('ABI-W001')
  })
})

describe('X-7, X-8: a peer', () => {
  it.each<readonly [string, string, number]>([
    ['that writes no versions', 'ABI-J003', asking(1, () => undefined)],
    ['that sends no definition', 'ABI-J003', asking(2, () => undefined)],
    ['that sends two', 'ABI-J003', asking(2, (_message, passOn) => [passOn(), passOn()])],
    ['that makes no object', 'ABI-J003', asking(3, () => undefined)],
    ['that cannot make an object', 'ABI-J004', asking(3, (message) => fail(message, 'no room'))],
    ['that does nothing at all', 'ABI-J003', takeEntry('idle', () => undefined)],
    [
      'whose definition lies nowhere',
      'ABI-W006',
      asking(2, (message) => define(message, 0x7000_0000_0000, 100)),
    ],
    [
      'whose definition has 100 MB',
      'ABI-J003',
      asking(2, (message) => define(message, 0x10000, 100_000_000)),
    ],
    ['whose definition is empty', 'ABI-W001', asking(2, (message) => define(message, 0x10000, 0))],
  ])('%s', (_what, code, entry) => {
    const before = liveObjects().length
    const error = refusal(() => connect(Store, entry as never))
    expect(error.code).toBe(code)
    expect(liveObjects().length).toBe(before)
    // It is asked again, not remembered.
    expect(refusal(() => connect(Store, entry as never)).code).toBe(code)
  })

  it('that is no code, or no address', () => {
    expect(refusal(() => connect(Store, 0x10000 as never)).code).toBe('ABI-C003')
    expect(refusal(() => connect(Store, 0 as never)).code).toBe('ABI-M001')
    expect(refusal(() => connect(Store, -1 as never)).code).toBe('ABI-M002')
    expect(refusal(() => connect(Store, NaN as never)).code).toBe('ABI-M002')
  })

  it('is told its own words', () => {
    const entry = asking(3, (message) => fail(message, 'no room'))
    expect(refusal(() => connect(Store, entry as never)).found).toBe('no room')
  })
})

/** Says that no object can be made. */
function fail(message: BigUint64Array, text: string): void {
  const bytes = new TextEncoder().encode(text)
  withNative(bytes, (at) => {
    const words = new BigUint64Array([BigInt(at), BigInt(bytes.length)])
    withNative(new Uint8Array(words.buffer), (error) => {
      callNative(functionAt(Number(message[3]), errorSignature, 'error'), 'error', message[2], error)
    })
  })
}

function define(message: BigUint64Array, address: number, length: number): void {
  const callback = functionAt(Number(message[3]), definitionSignature, 'definition')
  callNative(callback, 'definition', message[2], 2, address, length)
}

function withNative(bytes: Uint8Array, run: (address: number) => void): void {
  const passage = new CallPassage()
  run(passage.lend(bytes))
  passage.end()
}
