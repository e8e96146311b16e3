// Tables that another JavaScript thread made: their functions run in its event loop.
import { beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../support/child.js'

describe('a table of another JavaScript thread', () => {
  let seen: Record<string, unknown>
  beforeAll(async () => {
    const { status, signal, output, stderr } = await runProgram('table-of-a-worker.ts', [], [], 55_000)
    expect([status, signal, stderr]).toEqual([0, null, ''])
    seen = output as typeof seen
  })

  it('X-87, X-88: is called in the event loop of that thread, where what is thrown is uncaught', () => {
    expect(seen).toMatchObject({
      route: 'direct',
      calls: [42, 3, 'grün 7', 3],
      fromBothSides: 9,
      thrown: 0,
      report: { dropped: 1, codes: ['ABI-J006'] },
    })
  })

  it('X-87, N-6: ends the waiting of two threads for each other, and says so', () => {
    // What the worker got from the main thread was a zero.
    expect(seen['deadlock']).toEqual(['ABI-D002', 2])
  })

  it('X-87, N-4: gives a zero where the thread does not listen', () => {
    expect(seen['asleep']).toEqual([0, '', 'ABI-J004'])
    expect(seen['waited']).toBeGreaterThanOrEqual(600)
  })

  it('X-87, N-7: gives zeros when the thread is gone', () => {
    expect(seen['gone']).toEqual([0, 0, '', 'ABI-J004'])
  })
})
