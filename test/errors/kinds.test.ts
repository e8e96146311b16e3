import * as abiding from 'abiding'
import { AbidingError } from 'abiding'
import { describe, expect, it } from 'vitest'

const kinds = [
  'DeclarationError',
  'ValueError',
  'MemoryError',
  'LibraryError',
  'CallError',
  'ModuleError',
  'CommandError',
  'ExpectationError',
] as const

describe('the kinds of errors', () => {
  it.each(kinds)('%s is an AbidingError of its own name', (name) => {
    const error = new abiding[name]('no', { code: 'ABI-V001' })
    expect(error).toBeInstanceOf(AbidingError)
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe(name)
    for (const other of kinds) expect(error instanceof abiding[other]).toBe(other === name)
  })
})
