import { exportFunction, fn, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { callableAt } from '../../src/call/callable.js'
import { entryPointOf } from '../../src/call/entry-points.js'
import { refusal } from '../support/refusal.js'

const Next = fn({ value: u32 }, u32)

describe('callableAt', () => {
  it('L-12: makes one function for an address, a signature and a path', () => {
    using exported = exportFunction(Next, (value) => value + 1)
    const call = callableAt(exported.address, Next, 'Table.next') as unknown as (value: number) => number
    expect(call(41)).toBe(42)
    expect(callableAt(exported.address, Next as never, 'Table.next')).toBe(call)
    expect(callableAt(exported.address, Next as never, 'Other.next')).not.toBe(call)
    expect(callableAt(exported.address, fn({ value: u32 }, u32) as never, 'Table.next')).not.toBe(call)
    expect(call.name).toBe('next')
    expect(entryPointOf(call)).toBe(exported.address)
  })

  it('M-1: refuses what cannot be code', () => {
    expect(refusal(() => callableAt(0, Next as never, 'Table.next'))).toMatchObject({
      code: 'ABI-M001',
      path: 'Table.next',
    })
    expect(refusal(() => callableAt(2 ** 50, Next as never, 'Table.next')).code).toBe('ABI-M002')
    expect(refusal(() => callableAt(2 ** 45, Next as never, 'Table.next')).code).toBe('ABI-C003')
  })
})
