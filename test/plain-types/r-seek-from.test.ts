import { bufferMemory, bytesOf, layoutOf, RSeekFrom, snapshot, struct } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Request = struct('Request', { to: RSeekFrom })

describe('RSeekFrom', () => {
  it('T-34: is a tag and a number, 16 bytes', () => {
    expect(layoutOf(RSeekFrom)).toMatchObject({ size: 16, alignment: 8 })
    const request = bufferMemory(new ArrayBuffer(64)).allocate(Request, { to: { tag: 'End', value: -1n } })
    expect([...bytesOf(request)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, ...Array<number>(8).fill(255)])
    expect(snapshot(request)).toEqual({ to: { tag: 'End', value: -1n } })
    expect(RSeekFrom.abiStable?.name).toBe('RSeekFrom')
  })

  it('T-34: the start has nothing before it', () => {
    const request = bufferMemory(new ArrayBuffer(64)).allocate(Request, {
      to: { tag: 'Current', value: -1n },
    })
    expect(refusal(() => (request.to = { tag: 'Start', value: -1n } as never))).toMatchObject({
      code: 'ABI-V002',
      path: 'Request.to.value',
    })
    bytesOf(request)[0] = 3
    expect(refusal(() => request.to)).toMatchObject({ code: 'ABI-V005' })
  })
})
