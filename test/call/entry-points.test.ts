import { exportFunction, fn, ownershipOf } from 'abiding'
import { describe, expect, it } from 'vitest'
import { entryPointOf, rememberEntryPoint } from '../../src/call/entry-points.js'
import { refusal } from '../support/refusal.js'

describe('entry points', () => {
  it('K-6: are remembered for functions and objects', () => {
    const values = [() => 1, {}]
    values.forEach((value, index) => rememberEntryPoint(value, 0x10000 + index))
    expect(values.map(entryPointOf)).toEqual([0x10000, 0x10001])
  })

  it('K-6: are refused after dispose', () => {
    const exported = exportFunction(fn({}), () => {})
    expect(entryPointOf(exported)).toBe(exported.address)
    exported[Symbol.dispose]()
    expect(refusal(() => entryPointOf(exported))).toMatchObject({ code: 'ABI-M004', rule: 'K-6' })
  })

  it('O-3: are refused after a move', () => {
    const exported = exportFunction(fn({}), () => {})
    ownershipOf(exported)!.moveOut('Table.take → param callback')
    expect(refusal(() => entryPointOf(exported))).toMatchObject({ code: 'ABI-O002' })
  })

  it.each([() => 1, {}, null, undefined, 3, 'f', 5n])('L-12: %s has none', (value) => {
    expect(entryPointOf(value)).toBeUndefined()
  })
})
