// A module is constructed once in a process, whoever loads it, and stays loaded.
import { copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fn, loadModule, moduleInfo, prefixType, u32 } from 'abiding'
import { afterAll, describe, expect, it } from 'vitest'
import type { PrefixState } from '../../src/prefix/prefix-class.js'
import type { Outcome } from '../fixtures/programs/load-in-threads.js'
import { runProgram } from '../support/child.js'
import { buildGauge, constructed, Gauge, loadGauge } from '../support/gauge.js'
import { refusal } from '../support/refusal.js'
import { requireTool } from '../support/tools.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-once-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A module that no other test of this file loads. */
const buildOwn = (name: string): string => buildGauge(name, { SALT: JSON.stringify(name) })
const rootOf = (module: object): number => {
  const { $memory, $offset } = module as PrefixState
  return $memory.base! + $offset
}

describe.runIf(requireTool('cc'))('loading a module again', () => {
  it('H-7: gives the same object for the same declaration', () => {
    const path = buildOwn('same declaration')
    expect(loadGauge(path)).toBe(loadGauge(path))
    expect(constructed(path)).toBe(1)
  })

  it('H-6: with other declarations gives other objects over the same root', () => {
    const path = buildOwn('other declarations')
    const Small = prefixType('Gauge', {
      version: '1.0.0',
      prefix: { id: u32, twice: fn({ number: u32 }, u32) },
      lastPrefixField: 'twice',
    })
    const views = [loadGauge(path), loadModule(path, Gauge.upTo('1.0.0')), loadModule(path, Small)]
    expect(new Set(views).size).toBe(3)
    expect(new Set(views.map(rootOf)).size).toBe(1)
    expect(views.map((view) => view.twice(4))).toEqual([8, 8, 8])
    expect(constructed(path)).toBe(1)
  })

  it('C-9: checks each declaration and each strictness', () => {
    const path = buildOwn('checked again')
    loadGauge(path)
    const Newer = prefixType('Gauge', {
      version: '1.2.0',
      prefix: { id: u32, twice: fn({ value: u32 }, u32) },
      lastPrefixField: 'twice',
    })
    const Wrong = prefixType('Gauge', { version: '1.0.0', prefix: { id: u32 }, lastPrefixField: 'id' })
    expect(loadModule(path, Newer).id).toBe(42)
    expect(refusal(() => loadModule(path, Newer, { strict: true }))).toMatchObject({ code: 'ABI-S002' })
    expect(refusal(() => loadModule(path, Wrong))).toMatchObject({ code: 'ABI-S002' })
    expect(constructed(path)).toBe(1)
  })

  it('H-6: under other names of the file gives the same module', () => {
    const path = buildOwn('other names')
    const link = join(folder, 'link.so')
    const linkOfLink = join(folder, 'link-of-link.so')
    symlinkSync(path, link)
    symlinkSync(link, linkOfLink)
    const names = [
      path,
      link,
      linkOfLink,
      relative(process.cwd(), path),
      join(dirname(path), '..', 'fixtures', basename(path)),
    ]
    expect(new Set(names.map((name) => loadGauge(name))).size).toBe(1)
    expect(moduleInfo(loadGauge(linkOfLink)).path).toBe(path)
    const hardLink = join(dirname(path), `hard-${process.pid}.so`)
    linkSync(path, hardLink)
    try {
      expect(rootOf(loadGauge(hardLink))).toBe(rootOf(loadGauge(path)))
    } finally {
      rmSync(hardLink)
    }
    expect(constructed(path)).toBe(1)
  })

  it('H-6: from a copy gives another module', () => {
    const path = buildOwn('copied')
    const copy = join(folder, 'copy.so')
    copyFileSync(path, copy)
    expect(rootOf(loadGauge(copy))).not.toBe(rootOf(loadGauge(path)))
    expect([constructed(path), constructed(copy)]).toEqual([1, 1])
  })

  it('H-7: a library that was refused stays loaded', () => {
    const path = buildGauge('refused and kept', { MAGIC: '"something else"' })
    expect(refusal(() => loadGauge(path))).toMatchObject({ code: 'ABI-H002' })
    expect(readFileSync('/proc/self/maps', 'utf8')).toContain(path)
  })

  it('H-7: moduleInfo knows what loadModule gave, and nothing else', () => {
    const path = buildOwn('information')
    const { name, version, schema } = moduleInfo(loadGauge(path))
    expect({ name, version, schema }).toEqual({ name: 'Gauge', version: '1.1.0', schema: Gauge.schema() })
    for (const other of [{}, null, undefined, Gauge]) {
      expect(refusal(() => moduleInfo(other as never))).toMatchObject({ code: 'ABI-H001' })
    }
  })

  it.each([undefined, null, {}, 'Gauge', u32])('H-1: %p is nothing to load a module as', (type) => {
    expect(refusal(() => loadModule(buildOwn('as what'), type as never))).toMatchObject({ code: 'ABI-S002' })
  })
})

describe.runIf(requireTool('cc'))('threads', { timeout: 60_000 }, () => {
  interface Result {
    readonly outcomes: readonly Outcome[]
    readonly afterwards: Outcome
    readonly constructed: number
  }
  const slowly = (rest: string): string => `usleep(200000); ${rest}`
  const loadInThreads = async (path: string, threads: number): Promise<Result> => {
    const { status, signal, output, stderr } = await runProgram('load-in-threads.ts', [path, String(threads)])
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
    return output as Result
  }

  it.concurrent('H-6: that load a module at the same time construct it once', async () => {
    const path = buildGauge('slow', { INCLUDE: '<unistd.h>', CONSTRUCT: slowly('return &gauge;') })
    const result = await loadInThreads(path, 3)
    const roots = [...result.outcomes, result.afterwards].map((one) => ('root' in one ? one.root : one.code))
    expect(new Set(roots).size).toBe(1)
    expect(result.afterwards).toEqual({ root: expect.any(Number) as number, value: 42 })
    expect(result.constructed).toBe(1)
  })

  it.concurrent('H-6: try one after the other where the constructor fails', async () => {
    const path = buildGauge('slow to succeed', {
      INCLUDE: '<unistd.h>',
      CONSTRUCT: slowly('return constructed < 3 ? abiding_fail(error, constructed, "busy") : &gauge;'),
    })
    const { outcomes, afterwards, constructed: count } = await loadInThreads(path, 4)
    const failures = outcomes.flatMap((one) => ('code' in one ? [`${one.code} ${one.found}`] : []))
    expect(failures.sort()).toEqual(['ABI-H007 code 1: busy', 'ABI-H007 code 2: busy'])
    expect(outcomes.filter((one) => 'root' in one)).toEqual([afterwards, afterwards])
    expect(count).toBe(3)
  })

  it.concurrent('H-6: wait for a thread that never comes back, but not forever', async () => {
    const path = buildGauge('under construction', { STATE: 1 })
    const { outcomes, afterwards, constructed: count } = await loadInThreads(path, 0)
    expect(outcomes).toEqual([])
    expect(afterwards).toMatchObject({ code: 'ABI-H008' })
    expect(count).toBe(0)
  })
})
