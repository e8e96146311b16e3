import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'

describe('two threads', () => {
  it('M-9, L-17: exchange data through a WebAssembly memory that one of them lets grow', async () => {
    const result = await runProgram('wasm-threads.ts')
    expect(result).toMatchObject({ status: 0, signal: null, stderr: '' })
    expect(result.output).toEqual({ turns: 1000, sum: String(500 * 1001), extra: 500 })
  })
})
