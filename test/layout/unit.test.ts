import { array, bufferMemory, layoutOf, pointer, struct, transparent, u32, unit } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Handle = struct('Handle', { marker: unit, id: u32, end: unit })

describe('unit', () => {
  it('L-30: takes no bytes', () => {
    const { size, fields } = layoutOf(Handle)
    expect([size, ...fields.map((field) => field.offset)]).toEqual([4, 0, 0, 4])
    expect(layoutOf(struct('Nothing', { one: unit }))).toMatchObject({ size: 0, alignment: 1 })
  })

  it('L-30: is void in C, and so are arrays of it', () => {
    expect(pointer(unit).declareC('x')).toBe('void *x')
    expect(pointer(array(unit, 3)).declareC('x')).toBe('void *x')
    expect(pointer(array(array(transparent('None', unit), 0), 2)).declareC('x')).toBe('None *x')
  })

  it('L-30: is undefined and nothing else', () => {
    const handle = bufferMemory(new ArrayBuffer(64)).allocate(Handle, {
      marker: undefined,
      id: 5,
      end: undefined,
    })
    expect(handle.marker).toBeUndefined()
    expect(handle.toJSON()).toEqual({ marker: null, id: 5, end: null })
    expect(refusal(() => (handle.marker = null as never))).toMatchObject({
      code: 'ABI-V001',
      path: 'Handle.marker',
    })
  })
})
