// Unions, enums with data and borrowed texts by value, to Rust and back, and to TypeScript and back.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindFunction, exportFunction, fn, snapshot, type InputOf } from '../../../src/index.js'
import { requireTool } from '../../support/tools.js'
import { Amount, Bits, loadExchange, Shape } from './exchange.js'

const hasCargo = requireTool('cargo')
const rust = hasCargo ? loadExchange() : undefined!

const u64s = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const amounts: fc.Arbitrary<InputOf<typeof Amount>> = fc.oneof(
  fc.constant({ tag: 'None' } as const),
  fc.nat(255).map((count) => ({ tag: 'Few', count }) as const),
  u64s.map((count) => ({ tag: 'Many', count }) as const),
  fc.double({ noNaN: true }).map((part) => ({ tag: 'Share', part }) as const),
)

/** What Rust's `amount_add` does. */
function added(amount: InputOf<typeof Amount>, by: number): object {
  if (amount.tag === 'None') return { tag: 'Few', count: by }
  if (amount.tag === 'Few') return { tag: 'Many', count: BigInt(amount.count + by) }
  if (amount.tag === 'Share') return { tag: 'Share', part: amount.part + by }
  return { tag: 'Many', count: BigInt.asUintN(64, amount.count + BigInt(by)) }
}

describe.runIf(hasCargo)('by value between Rust and TypeScript', () => {
  it('K-3, L-33: unions keep all of their bits', () => {
    fc.assert(
      fc.property(u64s, (whole) => {
        const bits = rust.bits_relay({ whole })
        expect(bits.whole).toBe(whole)
        expect([...bits.halves].map(BigInt)).toEqual([whole & 0xffff_ffffn, whole >> 32n])
      }),
    )
    expect(rust.bits_halve({ real: 5 }).real).toBe(2.5)
  })

  it('K-3, L-34: enums with data of repr(C) go and come in all forms', () => {
    fc.assert(
      fc.property(amounts, fc.nat(255), (amount, by) => {
        expect(snapshot(rust.amount_relay(amount))).toEqual(amount)
        expect(snapshot(rust.amount_add(amount, by))).toEqual(added(amount, by))
      }),
    )
  })

  it('K-3, K-5, L-34: enums with data of repr(u8) go and come in all forms', () => {
    expect(snapshot(rust.shape_turn({ tag: 'Rect', width: 1.5, height: 2 }))).toEqual({
      tag: 'Rect',
      width: 2,
      height: 1.5,
    })
    expect(snapshot(rust.shape_relay({ tag: 'Circle', radius: -0.25 }))).toEqual({
      tag: 'Circle',
      radius: -0.25,
    })
    expect(rust.shape_relay({ tag: 'Empty' }).tag).toBe('Empty')
    const named = rust.shape_turn({ tag: 'Named', name: 'größe\0' })
    expect(named.tag).toBe('Named')
    using name = named.tag === 'Named' ? named.name : undefined!
    expect(String(name)).toBe('größe\0')
    using spelled = rust.shape_spell({ tag: 'Named', name: 'x' })
    expect(String(spelled)).toBe('Named("x")')
  })

  it('K-3, K-6: Rust calls back with all of them', () => {
    const seen: unknown[] = []
    using text = rust.shapes_visit(
      (bits) => ({ real: bits.real * 2 }),
      (shape) => {
        if (shape.tag !== 'Named') return { tag: 'Empty' }
        using name = shape.name
        seen.push(String(name))
        return { tag: 'Rect', width: 1, height: 2 }
      },
      (amount) => {
        seen.push(snapshot(amount))
        return { tag: 'Share', part: 0.5 }
      },
    )
    expect(seen).toEqual(['größe', { tag: 'Few', count: 3 }])
    expect(String(text)).toBe('3, Rect { width: 1.0, height: 2.0 }, Share(0.5)')
  })

  it('K-3, K-6: TypeScript calls itself through native code with all of them', () => {
    using relay = exportFunction(fn({ bits: Bits }, Bits), (bits) => bits)
    const bits = bindFunction(relay.address, fn({ bits: Bits }, Bits), 'bits')
    expect(bits({ halves: [1, 2] }).whole).toBe(0x2_0000_0001n)
    using amounts = exportFunction(fn({ amount: Amount }, Amount), (amount) => amount)
    const amount = bindFunction(amounts.address, fn({ amount: Amount }, Amount), 'amount')
    expect(snapshot(amount({ tag: 'Share', part: 3 }))).toEqual({ tag: 'Share', part: 3 })
    // What owns something is not copied: it is made anew of what is moved.
    using shapes = exportFunction(fn({ shape: Shape }, Shape), (shape) =>
      shape.tag === 'Named' ? ({ tag: 'Named', name: shape.name } as const) : ({ tag: 'Empty' } as const),
    )
    const shape = bindFunction(shapes.address, fn({ shape: Shape }, Shape), 'shape')
    const named = shape({ tag: 'Named', name: 'moved' })
    using name = named.tag === 'Named' ? named.name : undefined!
    expect(String(name)).toBe('moved')
  })

  it('T-1: borrowed texts go and come', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(rust.text_count(text)).toBe([...text].length)
        expect(rust.text_lend(text)).toBe(text)
      }),
    )
  })
})
