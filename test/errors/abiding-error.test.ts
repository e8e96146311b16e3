import { AbidingError, ValueError } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('AbidingError', () => {
  it('has all parts as properties and in the message', () => {
    const error = new AbidingError('not a u8', {
      code: 'ABI-V001',
      path: 'Point.x',
      rule: 'L-3',
      expected: 'a whole number',
      found: 'the string "1"',
      hint: 'use Number(value)',
    })
    expect(error.message).toBe(
      [
        'ABI-V001 Point.x: not a u8 (rule L-3)',
        '  expected: a whole number',
        '  found:    the string "1"',
        '  hint:     use Number(value)',
      ].join('\n'),
    )
    expect(error).toMatchObject({
      name: 'AbidingError',
      code: 'ABI-V001',
      path: 'Point.x',
      rule: 'L-3',
      expected: 'a whole number',
      found: 'the string "1"',
      hint: 'use Number(value)',
    })
  })

  it('says only what is known', () => {
    const error = new AbidingError('no', { code: 'ABI-V001' })
    expect(error.message).toBe('ABI-V001 no')
    expect(error.cause).toBeUndefined()
    expect('cause' in error).toBe(false)
  })

  it('keeps its cause and the name of its class', () => {
    const cause = new RangeError('deep')
    const error = new ValueError('no', { code: 'ABI-V001', cause })
    expect(error.cause).toBe(cause)
    expect(error.name).toBe('ValueError')
    expect(error.stack).toMatch(/^ValueError: ABI-V001 no/)
  })

  it('holds every part that it was given in one message', () => {
    const part = fc.option(fc.string({ minLength: 1 }), { nil: undefined })
    fc.assert(
      fc.property(fc.string(), part, part, part, part, (summary, path, expected, found, hint) => {
        const { message } = new AbidingError(summary, { code: 'ABI-V001', path, expected, found, hint })
        for (const text of [summary, path, expected, found, hint]) expect(message).toContain(text ?? '')
      }),
    )
  })
})
