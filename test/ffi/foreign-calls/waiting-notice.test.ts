import fc from 'fast-check'
import { expect, it } from 'vitest'
import { longestNotice, waitingNotice } from '../../../src/ffi/foreign-calls/waiting-notice.js'

it('X-90: what is said of a call that may wait for ever has room in an entry, and is a line', () => {
  const path = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary', minLength: 120, maxLength: 200 }),
  )
  fc.assert(
    fc.property(path, fc.nat(2 ** 32 - 1), (name, timeout) => {
      const notice = waitingNotice(name, timeout)
      expect(Buffer.byteLength(notice)).toBeLessThanOrEqual(longestNotice)
      expect(notice.endsWith('.async.\n')).toBe(true)
    }),
    { examples: [['名'.repeat(200), 2 ** 32 - 1]] },
  )
})
