import { bits, bufferMemory, layoutOf, pointer, struct, transparent, u32, u64 } from 'abiding'
import { describe, expect, it } from 'vitest'
import { refusal } from '../support/refusal.js'

const Ticket = transparent('Ticket', u64)
const Point = struct('Point', { x: u32, y: u32 })
const Corner = transparent('Corner', Point)

describe('transparent', () => {
  it('L-31: has the layout and the values of its inner type', () => {
    expect(layoutOf(Ticket)).toEqual(layoutOf(u64))
    const Holder = struct('Holder', { ticket: Ticket, corner: Corner })
    const holder = bufferMemory(new ArrayBuffer(64)).allocate(Holder, { ticket: 5n, corner: { x: 1, y: 2 } })
    expect([holder.ticket, holder.corner.y]).toEqual([5n, 2])
    expect(refusal(() => (holder.ticket = 5 as never))).toMatchObject({
      code: 'ABI-V001',
      path: 'Holder.ticket',
    })
  })

  it('L-31: has a name of its own', () => {
    expect(Ticket.schema()).toEqual({ type: 'Ticket' })
    expect(Ticket.definition?.schema()).toEqual({ kind: 'alias', of: 'u64' })
    expect(Ticket.declareC('t')).toBe('Ticket t')
  })

  it('L-31: an accessor of the inner type can be pointed to', () => {
    const space = bufferMemory(new ArrayBuffer(64))
    const Holder = struct('Holder', { corner: pointer(Corner) })
    const corner = space.allocate(Corner, { x: 1, y: 2 })
    expect(space.allocate(Holder, { corner }).corner.deref().y).toBe(2)
  })

  it('L-24, L-31: of an integer can be a bit field', () => {
    const Flags = struct('Flags', { level: bits(transparent('Level', u32), 3) })
    expect(bufferMemory(new ArrayBuffer(64)).allocate(Flags, { level: 7 }).level).toBe(7)
  })

  it.each<[string, () => unknown, string]>([
    ['a bad name', () => transparent('a b', u32), 'ABI-L001'],
    ['no type', () => transparent('T', 5 as never), 'ABI-L002'],
  ])('L-31: refuses %s', (_what, declare, code) => {
    expect(refusal(declare)).toMatchObject({ code })
  })
})
