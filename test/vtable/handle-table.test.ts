import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HandleTable } from '../../src/vtable/handle-table.js'

const gone = expect.objectContaining({ code: 'ABI-B005', rule: 'B-6' })

describe('handles', () => {
  it('B-6: are numbers below 2^47, multiples of 16, never null', () => {
    const table = new HandleTable<object>('a thing')
    const handles = Array.from({ length: 1000 }, () => table.insert({}))
    expect(handles.every((handle) => handle > 0 && handle < 2 ** 47 && handle % 16 === 0)).toBe(true)
    expect(new Set(handles).size).toBe(1000)
  })

  it('B-6: come once, however often their places are used', () => {
    const table = new HandleTable<{ index: number }>('a thing')
    const seen = new Set<number>()
    let last = 0
    for (let index = 0; index < 2 ** 19 + 5; index += 1) {
      last = table.insert({ index })
      seen.add(last)
      if (table.remove(last, 'x').index !== index) throw new Error(`another object at ${index}`)
    }
    // After as many uses as a place has, the next one is taken.
    expect(seen.size).toBe(2 ** 19 + 5)
    expect(last % 2 ** 28).toBe(16)
    expect(() => table.get(last, 'x')).toThrow(gone)
  })

  it.each([0, -16, 8, 1.5, NaN, Infinity, 2 ** 53, 2 ** 28 + 2 ** 27, 2 ** 28 + 1])(
    'B-6: are not %d',
    (handle) => {
      const table = new HandleTable<object>('a thing')
      table.insert({})
      expect(() => table.get(handle, 'Thing.use')).toThrow(gone)
      expect(() => table.remove(handle, 'Thing.use')).toThrow(gone)
      expect(table.size).toBe(1)
    },
  )

  it('B-6: lead to their object and to no other one', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'insert' } as const),
      fc.record({ kind: fc.constant('remove' as const), of: fc.nat() }),
      fc.record({ kind: fc.constant('get' as const), of: fc.nat() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new HandleTable<{ readonly id: number }>('a thing')
        const alive = new Map<number, number>()
        const given: number[] = []
        steps.forEach((one, id) => {
          if (one.kind === 'insert') {
            const handle = table.insert({ id })
            expect(given).not.toContain(handle)
            given.push(handle)
            alive.set(handle, id)
            return
          }
          if (given.length === 0) return
          const handle = given[one.of % given.length]!
          const act = (): object => (one.kind === 'get' ? table.get(handle, 'x') : table.remove(handle, 'x'))
          if (alive.has(handle)) expect(act()).toEqual({ id: alive.get(handle) })
          else expect(act).toThrow(gone)
          if (one.kind === 'remove') alive.delete(handle)
        })
        expect(table.size).toBe(alive.size)
      }),
    )
  })
})
