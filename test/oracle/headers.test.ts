// The structs of real headers, imported: their layouts are those of clang, and those of the C compiler of this machine.
import { existsSync } from 'node:fs'
import { hostTarget, layoutOf, type AnyType, type StructLayout } from 'abiding'
import { importHeader, type ImportedHeader } from 'abiding/import'
import { afterAll, describe, expect, it } from 'vitest'
import { judge } from '../support/compile.js'
import { execute, factsOf } from '../support/imports.js'
import { requireTool, tools } from '../support/tools.js'

/** Headers by the Debian package that installs them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'libsqlite3-dev': ['sqlite3.h', 'sqlite3ext.h'],
  'libcurl4-openssl-dev': ['curl/curl.h', 'curl/multi.h', 'curl/urlapi.h'],
  'libp11-kit-dev': ['p11-kit/pkcs11.h'],
  'zlib1g-dev': ['zlib.h'],
  'linux-libc-dev': [
    ...['bpf', 'btrfs', 'can', 'elf', 'ethtool', 'fs', 'fuse', 'if_link', 'if_packet', 'input', 'io_uring'],
    ...[
      'ip',
      'kvm',
      'netlink',
      'nl80211',
      'perf_event',
      'pkt_sched',
      'rtnetlink',
      'stat',
      'taskstats',
      'tcp',
    ],
    ...['udp', 'uinput', 'videodev2', 'virtio_net'],
  ].map((name) => `linux/${name}.h`),
}

/** Types of these headers that no declaration can have, so that nothing else is ever left out unseen. */
const undeclarable: Readonly<Record<string, string>> = {
  bpf_timer: 'a struct needs at least one field',
  bpf_dynptr: 'a struct needs at least one field',
  fuse_direntplus: 'a type without a fixed size',
}

const folders = [
  '/usr/include',
  '/usr/include/p11-kit-1',
  '/usr/include/x86_64-linux-gnu',
  '/usr/include/aarch64-linux-gnu',
]
const includePaths = ['/usr/include/p11-kit-1']

function isInstalled(header: string): boolean {
  if (folders.some((folder) => existsSync(`${folder}/${header}`))) return true
  // Not every version of a package has every header: what counts is that the first of each is there.
  const [name, headers] = Object.entries(packages).find(([, all]) => all.includes(header))!
  if (headers[0] === header && process.env['ABIDING_REQUIRE_TOOLS'])
    throw new Error(`${name} is required, and is not installed`)
  console.log(`skipped: ${header} (${name}) is not installed`)
  return false
}

/** Everything that C can say of a struct or union, for the compiler to check in the real header. */
function assertions(type: AnyType, spelling: string): string[] {
  const { size, alignment } = layoutOf(type, hostTarget())
  const claims = [`sizeof(${spelling}) == ${size}`, `_Alignof(${spelling}) == ${alignment}`]
  const claimFields = (record: AnyType, start: number): void => {
    const { fields } = layoutOf(record, hostTarget()) as StructLayout
    for (const { name, offset, size: fieldSize, bitWidth, type: fieldType } of fields) {
      const cName = name.replace(/_$/, '')
      // A bit field has no address: clang alone proves it.
      if (bitWidth !== undefined) continue
      // The fields of an anonymous struct or union are named as those around it.
      if (/^anonymous_\d+$/.test(name)) claimFields(fieldType, start + offset)
      else {
        claims.push(`offsetof(${spelling}, ${cName}) == ${start + offset}`)
        if (fieldSize > 0) claims.push(`sizeof(((${spelling} *)0)->${cName}) == ${fieldSize}`)
      }
    }
  }
  claimFields(type, 0)
  return claims.map((claim) => `_Static_assert(${claim}, "${claim}");`)
}

const program = (header: string, lines: readonly string[]): string =>
  `#define _GNU_SOURCE\n#include <stddef.h>\n#include <${header}>\n${lines.join('\n')}\n`

const judged = (source: string): string =>
  judge(tools.cc!, source, [
    '-std=gnu11',
    '-Wno-all',
    '-Wno-extra',
    ...includePaths.map((path) => `-I${path}`),
  ])

const imports = new Map<string, Promise<ImportedHeader>>()

/** Each header is imported once. */
function imported(header: string): Promise<ImportedHeader> {
  if (!imports.has(header)) {
    imports.set(header, importHeader({ headers: [header], includePaths, defines: ['_GNU_SOURCE'] }))
  }
  return imports.get(header)!
}

const structs = new Set<string>()
const hasTools = requireTool('clang') && requireTool('cc')
const headers =
  hasTools && process.platform === 'linux' ? Object.values(packages).flat().filter(isInstalled) : []

describe.runIf(headers.length > 0)('imported headers', () => {
  afterAll(() =>
    console.log(`${structs.size} structs and unions of ${headers.length} real headers imported and proven`),
  )

  it.each(headers)('I-8: %s is laid out as clang and the C compiler of this machine do', async (header) => {
    const result = await imported(header)
    for (const { name, reason } of result.leftOut)
      expect(reason, name).toContain(undeclarable[name] ?? 'nothing else')
    const records = recordsOf(result)
    const lines = records.flatMap(([name, type]) => assertions(type, result.spellings.get(name)!))
    expect(judged(program(header, lines))).toBe('')
    for (const [name] of records) structs.add(name)
  })

  it('I-8: a single wrong number is found', async () => {
    const header = headers[0]!
    const result = await imported(header)
    const lines = recordsOf(result).flatMap(([name, type]) => assertions(type, result.spellings.get(name)!))
    for (const kind of ['sizeof(', '_Alignof(', 'offsetof(']) {
      const place = lines.findLastIndex((line) => line.startsWith(`_Static_assert(${kind}`))
      const wrong = lines.with(
        place,
        lines[place]!.replace(/== (\d+)/, (_match, right) => `== ${Number(right) + 1}`),
      )
      expect(judged(program(header, wrong))).toContain('static assertion failed')
    }
  })

  it.each(headers.filter((header) => !header.startsWith('linux/') || header === 'linux/perf_event.h'))(
    'I-9: the text for %s makes the types that were proven',
    async (header) => {
      const result = await imported(header)
      const executed = await execute(result)
      expect(executed.size).toBe(result.types.size)
      for (const [name, type] of result.types)
        expect(factsOf(executed.get(name)!, hostTarget()), name).toEqual(factsOf(type, hostTarget()))
    },
  )

  it.runIf(Object.values(packages).every((all) => headers.includes(all[0]!)))(
    'I-8: these are hundreds of structs',
    () => {
      expect(structs.size).toBeGreaterThanOrEqual(200)
    },
  )
})

/** The structs and unions that C can name. */
function recordsOf({ types, spellings }: ImportedHeader): [string, AnyType][] {
  return [...types].filter(
    ([name, type]) => type.definition?.fields !== undefined && spellings.has(name) && type.name === name,
  )
}
