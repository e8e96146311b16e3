// Calls from other threads, in processes of their own: a call that is never answered must not stop the tests.
import { describe, expect, it } from 'vitest'
import { runProgram } from '../../support/child.js'
import { compileFixture } from '../../support/compile.js'
import { requireTool } from '../../support/tools.js'

const hasCompiler = requireTool('cc')
const library = hasCompiler ? compileFixture('foreign-calls.c') : ''

const values = {
  seen: [
    { a: 7, b: 0.5 },
    'text of another thread',
    [1, -2, 3, -4, 5, -6],
    255,
    [1.5, -2.5, 3.5],
    [-1, -2, -3, -4, 5, 6, 7, 8, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5],
    [1, -2, 3, -4, 5, -6],
    42,
  ],
  given: [{ a: 8, b: 1.5 }, [-6, 5, -4, 3, -2, 1], [3.5, 1.5, -2.5], 0.25],
}

/** Each case with what must come of it. Those of one group share a process. */
const groups: Record<string, Record<string, unknown>> = {
  'N-3: run in the event loop': {
    'is guarded': 'guarded',
    'one thread while JavaScript idles': 110,
    'many threads': { sum: 8 * 1000 * 1001, runs: 8000 },
    'more threads than places': 300 * (2 + 4),
    'calls in the order in which they came': true,
    'there and back and there again': 2 * (20 + 30 + 40),
    'a foreign call while JavaScript is in a short native call': 2,
    'calls off the JavaScript thread that call back': [42, 2 + 4 + 6 + 8],
  },
  'N-3: carry values of all kinds': {
    'values from this thread': values,
    'values from another thread': values,
  },
  'N-3, K-5, K-6: leave exceptions uncaught': {
    'an exception': { uncaught: 'RangeError: not today', sum: 0 },
    'a function that was disposed of': [['ABI-M004', 'Table.gone', 'K-6', '0 more'], 0],
  },
  'N-4, N-6: are given up instead of waiting for ever': {
    'a native call that waits for the thread': {
      result: ['ABI-D002', 'Table.late', 'N-4', '0 more'],
      runs: 0,
    },
    'refused at once': ['ABI-D002', 'Table.busy', 'N-4', '2 more'],
    'refused although it came before the native call': {
      result: ['ABI-D002', 'Table.busy', 'N-4', '0 more'],
      runs: 0,
    },
    'served in time with the rule to refuse': 1 + 2 + 3 + 4,
    'a long computation': [['ABI-D002', 'Table.late', 'N-4', '0 more'], 0, 0],
    'more calls than there is room for': ['ABI-D002', 'Table.late', 'N-4', '299 more'],
    'waiting for a second thread': { inside: ['ABI-D002', 'Table.second', 'N-4', '0 more'], sum: 1 },
  },
  'N-5: are given up while JavaScript waits for the thread that waits for it': {
    'waiting for a thread that waits': { inside: ['ABI-D003', 'Table.joining', 'N-5', '0 more'], ended: 1 },
    'a function that takes its time': 1,
  },
  'N-1, N-2: follow thread rules while these are checked': {
    'thread rules': {
      unchecked: 1,
      during: ['ABI-D001', 'Table.own', 'N-2', '1 more'],
      uncaught: [['ABI-D001', 'Table.strict', 'N-2', '0 more'], 0],
      allowed: [1, 1, 5, 6],
      again: 1,
      runs: ['own', 'overridden', 'any', 'own', 'strict', 'strict'],
    },
    'a native function for the JavaScript thread alone': [['ABI-D001', 'call_here', 'N-2', '0 more'], 10, 12],
    'the timeout of an implementation': ['ABI-D002', 'Method.run', 'N-4', '0 more'],
    'thread rules of an interface': ['ABI-D001', 'Method.run', 'N-2', '0 more'],
  },
}

describe.runIf(hasCompiler)('calls from other threads', () => {
  it.each(Object.entries(groups))('%s', async (_title, cases) => {
    const result = await runProgram('foreign-calls.ts', [library, ...Object.keys(cases)])
    expect(result).toMatchObject({ status: 0, signal: null, stderr: '', output: Object.values(cases) })
  })

  it('N-8: are queued where the system forbids machine code', async () => {
    const result = await runProgram('foreign-calls-forbidden.ts', [library])
    expect(result).toMatchObject({ status: 0, signal: null, stderr: '' })
    expect(result.output).toEqual({ foreignCalls: 'queued', here: 42, elsewhere: 6 })
  })

  it.each([
    ['N-7: wait no longer when a worker exits', 'a worker that exits', 0, { waiting: 0, later: 0 }],
    ['N-7: wait no longer when a worker has nothing to do', 'a worker that has nothing to do', 0, true],
    [
      'N-7: end by their timeouts when a worker is terminated',
      'a worker that is terminated',
      0,
      { waiting: 0, later: 0 },
    ],
    ['N-7: do not disturb an exit', 'a process that exits while threads call', 3, 'ending'],
    ['N-3: do not keep a process alive', 'a process that ends while threads call', 0, 'ending'],
    ['N-7: that wait do not disturb an exit', 'a process that exits while a thread waits', 4, ''],
  ])('%s', async (_title, what, status, output) => {
    const result = await runProgram('foreign-calls-at-the-end.ts', [library, what])
    expect(result).toMatchObject({ status, signal: null, stderr: '', output })
  })
})
