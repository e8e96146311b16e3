// Prefix types of Rust's abi_stable, read by declarations in TypeScript, and the reverse: the memory format is the same.
import {
  accessibleIf,
  array,
  bindFunction,
  fn,
  hasField,
  i32,
  implement,
  layoutOf,
  missing,
  NativeArena,
  nullable,
  pointer,
  prefixRef,
  prefixType,
  RStr,
  safeRead,
  since,
  struct,
  u16,
  u32,
  u64,
  u8,
  unit,
  untyped,
  viewPrefix,
  type ImplementationOf,
  type ModuleOf,
  type PrefixType,
} from 'abiding'
import { beforeAll, describe, expect, it } from 'vitest'
import { openLibrary } from '../../src/ffi/index.js'
import { buildCrate } from '../support/cargo-crate.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const hasCargo = requireTool('cargo') && process.platform === 'linux'
let library: ReturnType<typeof openLibrary>
beforeAll(() => {
  if (hasCargo) library = openLibrary(buildCrate('prefix-types'))
}, 600_000)

/** What a function of the crate gives, as a type of ours. */
function given<T extends PrefixType>(name: string, type: T): ModuleOf<T> {
  const get = bindFunction(library.symbol(name)!, fn({}, pointer(untyped)), name)
  return viewPrefix(type, get().address)
}

const Mixed = prefixType('Mixed', {
  version: '1.0.0',
  prefix: { a: u64, b: u8, c: u16, d: u32 },
  lastPrefixField: 'd',
  suffix: { e: u64, f: u32, g: u16, h: u8 },
})
const Leaf = prefixType('Leaf', {
  version: '1.0.0',
  prefix: { id: u32, name: RStr },
  lastPrefixField: 'name',
  suffix: { scale: missing.panic(fn({ value: u32 }, u32)) },
})
const Tree = prefixType('Tree', {
  version: '1.0.0',
  prefix: { first: prefixRef(Leaf), second: nullable(prefixRef(Leaf)) },
  lastPrefixField: 'second',
  missing: 'panic',
  suffix: {
    absent: nullable(prefixRef(Leaf)),
    leaf: fn({ id: u32 }, prefixRef(Leaf)),
    id_of: fn({ leaf: prefixRef(Leaf) }, u32),
  },
})

const Probe = prefixType('Probe', {
  version: '1.1.0',
  prefix: { id: u32 },
  lastPrefixField: 'id',
  suffix: { offset: since('1.1.0', i32) },
})
const Meter = prefixType('Meter', {
  version: '1.2.0',
  prefix: { total: u64, add: fn({ one: u32, other: u32 }, u32) },
  lastPrefixField: 'add',
  suffix: {
    peak: since('1.1.0', u32),
    scale: since('1.1.0', u16),
    factor: since('1.1.0', u8),
    count: since('1.2.0', u64),
    probe: since('1.2.0', prefixRef(Probe)),
    twice: since('1.2.0', fn({ value: u32 }, u32)),
    ignored: since('1.2.0', u32),
  },
})
const Reading = struct('Reading', {
  total: u64,
  sum: u32,
  peak: u32,
  scale: u16,
  factor: u8,
  count: u64,
  probe_id: u32,
  probe_offset: i32,
  doubled: u32,
  missing: u32,
})

