import { bufferMemory, bytesOf, ioErrorCode, ioErrorKind, layoutOf, RIoErrorKind, struct } from 'abiding'
import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'

describe('RIoErrorKind', () => {
  it('T-35: is a byte with a name, or without', () => {
    expect(layoutOf(RIoErrorKind)).toMatchObject({ size: 1, alignment: 1 })
    const Report = struct('Report', { kind: RIoErrorKind })
    const report = bufferMemory(new ArrayBuffer(64)).allocate(Report, { kind: 'UnexpectedEof' })
    expect(bytesOf(report)[0]).toBe(17)
    bytesOf(report)[0] = 18
    expect(report.kind).toBe(18)
    expect(RIoErrorKind.abiStable?.name).toBe('RIoErrorKind')
  })

  it('T-35: has the code of Node, and is found by it', () => {
    for (const kind of RIoErrorKind.variants.keys()) {
      const code = ioErrorCode(kind as never)
      if (code === undefined) continue
      expect(constants.errno).toHaveProperty(code)
      expect(ioErrorKind(code)).toBe(kind)
    }
    expect(ioErrorCode('WriteZero')).toBeUndefined()
    expect(ioErrorCode(99)).toBeUndefined()
    expect([ioErrorKind('EWOULDBLOCK'), ioErrorKind('EPERM')]).toEqual(['WouldBlock', 'PermissionDenied'])
    expect([ioErrorKind(undefined), ioErrorKind(2), ioErrorKind('EMFILE')]).toEqual([
      'Other',
      'Other',
      'Other',
    ])
  })
})
