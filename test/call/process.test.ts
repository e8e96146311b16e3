// What could end the process, each in a process of its own: it must end in the ordinary way.
import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'

describe('the process survives', () => {
  it.concurrent.each([
    ['K-3', 'large struct as argument', 'ABI-F005'],
    ['K-3', 'large struct as result', 'ABI-F005'],
    ['K-3', 'large struct received', 'ABI-F005'],
    ['K-3', 'many structs that are large together', 'ABI-F005'],
    ['K-2', '65 parameters', 'ABI-F005'],
    ['K-1', 'wrong fields of a struct argument', 'ABI-V001,ABI-V001,ABI-V001,ABI-V001,ABI-V001'],
    ['K-5', 'wrong result of an exported function', 'ABI-V001,ABI-V001,ABI-V001,ABI-V001,ABI-V001,ABI-V001'],
    ['M-1', 'null function', 'ABI-M001'],
    ['M-7', 'function at data', 'ABI-C003'],
    ['M-7', 'function at an address that is not mapped', 'ABI-C003'],
    ['L-10', 'null pointer followed', 'ABI-M001'],
    ['K-5', 'endless calls back and forth', 'stack, then 42'],
    ['K-3', 'endless calls with structs by value', 'stack'],
    ['M-5', 'memory used after it was freed', 'ABI-M004'],
  ])('%s: %s', async (_rule, name, output) => {
    expect(await runProgram('would-crash.ts', [name])).toMatchObject({ status: 0, signal: null, output })
  })
})
