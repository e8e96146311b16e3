import { expect, it } from 'vitest'
import { runProgram } from '../support/child.js'

it('M-2: native memories of all addresses and lengths have one shape', async () => {
  const result = await runProgram('shapes-of-memories.ts', [], ['--allow-natives-syntax'])
  expect(result).toMatchObject({ status: 0, signal: null, output: [true, true, true] })
})
