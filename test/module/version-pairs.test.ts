// Every version of the host with every version of a module: the example, compiled for real.
import { execFileSync } from 'node:child_process'
import {
  canonicalJson,
  emitCHeader,
  hasField,
  IncompatibleModuleError,
  loadModule,
  MissingFieldError,
  moduleInfo,
  safeRead,
  snapshot,
} from 'abiding'
import { describe, expect, it } from 'vitest'
import { PersonMod } from '../../examples/person/person.abi.js'
import type { PrefixState } from '../../src/prefix/prefix-class.js'
import { compileModule, readSource } from '../support/headers.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const versions = ['1.0.0', '1.1.0', '1.2.0'] as const
const pairs = versions.flatMap((host) => versions.map((module) => ({ host, module })))

/** In which version a field came. */
const cameIn: Record<string, string> = {
  lib_name: '1.0.0',
  customer_for: '1.0.0',
  bike_count: '1.1.0',
  visits: '1.1.0',
  score: '1.2.0',
  visit_length: '1.2.0',
  stats: '1.2.0',
}

/** What person.c gives for person 7. */
const given: Record<string, unknown> = {
  customer_for: { secs: 7n * 31557600n, nanos: 0 },
  bike_count: 2,
  visits: 84,
  score: 507,
  visit_length: { secs: 60n * 17n, nanos: 500_000_000 },
  stats: { rides: 84, km: 294 },
}

describe.runIf(requireTool('cc'))('versions', () => {
  const header = emitCHeader([PersonMod])
  const source = readSource('examples', 'person', 'person.c')
  const paths = Object.fromEntries(
    versions.map((version) => {
      const number = 1_000_000 + 1_000 * Number(version[2])
      return [version, compileModule(header, source, { PERSONMOD_VERSION: number }, `person-${version}`)]
    }),
  ) as Record<(typeof versions)[number], string>

  describe.each(pairs)('host $host, module $module', ({ host, module: moduleVersion }) => {
    const type = PersonMod.upTo(host)
    const load = () => loadModule(paths[moduleVersion], type)
    // What the types of an older host cannot tell.
    const read = (name: string): unknown => (load() as unknown as Record<string, unknown>)[name]
    const expectedFields = type.fields
      .map((field) => field.name)
      .filter((name) => cameIn[name]! <= moduleVersion)

    it('P-7: the fields that both know are there, and no others', () => {
      const there = type.fields.filter((field) => hasField(load(), field.name as 'lib_name'))
      expect(there.map((field) => field.name)).toEqual(expectedFields)
      for (const name of Object.keys(cameIn)) if (cameIn[name]! > host) expect(read(name)).toBeUndefined()
    })

    it('P-8: what is there gives the right values', () => {
      expect(load().lib_name).toBe(`bikes in C, version ${moduleVersion}`)
      for (const name of expectedFields.filter((one) => one !== 'lib_name')) {
        const value = (read(name) as (id: number) => unknown)(7)
        expect(typeof value === 'object' ? snapshot(value as never) : value).toEqual(given[name])
      }
    })

    it('P-9: what is missing follows its policy', () => {
      const missing = (name: string): boolean => cameIn[name]! <= host && cameIn[name]! > moduleVersion
      if (missing('bike_count')) expect(read('bike_count')).toBeUndefined()
      if (missing('visits')) {
        const error = refusal(() => read('visits'))
        expect(error).toBeInstanceOf(MissingFieldError)
        expect(error).toMatchObject({
          path: 'PersonMod.visits',
          field: {
            index: 3,
            since: '1.1.0',
            expectedVersion: host,
            expectedCount: type.fields.length,
            foundVersion: moduleVersion,
            foundCount: 2,
          },
        })
      }
      if (missing('score')) expect((read('score') as (id: number) => number)(7)).toBe(1000)
      if (missing('visit_length')) expect(read('visit_length')).toBeNull()
      if (missing('stats')) expect(read('stats')).toBeUndefined()
    })

    it('C-9: strict refuses a module that is older than its host, and only that', () => {
      const loadStrictly = () => loadModule(paths[moduleVersion], type, { strict: true })
      if (moduleVersion >= host) {
        expect(loadStrictly().lib_name).toContain(moduleVersion)
        return
      }
      const error = refusal(loadStrictly)
      expect(error).toBeInstanceOf(IncompatibleModuleError)
      expect(error).toMatchObject({ code: 'ABI-S002', path: paths[moduleVersion] })
      const lacking = type.fields
        .filter((field) => field.since > moduleVersion)
        .map((field) => `PersonMod.${field.name}`)
      expect(
        (error as IncompatibleModuleError).incompatibilities.map(({ rule, path }) => [rule, path]),
      ).toEqual(['PersonMod.version', ...lacking].map((path) => ['C-9', path]))
    })
  })

  it.each(versions)('E-6: module %s carries the canonical schema of its version', (version) => {
    const info = moduleInfo(loadModule(paths[version], PersonMod))
    expect(info).toEqual({
      path: paths[version],
      name: 'PersonMod',
      version,
      schema: PersonMod.upTo(version).schema(),
    })
    expect(canonicalJson(info.schema)).toBe(canonicalJson(PersonMod.upTo(version).schema()))
  })

  it.each(versions)('E-5: module %s has the mask of its fields and no layout pointer', (version) => {
    const state = loadModule(paths[version], PersonMod) as unknown as PrefixState
    const bytes = new DataView(safeRead(state.$memory.base! + state.$offset, 16).buffer)
    expect(bytes.getBigUint64(0, true)).toBe(
      { '1.0.0': 0b11n, '1.1.0': 0b1111n, '1.2.0': 0b1111111n }[version],
    )
    expect(bytes.getBigUint64(8, true)).toBe(0n)
    expect(state.$mask).toBe(bytes.getBigUint64(0, true))
  })

  it('E-6: a module exports its header and nothing else', () => {
    const symbols = execFileSync('nm', ['-D', '--defined-only', paths['1.2.0']], { encoding: 'utf8' })
    expect(
      symbols
        .trim()
        .split('\n')
        .map((line) => line.split(' ').slice(1).join(' ')),
    ).toEqual(['D abiding_module'])
  })

  it.runIf(requireTool('cxx'))('E-6: a module in C++ is no other one', () => {
    const text = readSource('test', 'fixtures', 'person.cpp')
    const path = compileModule(header, text, { PERSONMOD_VERSION: 1_001_000 }, 'person-cxx', 'c++')
    const module = loadModule(path, PersonMod)
    expect(moduleInfo(module)).toMatchObject({
      path,
      version: '1.1.0',
      schema: PersonMod.upTo('1.1.0').schema(),
    })
    expect([module.lib_name, module.bike_count?.(4), module.visits(5), module.score(1)]).toEqual([
      'bikes in C++',
      14,
      25,
      1000,
    ])
    expect(snapshot(module.customer_for(6))).toEqual({ secs: 6n, nanos: 7 })
  })
})
