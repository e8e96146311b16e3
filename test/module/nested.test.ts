// Modules in C whose root refers to other prefix types, each of a version of its own.
import {
  canonicalJson,
  emitCHeader,
  fn,
  hasField,
  implement,
  IncompatibleModuleError,
  loadModule,
  missing,
  moduleInfo,
  nullable,
  prefixRef,
  prefixType,
  since,
  u16,
  u32,
  u64,
  type PrefixFields,
  type PrefixType,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { compileModule, judgeHeader, judges } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const Log = prefixType('Log', {
  version: '1.1.0',
  prefix: { write: fn({ code: u32 }, u32) },
  lastPrefixField: 'write',
  suffix: { level: since('1.1.0', missing.value(u32, 9)) },
})
const Disk = prefixType('Disk', {
  version: '1.2.0',
  prefix: { blocks: u32 },
  lastPrefixField: 'blocks',
  suffix: { spare: since('1.1.0', u16), label: since('1.2.0', u64) },
})
const declareHost = <L extends PrefixType, D extends PrefixType>(log: L, disk: D) => {
  const host = prefixType('Machine', {
    version: '1.1.0',
    prefix: { disk: prefixRef(disk), spare_disk: nullable(prefixRef(disk)) },
    lastPrefixField: 'spare_disk',
    suffix: {
      start: missing.panic(fn([{ log: prefixRef(log) }], u32)),
      twin: since('1.1.0', nullable(prefixRef((): PrefixType => host))),
    },
  })
  return host
}
const Machine = declareHost(Log, Disk)

const source = `
static const Disk disk = { DISK_HEADER, 640
#if DISK_VERSION >= DISK_VERSION_1_1_0
  , 3
#endif
#if DISK_VERSION >= DISK_VERSION_1_2_0
  , 77
#endif
};
static uint32_t start(const Log *log) {
  uint32_t level = log->abiding_mask >> 1 & 1 ? 1 : 0;
  return log->write(10 + level);
}
static const Machine machine;
static const Machine machine = { MACHINE_HEADER, &disk, NULL, start
#if MACHINE_VERSION >= MACHINE_VERSION_1_1_0
  , &machine
#endif
};
MACHINE_EXPORT(machine)
`

describe.runIf(requireTool('cc'))('a root that refers to other prefix types', () => {
  const header = emitCHeader([Machine])
  const build = (disk: number, machine = 1_001_000, log = 1_001_000): string =>
    compileModule(
      header,
      source,
      { DISK_VERSION: disk, MACHINE_VERSION: machine, LOG_VERSION: log },
      'machine',
    )

  it.each(judges)('E-1, P-21: compiles with $name', (judge) => {
    expect(judgeHeader(judge, header)).toBe('')
  })

  it.each([
    ['1.0.0', 1_000_000, [640, undefined, undefined]],
    ['1.1.0', 1_001_000, [640, 3, undefined]],
    ['1.2.0', 1_002_000, [640, 3, 77n]],
  ] as const)('P-17, P-21: with a nested type of version %s', (version, disk, expected) => {
    const module = loadModule(build(disk), Machine)
    const { blocks, spare, label } = module.disk
    expect([blocks, spare, label]).toEqual(expected)
    expect(hasField(module.disk, 'label')).toBe(version === '1.2.0')
    expect(module.spare_disk).toBeNull()
    expect(module.disk).toBe(module.disk)
    expect(moduleInfo(module).schema.types['Disk']).toMatchObject({ kind: 'prefix', version })
  })

  it('P-16, P-17: which is handed implementations of either version, and the sibling of another module', () => {
    const module = loadModule(build(1_002_000), Machine)
    const codes: number[] = []
    const write = (code: number): number => codes.push(code)
    using now = implement(Log, { write, level: 1 })
    using old = implement(Log.upTo('1.0.0'), { write })
    expect([module.start(now), module.start(old), module.start(old.as(Log))]).toEqual([1, 2, 3])
    expect(codes).toEqual([11, 10, 10])
    const twin = module.twin as typeof module
    expect(twin.spare_disk).toBeNull()
    expect(twin.disk).toBe(module.disk)
  })

  it('E-6: carries the schema of the versions that were chosen', () => {
    const { schema } = moduleInfo(loadModule(build(1_001_000, 1_000_000, 1_000_000), Machine))
    expect(canonicalJson(schema.types['Disk'])).toBe(
      canonicalJson({
        kind: 'prefix',
        version: '1.1.0',
        lastPrefixField: 'blocks',
        fields: [
          { name: 'blocks', since: '1.0.0', type: 'u32' },
          { name: 'spare', since: '1.1.0', type: 'u16' },
        ],
      }),
    )
    expect(schema.types['Log']).toMatchObject({ version: '1.0.0' })
    expect(schema.fields).toHaveLength(3)
  })

  it('P-21: is refused for what differs inside of a nested type, with the path', () => {
    const path = build(1_002_000)
    const inside = (prefix: PrefixFields, last: string, suffix: PrefixFields): readonly string[][] => {
      const Other = prefixType('Disk', { version: '1.2.0', prefix, lastPrefixField: last, suffix } as never)
      const error = refusal(() => loadModule(path, declareHost(Log, Other)))
      expect(error).toBeInstanceOf(IncompatibleModuleError)
      const { incompatibilities } = error as IncompatibleModuleError
      return incompatibilities.map(({ rule, path, expected, found }) => [rule, path, expected, found])
    }
    const at = 'Machine.disk → pointee → Disk'
    expect(inside({ blocks: u32 }, 'blocks', { spare: u32, label: u64 })).toEqual([
      ['C-6', `${at}.spare`, 'u32', 'u16'],
    ])
    expect(inside({ blocks: u32, spare: u16 }, 'spare', { name: u64 })).toEqual([
      ['C-3', `${at}.lastPrefixField`, 'spare, field 1', 'blocks, field 0'],
      ['C-5', `${at}.name`, 'name', 'label'],
    ])
  })

  it('P-21, C-9: strict holds for nested types too', () => {
    const path = build(1_000_000)
    const error = refusal(() => loadModule(path, Machine, { strict: true })) as IncompatibleModuleError
    expect(error.incompatibilities.map(({ path: place, rule }) => [rule, place])).toEqual([
      ['C-9', 'Machine.disk → pointee → Disk.version'],
      ['C-9', 'Machine.disk → pointee → Disk.spare'],
      ['C-9', 'Machine.disk → pointee → Disk.label'],
    ])
  })
})
