// The memory of this process as an image: bytes that exist, however they lie in what is read at once.
import { processImage } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beforeGuardPage } from '../../../support/guard-page.js'

describe('the memory of this process', () => {
  // More than two of the blocks that are read by one call of the system.
  const length = 200_000
  const { address, bytes } = beforeGuardPage(Uint8Array.from({ length }, (_, index) => (index * 31) % 251))

  it('A-20: is read in any order, up to its last byte and not beyond', () => {
    const place = fc.tuple(fc.nat(length + 5000), fc.oneof(fc.nat(64), fc.nat(9000), fc.nat(150_000)))
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 12 }), (places) => {
        const image = processImage()
        for (const [from, count] of places) {
          const found = image.read(address + from, count)
          if (count > 0 && from + count > length) expect(found).toBeUndefined()
          else expect(Buffer.compare(found!, bytes.slice(from, from + count))).toBe(0)
        }
      }),
    )
  })

  it('A-20: does not exist at addresses that are none', () => {
    const image = processImage()
    for (const nowhere of [0, -8, 0x10000, 2 ** 47, 2 ** 53, 0.5, Number.NaN])
      expect(image.read(nowhere, 8)).toBeUndefined()
  })
})
