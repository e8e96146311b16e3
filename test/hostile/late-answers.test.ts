// Callers on other threads whose calls JavaScript is late for: what they lend with a call is gone when they have gone on.
import { describe, expect, it } from 'vitest'
import { compileFixture } from '../support/compile.js'
import { runProgram } from '../support/child.js'
import { requireTool } from '../support/tools.js'

const isGuarded = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
const canRun = isGuarded && requireTool('cc')

/** Milliseconds. A case takes some seconds, and many times as long on a busy machine. */
const limit = 100_000

/** What the standard error is told of a call that may wait for ever. */
const notice =
  'abiding: Work: another thread waits for the end of its call, in the midst of which JavaScript has been in one native call ' +
  'or computation for 400 ms. If that waits for the thread, both wait for ever (rule X-90): make calls that wait with .async.\n'

async function expectCase(name: string, output: unknown, stderr: unknown = ''): Promise<void> {
  const result = await runProgram('late-answers.ts', [compileFixture('late-answers.c'), name], [], limit)
  expect(result).toEqual({ status: 0, signal: null, stderr, output })
}

describe.runIf(canRun)('a call from another thread', { timeout: limit }, () => {
  it('X-90: that JavaScript has begun with is waited for, however long it stays in native code', () =>
    expectCase(
      'stays in native code',
      { leftEarly: 0, told: 3, late: 0, failed: 0, isRight: true },
      notice.repeat(3),
    ))

  it.each(['waits for its caller', 'waits in JavaScript'])(
    'X-90: that %s does not wait without a word, and says it once',
    (name) => expectCase(name, { told: 1, late: 0 }, notice),
  )

  it('X-90: hears of what was thrown before it leaves', () =>
    expectCase(
      'stays in native code and fails',
      { leftEarly: 0, told: 3, late: 0, failed: 3, isRight: true },
      notice.repeat(3),
    ))

  it('X-18, X-90: that is given up at the last moment is told so, or answered, and nothing after it left', () =>
    expectCase(
      'comes about too late',
      { told: 60, late: 0, isRunForEachResult: true, isTold: true, isBoth: true },
      // The timeout is so short that a busy machine may take twice as long for the function itself.
      expect.any(String),
    ))

  it('X-90: gets its object before it leaves', () =>
    expectCase('makes an object', { made: 3, given: 3, written: 0, told: 0, late: 0 }, notice.repeat(3)))

  it('X-90: hears before it leaves that there is no object', () =>
    expectCase(
      'fails to make an object',
      { made: 0, given: 0, written: 0, told: 3, late: 0 },
      notice.repeat(3),
    ))
})

describe.runIf(canRun && process.arch === 'x64')('a thread that ends', { timeout: limit }, () => {
  it('X-91: in the midst of a call leaves no caller without an outcome', () =>
    expectCase('ends in the midst', { told: 3, late: 0, failed: 3 }))

  it('X-91: from outside in the midst of a call does not leave its caller without an outcome', () =>
    expectCase('is ended in the midst', { told: 1, late: 0, failed: 1 }))
})

describe.runIf(canRun && process.arch === 'x64')('calls within each other', { timeout: limit }, () => {
  it('X-91: hear an outcome each, also where there are too many of them', () =>
    // What the innermost is told is machine code's; the implementation around it throws ABI-C005.
    expectCase('nests too deeply', { called: 64, untold: 0, failed: 2 }))
})
