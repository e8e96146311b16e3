import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'

describe('atomic fields of a struct that two threads share', () => {
  it('L-17: lose no increment, keep a lock, and wait for each other', async () => {
    const result = await runProgram('atomic-threads.ts')
    expect(result).toMatchObject({ status: 0, signal: null })
    expect(result.output).toEqual({
      // Twice 100,000 increments, as one operation and under a lock.
      counter: 200_000,
      wide: String(200_000n),
      guarded: 20_000,
      // Each hands the word to the other and back.
      turns: 1000,
      lock: 0,
    })
  })
})
