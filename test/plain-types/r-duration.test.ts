import { bufferMemory, bytesOf, layoutOf, RDuration } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

describe('RDuration', () => {
  it('T-2: has its seconds at 0 and its nanoseconds at 8', () => {
    const layout = layoutOf(RDuration)
    expect(layout).toMatchObject({ size: 16, alignment: 8 })
    expect(layout.fields.map(({ name, offset, size }) => ({ name, offset, size }))).toEqual([
      { name: 'secs', offset: 0, size: 8 },
      { name: 'nanos', offset: 8, size: 4 },
    ])
    const duration = bufferMemory(new ArrayBuffer(64)).allocate(RDuration, {
      secs: 0x0102n,
      nanos: 500_000_000,
    })
    expect([...bytesOf(duration)]).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0x00, 0x65, 0xcd, 0x1d, 0, 0, 0, 0])
  })

  it('T-2: takes bigint seconds only', () => {
    const memory = bufferMemory(new ArrayBuffer(64))
    expect(refusal(() => memory.allocate(RDuration, { secs: 1 as never, nanos: 0 }))).toMatchObject({
      code: 'ABI-V001',
    })
  })
})
