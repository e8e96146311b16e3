// TypeScript that connects to tables of functions by their address.
import { i32, liveObjects, safeRead, u32, type Address, layoutOf, NativeArena } from 'abiding'
import { connect, exportTrait, method, trait, type Connection } from 'abiding/connection'
import { describe, expect, it } from 'vitest'
import { hostedObjects } from '../../../src/connection/protocol/host-instance.js'
import { refusal } from '../../support/refusal.js'
import { ModuleHeader } from '../../../src/module/header.js'
import { Drawing, drawing } from './drawing.js'

describe('TypeScript that connects to a table', () => {
  it('X-88: calls directly what stands in it, with the results of the protocol', () => {
    const seen: unknown[] = []
    let dropped = 0
    const live = liveObjects().length
    const hosted = hostedObjects()
    {
      using exported = exportTrait(Drawing, () => drawing(seen, () => void (dropped += 1)))
      using direct = connect(Drawing, { table: exported.table })
      using other = connect(Drawing, exported)
      expect(direct.$describe().methods.map(({ name, route }) => [name, route])).toEqual([
        ...['add', 'move', 'norm', 'sum', 'widest', 'size', 'title', 'reset'].map((name) => [name, 'direct']),
        ['names', 'none'],
      ])
      expect(direct.$describe()).toMatchObject({ version: 3, peerVersion: 3, effectiveVersion: 3 })
      for (const peer of [direct, other]) {
        seen.length = 0
        expect(peer.add(4_000_000_000, 294_967_295)).toBe(4_294_967_295)
        expect(peer.move({ x: 1, y: -2.5 }, 0.5)).toEqual({ x: 1.5, y: -2 })
        expect(peer.norm({ x: 1, y: 2 })).toBe(3)
        expect(peer.sum(new Uint32Array([1, 2, 3]))).toBe(6n)
        expect(peer.sum([])).toBe(0n)
        expect(peer.widest([{ red: 1, alpha: 2 }])).toEqual({ red: 1, alpha: 2 })
        expect(peer.size('grün')).toBe(4n)
        expect(peer.title(3)).toBe('grün 3')
        expect(peer.reset()).toBeUndefined()
        expect(seen).toEqual([
          { x: 1, y: -2.5 },
          { x: 1, y: 2 },
          new Uint32Array([1, 2, 3]),
          new Uint32Array(0),
          [{ red: 1, alpha: 2 }],
          'grün',
          'reset',
        ])
      }
      expect(refusal(() => direct.add(1, -1)).path).toBe('Drawing.add → param right')
      expect(refusal(() => direct.names([]))).toMatchObject({ code: 'ABI-J007', path: 'Drawing.names' })
      expect(direct.$passableByRef('norm', 0)).toBe(false)
    }
    expect(dropped).toBe(2)
    expect(hostedObjects()).toBe(hosted)
    expect(liveObjects().length).toBe(live)
  })

  it('X-88: is told what an implementation throws', () => {
    using exported = exportTrait(Drawing, {
      ...drawing(),
      add: () => {
        throw new RangeError('too far')
      },
      move: () => ({ x: 1, y: 'two' as never }),
    })
    using direct = connect(Drawing, { table: exported.table })
    const panic = refusal(() => direct.add(1, 2))
    expect(panic).toMatchObject({ name: 'PeerPanicError', path: 'Drawing.add', panic: 'too far' })
    expect(panic.cause).toBeInstanceOf(RangeError)
    expect(refusal(() => direct.move({ x: 0, y: 0 }, 0))).toMatchObject({
      code: 'ABI-J006',
      cause: { path: 'Drawing.move → result.y' },
    })
    expect(direct.norm({ x: 1, y: 1 })).toBe(2)
  })

  it('X-88: connects to nothing after dispose', () => {
    const Late = trait('Late', { version: 0, methods: { add: method({ left: u32, right: u32 }, u32) } })
    const exported = exportTrait(Late, { add: (left, right) => left + right })
    using before = connect(Late, { table: exported.table })
    exported[Symbol.dispose]()
    expect(before.add(1, 2)).toBe(3)
    expect(refusal(() => connect(Late, { table: exported.table }))).toMatchObject({
      code: 'ABI-J004',
      found: 'null',
    })
  })

  it('X-75, X-88: takes nothing for a table that is none', () => {
    using exported = exportTrait(Drawing, drawing())
    for (const table of [0, -8, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
      expect(refusal(() => connect(Drawing, { table: table as Address }))).toMatchObject({
        code: 'ABI-J030',
        path: 'connect → Drawing → table',
      })
    for (const table of [8, 4096, 0x7000_0000_0000, 2 ** 52]) {
      expect(refusal(() => connect(Drawing, { table: table as Address })).code).toMatch(/^ABI-H00[69]$/)
    }
    // Code, and the instance behind the header instead of the header.
    expect(refusal(() => connect(Drawing, { table: exported.address })).code).toMatch(/^ABI-H00[29]$/)
    const header = safeRead(exported.table, 104)
    const root = Number(new DataView(header.buffer, header.byteOffset).getBigUint64(88, true)) as Address
    expect(refusal(() => connect(Drawing, { table: root })).code).toBe('ABI-H002')
    const Another = trait('Another', { version: 0, methods: {} })
    expect(refusal(() => connect(Another, { table: exported.table }))).toMatchObject({ code: 'ABI-J029' })
  })

  it('X-75, X-88: believes nothing that stands in one', () => {
    using exported = exportTrait(Drawing, drawing())
    const fields = layoutOf(ModuleHeader).fields
    const rootAt = fields.find(({ name }) => name === 'root')!.offset
    const headerSize = layoutOf(ModuleHeader).size
    /** A copy of the table, of which something is changed. */
    const connectToCopy = (change: (header: DataView, root: DataView) => void): (() => unknown) => {
      const arena = new NativeArena()
      const copy = (address: number, length: number): DataView => {
        const { memory, offset } = arena.allocateBytes(length, 8)
        const view = new DataView(memory.view.buffer, memory.view.byteOffset + offset, length)
        new Uint8Array(memory.view.buffer, view.byteOffset, length).set(safeRead(address, length))
        places.set(view, memory.base! + offset)
        return view
      }
      const places = new Map<DataView, number>()
      const header = copy(exported.table, headerSize)
      const root = copy(Number(header.getBigUint64(rootAt, true)), 16 + 8 * 10)
      header.setBigUint64(rootAt, BigInt(places.get(root)!), true)
      change(header, root)
      return () => connect(Drawing, { table: places.get(header) as Address })
    }
    const right = connectToCopy(() => undefined)() as {
      add(left: number, right: number): number
    } & Disposable
    expect(right.add(1, 2)).toBe(3)
    right[Symbol.dispose]()
    const offsetOf = (name: string): number => fields.find((field) => field.name === name)!.offset
    const wrong: [string, (header: DataView, root: DataView) => void][] = [
      ['ABI-H002', (header) => header.setUint8(0, 0)],
      ['ABI-H004', (header) => header.setUint8(offsetOf('byte_order'), 3)],
      ['ABI-H006', (header) => header.setBigUint64(offsetOf('schema'), 0x7000_0000_0000n, true)],
      ['ABI-S001', (header) => header.setBigUint64(offsetOf('schema_length'), 9n, true)],
      ['ABI-H009', (header) => header.setUint32(offsetOf('state'), 9, true)],
      ['ABI-J029', (header) => header.setBigUint64(rootAt, 0x7000_0000_0000n, true)],
      ['ABI-J029', (_header, root) => root.setBigUint64(16, 0n, true)],
      ['ABI-J029', (_header, root) => root.setBigUint64(32, BigInt(exported.table), true)],
    ]
    for (const [code, change] of wrong) expect(refusal(connectToCopy(change)).code).toBe(code)
    const masked = connectToCopy((_header, root) => root.setBigUint64(0, 0n, true))() as Connection<
      typeof Drawing
    >
    expect(new Set(masked.$describe().methods.map(({ route }) => route))).toEqual(new Set(['none']))
    masked[Symbol.dispose]()
  })

  it('X-88: a method of that name is a method', () => {
    const Menu = trait('Menu', { version: 0, methods: { table: method({}, i32) } })
    using menu = connect(Menu, { table: () => 7 })
    expect(menu.table()).toBe(7)
  })
})
