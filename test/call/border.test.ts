import { afterEach, describe, expect, it } from 'vitest'
import { border, holdBack, rethrow } from '../../src/call/border.js'

afterEach(() => {
  Object.assign(border, { depth: 0, failure: undefined })
})

/** A call from JavaScript in which something happens. */
function call(inside: () => void): void {
  const { depth } = border
  border.depth = depth + 1
  inside()
  border.depth = depth
  if (border.failure !== undefined) rethrow()
}

const failing = (message: string) => () => holdBack(new Error(message))

describe('the border', () => {
  it('K-5: throws what was held back when the call returns', () => {
    expect(() => call(failing('one'))).toThrow('one')
    expect(border).toEqual({ depth: 0, failure: undefined })
    call(() => undefined)
  })

  it('K-5: throws the first of several', () => {
    const both = () => {
      failing('first')()
      failing('second')()
    }
    expect(() => call(both)).toThrow('first')
    expect(border.failure).toBeUndefined()
  })

  it('K-5: throws at the innermost call, and not at one that is not to blame', () => {
    const seen: string[] = []
    const outer = () => {
      failing('outer')()
      // Something else is called afterwards, and works.
      call(() => seen.push('inner is called'))
      seen.push('inner returned')
      expect(() => call(failing('inner'))).toThrow('inner')
    }
    expect(() => call(outer)).toThrow('outer')
    expect(seen).toEqual(['inner is called', 'inner returned'])
  })

  it('K-5: forgets what waited for a call that ended in another way', () => {
    border.depth = 3
    failing('deep')()
    border.depth = 1
    failing('shallow')()
    border.depth = 0
    expect(() => rethrow()).toThrow('shallow')
    expect(border.failure).toBeUndefined()
  })

  it('K-5: keeps whatever was thrown, also what is no error', () => {
    for (const thrown of [undefined, null, 0, 'text']) {
      let caught: unknown = 'nothing'
      try {
        call(() => holdBack(thrown))
      } catch (error) {
        caught = error
      }
      expect(caught).toBe(thrown)
    }
  })

  it('K-5: without a call from JavaScript the exception is uncaught', async () => {
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const caught = new Promise((resolve) => process.once('uncaughtException', resolve))
    holdBack(new Error('nobody called'))
    expect(await caught).toMatchObject({ message: 'nobody called' })
    for (const listener of listeners) process.on('uncaughtException', listener)
  })
})
