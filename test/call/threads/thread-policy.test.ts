import { checkThreads, exportFunction, fn, nullable, u32 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { readForeignCallPolicy } from '../../../src/call/threads/thread-policy.js'
import { blockWord, threadBlock } from '../../../src/ffi/index.js'
import { refusal } from '../../support/refusal.js'

const Plain = fn({ value: u32 }, u32)
const OwnThread = fn({ value: u32 }, u32, { thread: 'javascript' })

describe('thread rules', () => {
  it('N-1: are carried by function types, nullable ones too, and by no schema', () => {
    expect(Plain.thread).toBeUndefined()
    expect(OwnThread.thread).toBe('javascript')
    expect(nullable(OwnThread).thread).toBe('javascript')
    expect(OwnThread.schema()).toEqual(Plain.schema())
  })

  it.each([
    [{}, Plain, false],
    [{}, OwnThread, true],
    [{ thread: 'javascript' }, Plain, true],
    [{ thread: 'any' }, OwnThread, false],
  ] as const)('N-1: the options %j win over the type', (options, type, isJavaScriptOnly) => {
    expect(readForeignCallPolicy(options, type as never, 'it')).toEqual({
      isJavaScriptOnly,
      refusesWhenBusy: false,
      timeout: 10_000,
    })
  })

  it('N-2: are checked while somebody says so', () => {
    const isChecked = () => threadBlock.words[blockWord.checks]
    expect(isChecked()).toBe(0)
    checkThreads(true)
    expect(isChecked()).toBe(1)
    checkThreads(false)
    expect(isChecked()).toBe(0)
  })

  it.each([
    [{ thread: 'main' }, 'ABI-V001', 'Table.f → thread'],
    [{ thread: null }, 'ABI-V001', 'Table.f → thread'],
    [{ whenBusy: 'never' }, 'ABI-V001', 'Table.f → whenBusy'],
    [{ timeout: '5' }, 'ABI-V001', 'Table.f → timeout'],
    [{ timeout: 0 }, 'ABI-V002', 'Table.f → timeout'],
    [{ timeout: 0.5 }, 'ABI-V002', 'Table.f → timeout'],
    [{ timeout: 2 ** 31 }, 'ABI-V002', 'Table.f → timeout'],
    [{ timeout: NaN }, 'ABI-V002', 'Table.f → timeout'],
    [{ timeout: Infinity }, 'ABI-V002', 'Table.f → timeout'],
  ])('N-1, N-4: %j is refused', (options, code, path) => {
    const error = refusal(() =>
      exportFunction(Plain, (value) => value, { path: 'Table.f', ...options } as object),
    )
    expect(error).toMatchObject({ code, path })
  })

  it.each(['main', null, 3])('N-1: fn refuses the rule %j', (thread) => {
    const error = refusal(() => fn({ value: u32 }, u32, { thread: thread as never }))
    expect(error).toMatchObject({ code: 'ABI-L002', rule: 'N-1', path: 'fn → thread' })
  })

  it('N-4: the shortest and the longest timeout are taken', () => {
    for (const timeout of [1, 2 ** 31 - 1]) {
      expect(readForeignCallPolicy({ timeout, whenBusy: 'refuse' }, Plain as never, 'it')).toEqual({
        isJavaScriptOnly: false,
        refusesWhenBusy: true,
        timeout,
      })
    }
  })
})
