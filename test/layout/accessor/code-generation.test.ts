import { describe, expect, it } from 'vitest'
import { compile, mayGenerateCode } from '../../../src/layout/accessor/code-generation.js'
import { runProgram } from '../../support/child.js'

describe('compile', () => {
  it('L-5: gives equal text different source, so that the engine shares nothing between accessors', () => {
    const body = 'return function () { return value }'
    const [first, second] = [1, 2].map((value) => compile(body, { value }) as () => number)
    expect([first!(), second!()]).toEqual([1, 2])
    expect(first).not.toBe(second)
    expect(mayGenerateCode()).toBe(true)
  })

  it('L-5: is strict', () => {
    expect(compile('return (function () { return this })()', {})).toBeUndefined()
  })
})

describe('where code from strings is forbidden', () => {
  it('L-5: accessors and calls work, made of closures', async () => {
    const result = await runProgram(
      'without-code-generation.ts',
      [],
      ['--disallow-code-generation-from-strings'],
    )
    expect(result).toMatchObject({ status: 0, signal: null })
    expect(result.output).toEqual({
      generates: false,
      getter: 'closure',
      point: { x: 1, y: 2 },
      list: [3, 4],
      sum: 7,
    })
  })
})
