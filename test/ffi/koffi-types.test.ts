import { hostTarget, struct, u16, u8 } from 'abiding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mirrorOf } from '../../src/call/mirror.js'
import { prototypeOf, signatureKey, type NativeSignature } from '../../src/ffi/koffi-types.js'
import { structShape } from '../support/arbitraries.js'
import { declare } from '../support/declare.js'
import { refusal } from '../support/refusal.js'

const host = hostTarget()

describe('prototypeOf', () => {
  it('K-2: makes one prototype for equal signatures', () => {
    const signature: NativeSignature = { parameters: ['u32', 'f64'], returns: 'bool' }
    expect(prototypeOf(signature)).toBe(prototypeOf({ ...signature }))
    expect(prototypeOf(signature)).not.toBe(prototypeOf({ ...signature, returns: 'void' }))
  })

  it('K-3: equal structs of different names share a mirror', () => {
    const [one, other] = ['One', 'Other'].map((name) => mirrorOf(struct(name, { a: u8, b: u16 }), host))
    const key = (mirror: typeof one) => signatureKey({ parameters: [mirror!], returns: 'void' })
    expect(key(one)).toBe(key(other))
    expect(key(one)).not.toBe(key(mirrorOf(struct('One', { a: u16, b: u8 }), host)))
  })

  it('K-3: mirrors of random structs are accepted, so their parts lie where they must', () => {
    fc.assert(
      fc.property(structShape(), (shape) => {
        const mirror = mirrorOf(declare(shape, 'Random'), host)
        fc.pre(mirror.runs.length > 0)
        prototypeOf({ parameters: [mirror], returns: mirror })
      }),
    )
  })

  it('K-3: a mirror whose parts lie elsewhere is refused', () => {
    const misplaced = { runs: [{ scalar: 'u8', count: 1, offset: 0 }, { scalar: 'u32', count: 1, offset: 1 }], size: 5 } as const // prettier-ignore
    expect(refusal(() => prototypeOf({ parameters: [misplaced], returns: 'void' }))).toMatchObject({
      code: 'ABI-F005',
      rule: 'K-3',
      expected: '5 bytes with parts at 0, 1',
      found: '8 bytes with parts at 0, 4',
    })
  })
})
