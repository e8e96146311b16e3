import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'

describe('two threads', () => {
  it('M-4, L-17: exchange data through one declared struct in a shared buffer', async () => {
    const result = await runProgram('threads.ts')
    expect(result).toMatchObject({ status: 0, signal: null })
    expect(result.output).toEqual({ turns: 2000, sum: String(2000n * 2001n), last: [2000, 2000, 2000] })
  })

  it('M-5: a thread sees native memory of another by its address', async () => {
    const result = await runProgram('threads.ts', ['native'])
    expect(result).toMatchObject({ status: 0, signal: null })
    expect(result.output).toEqual({ written: 41, seen: 42 })
  })

  it('K-6: entry points of a thread that ended harm nobody', async () => {
    const result = await runProgram('threads.ts', ['entry-points'])
    expect(result).toMatchObject({ status: 0, signal: null })
    expect(result.output).toEqual({ inside: 42, alive: true })
  })
})
