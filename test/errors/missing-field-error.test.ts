import { AbidingError, MissingFieldError } from 'abiding'
import { describe, expect, it } from 'vitest'

describe('MissingFieldError', () => {
  it('says which field is missing from which version, and what to do', () => {
    const field = {
      index: 3,
      name: 'visits',
      typeName: 'PersonMod',
      packageName: 'bikes',
      expectedVersion: '1.2.0',
      expectedCount: 6,
      foundVersion: '1.0.0',
      foundCount: 2,
      since: '1.1.0',
    }
    const error = new MissingFieldError(field)
    expect(error).toBeInstanceOf(AbidingError)
    expect(error).toMatchObject({ field, code: 'ABI-P004', path: 'PersonMod.visits' })
    expect(error.name).toBe('MissingFieldError')
    for (const part of [
      'field 3 named visits',
      'package bikes',
      '1.2.0',
      '6 fields',
      '1.0.0',
      '2 fields',
      'since 1.1.0',
    ]) {
      expect(error.message).toContain(part)
    }
  })

  it('says what nobody knows of the other side', () => {
    const error = new MissingFieldError({
      index: 3,
      name: 'visits',
      typeName: 'PersonMod',
      packageName: 'bikes',
      expectedVersion: '1.2.0',
      expectedCount: 6,
      foundVersion: undefined,
      foundCount: undefined,
      since: '1.1.0',
    })
    expect(error.found).toBe('an unknown version with an unknown number of fields')
  })
})
