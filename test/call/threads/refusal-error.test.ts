import { CallError, ThreadError } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusalError } from '../../../src/call/threads/refusal-error.js'
import type { RefusalReason, RefusedCall } from '../../../src/ffi/index.js'

const refused = (reason: RefusalReason, count = 1): RefusedCall => ({
  reason,
  path: reason === 'crowd' ? undefined : 'Table.f',
  timeout: 250,
  count,
})

describe('the error for calls that were given up', () => {
  it.each([
    ['rule', 'ABI-D001', 'N-2'],
    ['busy', 'ABI-D002', 'N-4'],
    ['late', 'ABI-D002', 'N-4'],
    ['stuck', 'ABI-D003', 'N-5'],
    ['crowd', 'ABI-D002', 'N-4'],
  ] as const)('N-6: says why: %s', (reason, code, rule) => {
    const error = refusalError([refused(reason)])
    expect(error).toBeInstanceOf(ThreadError)
    expect(error).toMatchObject({ code, rule, path: reason === 'crowd' ? undefined : 'Table.f' })
    expect(error.found).not.toContain('more such calls')
    expect(error.hint).toBeDefined()
  })

  it('K-21: says of calls that came too early what would be in time', () => {
    const error = refusalError([refused('early')])
    expect(error).toBeInstanceOf(CallError)
    expect(error).toMatchObject({ code: 'ABI-C008', rule: 'K-21', path: 'Table.f' })
    expect(error.hint).toContain('before native code is called')
  })

  it('N-6: says how long the call waited', () => {
    expect(refusalError([refused('late')]).expected).toBe('JavaScript within 250 ms')
    expect(refusalError([refused('stuck')]).expected).toBe('no native call of more than 250 ms')
  })

  it('N-6: is about the first one, and counts the others', () => {
    const error = refusalError([refused('late'), refused('busy'), refused('crowd', 40)])
    expect(error.code).toBe('ABI-D002')
    expect(error.found).toMatch(/, and 41 more such calls$/)
  })
})