describe.runIf(hasCargo)('prefix types of abi_stable', () => {
  it('P-5: have their fields where C has them, of whatever alignment', () => {
    expect({ ...(given('mixed', Mixed) as unknown as { toJSON(): object }).toJSON() }).toEqual({
      a: '5',
      b: 8,
      c: 13,
      d: 21,
      e: '34',
      f: 55,
      g: 89,
      h: 144,
    })
  })

  it('P-11, P-12: clear the bits of fields whose condition does not hold, and keep their bytes', () => {
    const declare = (isShown: boolean, isHidden: boolean) =>
      prefixType('Conditional', {
        version: '1.0.0',
        prefix: {
          first: u32,
          hidden: accessibleIf(isHidden, u32),
          shown: accessibleIf(isShown, u32),
          last: u32,
        },
        lastPrefixField: 'last',
        suffix: {
          late_hidden: accessibleIf(isHidden, u64),
          late_shown: accessibleIf(isShown, u64),
          end: u8,
        },
      })
    const read = (type: ReturnType<typeof declare>) => {
      const { first, hidden, shown, last, late_hidden, late_shown, end } = given('conditional', type)
      return [first, hidden, shown, last, late_hidden, late_shown, end]
    }
    expect(read(declare(true, false))).toEqual([1, undefined, 3, 4, undefined, 6n, 7])
    expect(read(declare(true, true))).toEqual([1, undefined, 3, 4, undefined, 6n, 7])
    expect(read(declare(false, false))).toEqual([1, undefined, undefined, 4, undefined, undefined, 7])
    const address = bindFunction(library.symbol('conditional')!, fn({}, pointer(untyped)), 'x')().address
    expect(safeRead(address, 8)[0]).toBe(0b1101101)
    expect(new DataView(safeRead(address + 20, 4).buffer).getUint32(0, true)).toBe(2)
  })

  it('P-15: begin behind a gap where a field is aligned to more than the header', () => {
    const Align32 = struct('Align32', { value: u8 }, { align: 32 })
    const Align64 = struct('Align64', { value: u16 }, { align: 64 })
    const OverAligned = prefixType('OverAligned', {
      version: '1.0.0',
      prefix: { a: u8, b: Align32, c: u16 },
      lastPrefixField: 'c',
      suffix: { d: Align64, e: u32 },
    })
    expect(layoutOf(OverAligned).fields.map(({ offset }) => offset)).toEqual([64, 96, 128, 192, 256])
    const { a, b, c, d, e } = given('over_aligned', OverAligned)
    expect([a, b.value, c, d?.value, e]).toEqual([5, 8, 13, 21, 34])
    const Asked = prefixType('Asked', {
      version: '1.0.0',
      align: 32,
      prefix: { a: u8 },
      lastPrefixField: 'a',
      suffix: { b: u16 },
    })
    expect(layoutOf(Asked).fields.map(({ offset }) => offset)).toEqual([32, 34])
    expect(given('asked', Asked)).toMatchObject({ a: 5, b: 8 })
  })

  it('P-20: may have no prefix, and fields without bytes', () => {
    const Bare = prefixType('Bare', { version: '1.0.0', suffix: { a: u8, b: u64 } })
    expect(given('bare', Bare)).toMatchObject({ a: 5, b: 8n })
    const Empty = prefixType('Empty', {
      version: '1.0.0',
      prefix: { nothing: unit, a: u16, marker: array(u64, 0) },
      lastPrefixField: 'marker',
      suffix: { none: array(u64, 0), b: u8 },
    })
    const empty = given('empty', Empty)
    expect(empty).toMatchObject({ a: 5, b: 8 })
    expect(hasField(empty, 'none')).toBe(true)
  })

  it('P-16, P-17: refer to each other in fields, parameters and results', () => {
    const tree = given('tree', Tree)
    expect([tree.first.id, tree.first.name, tree.first.scale(14)]).toEqual([7, 'static', 42])
    expect(tree.second).toBe(tree.first)
    expect(tree.absent).toBeNull()
    const leaked = tree.leaf(5)
    expect([leaked.id, leaked.name]).toEqual([5, 'leaked'])
    expect(tree.leaf(5)).not.toBe(leaked)
    expect(tree.id_of(leaked)).toBe(5)
    using own = implement(Leaf, { id: 9, name: 'ours', scale: (value) => value })
    expect(tree.id_of(own)).toBe(9)
    expect(refusal(() => tree.id_of(tree as never))).toMatchObject({ code: 'ABI-V001', rule: 'P-16' })
  })
})

describe.runIf(hasCargo)('Rust as a reader', () => {
  const whole: ImplementationOf<typeof Meter> = {
    total: 1000n,
    add: (one, other) => one + other,
    peak: 11,
    scale: 12,
    factor: 13,
    count: 14n,
    probe: null as never,
    twice: (value) => value * 2,
    ignored: 15,
  }
  const { total, add, peak, scale, factor } = whole
  const versions = {
    '1.0.0': { total, add },
    '1.1.0': { total, add, peak, scale, factor },
    '1.2.0': whole,
  }
  /** By the policies of the reader: with gives 7, value 41, default 0; option says what is missing. */
  const expected = {
    '1.0.0': { peak: 0, scale: 7, factor: 41, count: 0n, doubled: 0, missing: 0b111000100 },
    '1.1.0': { peak: 11, scale: 12, factor: 13, count: 0n, doubled: 0, missing: 0b111000000 },
    '1.2.0': { peak: 11, scale: 12, factor: 13, count: 14n, doubled: 42, missing: 0b100000000 },
  }

  it.each(['1.0.0', '1.1.0', '1.2.0'] as const)(
    'P-5, P-10: reads what TypeScript implements in %s',
    (version) => {
      const read = bindFunction(
        library.symbol('read_meter')!,
        fn([{ meter: prefixRef(Meter) }, { reading: pointer(Reading) }]),
        'read_meter',
      )
      for (const probeVersion of ['1.0.0', '1.1.0']) {
        using probe = implement(
          Probe.upTo(probeVersion),
          probeVersion === '1.0.0' ? { id: 77 } : { id: 77, offset: -5 },
        )
        const values = version === '1.2.0' ? { ...versions[version], probe } : versions[version]
        using meter = implement(Meter.upTo(version), values as never)
        using arena = new NativeArena()
        const reading = arena.allocate(Reading)
        read(meter, reading)
        const isProbed = version === '1.2.0'
        expect(reading).toMatchObject({
          ...expected[version],
          total: 1000n,
          sum: 42,
          probe_id: isProbed ? 77 : 0,
          probe_offset: !isProbed ? 0 : probeVersion === '1.0.0' ? -1 : -5,
        })
      }
    },
  )
})
