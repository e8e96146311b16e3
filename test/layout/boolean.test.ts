import { bool, bufferMemory, layoutOf, struct } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Switch = struct('Switch', { on: bool })

describe('bool', () => {
  it('L-4: is one byte, 0 or 1', () => {
    const memory = bufferMemory(new ArrayBuffer(16))
    const view = memory.at(Switch, 3)
    expect(layoutOf(bool)).toEqual({ size: 1, alignment: 1 })
    view.on = true
    expect(memory.view.getUint8(3)).toBe(1)
    expect(view.on).toBe(true)
    view.on = false
    expect(memory.view.getUint8(3)).toBe(0)
    expect(view.on).toBe(false)
    expect(bool.declareC('on')).toBe('bool on')
  })

  it.each([2, 3, 128, 255])('L-4: refuses to read the byte %d', (byte) => {
    const memory = bufferMemory(new ArrayBuffer(16))
    memory.view.setUint8(3, byte)
    const view = memory.at(Switch, 3)
    expect(refusal(() => view.on)).toMatchObject({
      code: 'ABI-V005',
      rule: 'L-4',
      path: 'Switch.on',
      found: String(byte),
    })
    expect(refusal(() => view.toJSON()).code).toBe('ABI-V005')
  })

  it.each([0, 1, 'true', null, undefined, {}, 1n])('L-4: refuses to write %s', (value) => {
    const view = bufferMemory(new ArrayBuffer(16)).at(Switch, 3)
    expect(refusal(() => (view.on = value as never))).toMatchObject({
      code: 'ABI-V001',
      rule: 'L-4',
      path: 'Switch.on',
    })
  })
})
