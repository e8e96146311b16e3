import { inspect } from 'node:util'
import { array, bool, bufferMemory, struct, typeOfView, u8 } from 'abiding'
import { describe, expect, it } from 'vitest'

const Flags = struct('Flags', { on: bool, level: u8 })
const Outer = struct('Outer', { flags: Flags, list: array(Flags, 2) })

describe('what all accessors have', () => {
  const memory = () => bufferMemory(new ArrayBuffer(64))

  it('L-8: their type', () => {
    expect(typeOfView(memory().at(Outer, 0).list.at(1))).toBe(Flags)
  })

  it('L-8: a form for JSON and one for people, at any depth', () => {
    const outer = memory().at(Outer, 0)
    const flags = { on: false, level: 0 }
    expect(outer.toJSON()).toEqual({ flags, list: [flags, flags] })
    expect(inspect(outer, { depth: 1 })).toContain('list: array(Flags, 2) [ [Flags], [Flags] ]')
    expect(inspect(outer, { depth: -1 })).toBe('[Outer]')
  })

  it('L-4: looking at memory that holds nonsense shows the error instead of throwing it', () => {
    const home = memory()
    home.view.setUint8(0, 7)
    home.view.setUint8(1, 5)
    const text = inspect(home.at(Flags, 0))
    expect(text).toContain('ABI-V005')
    expect(text).toContain('level: 5')
    const list = bufferMemory(new Uint8Array([0, 9]).buffer).at(array(bool, 2), 0)
    expect(inspect(list)).toContain('ABI-V005')
  })
})
