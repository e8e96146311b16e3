import { array, bufferMemory, layoutOf, opaque, pointer, struct, u8, untyped } from 'abiding'
import { describe, expect, it } from 'vitest'
import { leavesOf } from '../../src/layout/layout.js'
import { hostTarget } from '../../src/layout/target.js'
import { refusal } from '../support/refusal.js'

const Database = opaque('Database')

describe('opaque', () => {
  it('L-11: is pointed to', () => {
    const Handle = struct('Handle', { db: pointer(Database), data: pointer(untyped) })
    const handle = bufferMemory(new ArrayBuffer(64)).allocate(Handle, { db: 32 as never, data: 48 as never })
    expect([handle.db.address, handle.data.address]).toEqual([32, 48])
    expect(Handle.definition.schema()).toEqual({
      kind: 'struct',
      fields: [
        { name: 'db', type: { pointer: { type: 'Database' } } },
        { name: 'data', type: { pointer: 'void' } },
      ],
    })
    expect(pointer(untyped).declareC('p')).toBe('void *p')
  })

  it.each([Database, untyped])('L-11: %s has no size', (type) => {
    const expected = { code: 'ABI-L006', rule: 'L-11' }
    expect(refusal(() => layoutOf(type))).toMatchObject(expected)
    expect(refusal(() => layoutOf(struct('S', { before: u8, value: type })))).toMatchObject(expected)
    expect(refusal(() => layoutOf(array(type, 2)))).toMatchObject(expected)
    expect(refusal(() => leavesOf(type, hostTarget()))).toMatchObject(expected)
  })

  it('L-11: is not reached through its pointer', () => {
    const Handle = struct('Handle', { db: pointer(Database) })
    const handle = bufferMemory(new ArrayBuffer(64)).allocate(Handle, { db: 32 as never })
    expect(refusal(() => handle.db.deref())).toMatchObject({ code: 'ABI-L006', rule: 'L-11' })
    expect(refusal(() => handle.db.store(1 as never))).toMatchObject({ code: 'ABI-L006', rule: 'L-11' })
  })
})
