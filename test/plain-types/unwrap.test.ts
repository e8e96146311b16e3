import { unwrap } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

describe('unwrap', () => {
  it('T-25: gives the value', () => {
    expect(unwrap({ isOk: true, ok: undefined })).toBeUndefined()
    expect(unwrap({ isOk: true, ok: 5 })).toBe(5)
  })

  it('T-25: throws an Error as it is', () => {
    const error = new RangeError('far')
    expect(() => unwrap({ isOk: false, err: error })).toThrow(error)
  })

  it('T-25: throws what an error of native code becomes, and disposes of it', () => {
    let disposed = 0
    const err = { toError: () => new RangeError('native'), [Symbol.dispose]: () => void (disposed += 1) }
    expect(() => unwrap({ isOk: false, err })).toThrow('native')
    expect(disposed).toBe(1)
  })

  it.each<[unknown, string]>([
    ['no rides', 'the string "no rides"'],
    [7n, 'the bigint 7n'],
    [undefined, 'undefined'],
    [Object.create(null), 'an object (without a prototype)'],
    [{ toString: 3 }, 'an object Object'],
  ])('T-25: keeps any other value as the cause: $1', (err, found) => {
    expect(refusal(() => unwrap({ isOk: false, err }))).toMatchObject({
      code: 'ABI-U010',
      rule: 'T-25',
      found,
      cause: err,
    })
  })
})
