// What could end the process, in a process of its own: it must end in the ordinary way.
import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'

const refused = 'ABI-V001'

/** Each case with what must come of it. Those of one group share a process. */
const groups: Record<string, Record<string, string>> = {
  'K-1, K-5: for values of the wrong type': {
    'wrong fields of a struct argument': Array(5).fill(refused).join(),
    'wrong result of an exported function': Array(6).fill(refused).join(),
  },
  'K-2, K-3: for signatures that are too large': {
    'large struct as argument': 'ABI-F005',
    'large struct as result': 'ABI-F005',
    'large struct received': 'ABI-F005',
    'many structs that are large together': 'ABI-F005',
    '65 parameters': 'ABI-F005',
  },
  'M-1, M-5, M-7, L-10: for pointers that lead nowhere': {
    'null function': 'ABI-M001',
    'function at data': 'ABI-C003',
    'function at an address that is not mapped': 'ABI-C003',
    'null pointer followed': 'ABI-M001',
    'memory used after it was freed': 'ABI-M004',
  },
  'K-3, K-5, K-20: for calls back and forth without end': {
    'endless calls back and forth': 'nested, then 42',
    'endless calls with structs by value': 'nested',
  },
}

describe('the process survives', () => {
  it.each(Object.entries(groups))('%s', async (_title, cases) => {
    const result = await runProgram('would-crash.ts', Object.keys(cases))
    expect(result).toMatchObject({ status: 0, signal: null, output: Object.values(cases) })
  })
})
