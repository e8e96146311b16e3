// Values of every type, given to plugins in Rust and to implementations in TypeScript, which give them back.
import { connect, decodeWire, encodeWire, exportTrait, type AnyTrait } from 'abiding/connection'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { requireTool } from '../../support/tools.js'
import { RustPeer } from './rust-peer.js'
import { Values, valueTypes, Wrapped, wrappedTypes, type EchoedType } from './values-trait.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? new RustPeer('savefile-calls') : undefined!

const traits: readonly (readonly [string, AnyTrait, readonly EchoedType[]])[] = [
  ['values', Values, valueTypes],
  ['wrapped', Wrapped, wrappedTypes],
]

/** Bytes of a value, in one order for what Rust holds in none. */
const hex = ({ type, sorted }: EchoedType, value: unknown): string =>
  Buffer.from(encodeWire(type, sorted(value))).toString('hex')

afterAll(() => {
  if (hasCargo) expect(rust.liveObjects).toBe(0)
})

describe.runIf(hasCargo).each(traits)('every type of the trait %s', (prefix, trait, echoed) => {
  type Echo = Readonly<Record<string, (value: unknown) => unknown>>
  const peer = hasCargo ? (connect(trait, rust.path) as unknown as Echo & Disposable) : undefined!
  const passed = new Map<string, unknown>()
  const implementation = Object.fromEntries(
    echoed.map(({ method }) => [
      method,
      (...[value]: unknown[]) => {
        passed.set(method, value)
        return value
      },
    ]),
  )
  const exported = exportTrait(trait, implementation)
  const host = hasCargo ? rust.connect(prefix, exported.address) : undefined!

  afterAll(() => {
    peer[Symbol.dispose]()
    host.close()
    exported[Symbol.dispose]()
  })

  it.each(echoed.map((one) => [one.method, one] as const))(
    'W-6 to W-16, X-6: %s goes to a plugin in Rust and comes back',
    (method, one) => {
      fc.assert(
        fc.property(one.values, (value) => {
          expect(hex(one, peer[method]!(value))).toBe(hex(one, value))
        }),
      )
    },
  )

  it.each(echoed.map((one, number) => [one.method, one, number] as const))(
    'W-6 to W-16, X-6: %s comes from a host in Rust and goes back',
    (method, one, number) => {
      fc.assert(
        fc.property(one.values, (value) => {
          const answer = host.call(number, encodeWire(one.type, value))
          if ('failure' in answer) throw new Error(answer.failure)
          expect(hex(one, passed.get(method))).toBe(hex(one, value))
          expect(hex(one, decodeWire(one.type, answer.bytes))).toBe(hex(one, value))
        }),
      )
    },
  )
})
