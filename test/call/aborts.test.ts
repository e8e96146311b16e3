// What ends a process where the FFI is used without care. Each case runs in a process of its own, which must end in the
// ordinary way, with an error that says what was wrong. One case is missing: native code that calls an entry point of a
// thread that has ended ends the process, and nothing can prevent it (K-6).
import { describe, expect, it } from 'vitest'
import { runProgram } from '../support/child.js'
import { hasFeatures } from '../support/features.js'

const cases: Record<string, Record<string, string>> = {
  'K-1, K-3: values of the wrong type in structs': {
    'integer fields of a struct of wrong types': 'ABI-V001,ABI-V002',
    'integer fields of a struct in memory of wrong types': 'ABI-V001',
    'integer fields of a result of wrong types': 'ABI-V001,ABI-V002',
    'integer fields of a variable argument of wrong types': 'ABI-V001,ABI-V002',
  },
  'M-1, M-7, L-12: null and addresses that lead nowhere': {
    'view of null': 'ABI-M001',
    'view of null by null': 'ABI-M001',
    'call of null': 'ABI-M001',
    'call of null by null': 'ABI-M001',
    'call of a null pointer in memory': 'ABI-C002',
    'call of an address without code': 'ABI-C003',
    'decode of null': 'ABI-M001',
    'decode of a null pointer': 'null',
    'decode of null text': '4',
  },
  'M-4, M-5, L-10: memory that is too short, gone, or of JavaScript': {
    'short buffer': 'ABI-M005',
    'pointer to a buffer of JavaScript': 'ABI-V001',
    'double free': 'freed once',
    'function of a library that nobody keeps': '7',
  },
  'K-6, K-19: more functions than there are entry points': {
    'all entry points taken': 'ABI-F004, ABI-F004, then 3, 0 left',
  },
  'K-2, K-3, K-7, K-18: signatures that the FFI cannot call': {
    'struct by value that no stack holds': 'ABI-F005',
    '65 parameters': 'ABI-F005',
    '65 values of a variadic call': 'ABI-C006',
    'alignment of more than 16': 'ABI-F005',
  },
  'K-5, K-20: calls within each other': {
    'calls back and forth without end': 'ABI-C005,ABI-C005,ABI-C005, then 43',
    'calls back and forth without end through exported functions': 'ABI-C005',
  },
  'K-21: entry points that are made while native code is being called': {
    'an entry point that was made within a call': '24, later 12,12,12,12, then ABI-M004',
    'an entry point that the code calls that was under way':
      'ABI-C008,ABI-C008,0, within ABI-C008,15, later 12,12,12 of 12',
  },
  'K-5: a stack that is used up': {
    'a stack that JavaScript has used up': 'RangeError, then 6',
  },
  'K-15: native code with a deep stack, on this thread and off it': {
    'native code that uses much stack': '0',
  },
}

describe.runIf(hasFeatures)('the process survives', () => {
  it.each(Object.entries(cases))('%s', async (_title, group) => {
    const result = await runProgram('would-abort.ts', Object.keys(group), ['--expose-gc'])
    expect(result).toMatchObject({ status: 0, signal: null, output: [...Object.values(group), 0] })
  })
})
