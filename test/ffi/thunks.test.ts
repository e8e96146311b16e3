import { describe, expect, it } from 'vitest'
import { unsafeViewAt } from '../../src/ffi/index.js'
import { Thunks, type Thunk } from '../../src/ffi/thunks.js'

const size = 16
/** Bytes that stand for code: they are not called. */
const code = '0123456789abcdef'

const bytesAt = (address: number): string =>
  Buffer.from(unsafeViewAt(address, code.length / 2).slice(0)).toString('hex')
const slotOf = ({ buffer, offset }: Thunk): Uint8Array => new Uint8Array(buffer, offset, size)

// Thunks are mapped by the system's own functions, which are called with the numbers of Linux.
describe.runIf(process.platform === 'linux')('Thunks', () => {
  it('K-3: are the same code over and over, 64 of them mapped at once', () => {
    const thunks = new Thunks(code, size)
    const taken = Array.from({ length: 130 }, () => thunks.take())
    expect(new Set(taken.map(({ entry }) => entry)).size).toBe(130)
    expect(new Set(taken.map(({ entry }) => bytesAt(entry)))).toEqual(new Set([code]))
    const blocks = [0, 64, 128].map((first) => taken[first]!.buffer)
    expect(new Set(blocks).size).toBe(3)
    expect(taken.every(({ buffer }, index) => buffer === blocks[Math.floor(index / 64)])).toBe(true)
  })

  it('K-3: have a slot of their own each, 65536 bytes behind the code', () => {
    const thunks = new Thunks(code, size)
    const taken = Array.from({ length: 66 }, () => thunks.take())
    for (const [index, thunk] of taken.entries()) slotOf(thunk).fill(index + 1)
    for (const [index, { entry }] of taken.entries()) {
      const seen = new Uint8Array(unsafeViewAt(entry + 65536, size))
      expect([...seen]).toEqual(Array.from({ length: size }, () => index + 1))
    }
  })

  it('K-3: are places of one kind, which another kind does not share', () => {
    const [one, other] = [new Thunks(code, size), new Thunks(code, 2 * size)]
    const [first, second] = [one.take(), other.take()]
    expect(first.entry === second.entry || first.buffer === second.buffer).toBe(false)
    expect([one.take().offset, other.take().offset]).toEqual([size, 2 * size])
  })
})
