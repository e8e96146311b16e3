// `abiding inspect`, run as a process.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildGauge } from '../support/gauge.js'
import { requireTool } from '../support/tools.js'
import { abiding, copy } from './command.js'

const isLinux = process.platform === 'linux'

describe('abiding inspect', () => {
  it('A-49: says what any file is', async () => {
    const file = join(copy.folder, 'notes.txt')
    writeFileSync(file, 'nothing to load\n')
    const { exitCode, stdout, stderr } = await abiding(['inspect', file])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(`${file} · a text file · 16 bytes\n`)
  })

  it('A-49: prints JSON', async () => {
    const file = join(copy.folder, 'script.sh')
    writeFileSync(file, '#!/bin/sh\n')
    const { exitCode, stdout } = await abiding(['inspect', file, '--json'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ...{ path: file, size: 10, format: 'script', description: 'a script' },
      ...{ elf: null, entryPoints: [], module: null, plugin: null, traits: [] },
    })
  })

  it('A-49: prints no control characters of names', async () => {
    const file = join(copy.folder, 'bad\u001b[31mname')
    writeFileSync(file, 'text\n')
    const { stdout } = await abiding(['inspect', file])
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('bad\ufffd[31mname')
  })

  it.each([
    ['without a file', []],
    ['in an unknown language', ['x.so', '--emit', 'pascal']],
    ['in two ways at once', ['x.so', '--json', '--emit', 'ts']],
  ])('A-49: refuses to be called %s', async (_what, args) => {
    const { exitCode, stdout } = await abiding(['inspect', ...args])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })

  it('A-40, A-45: refuses what is no file, and what nothing can be declared of', async () => {
    const none = await abiding(['inspect', join(copy.folder, 'none.so')])
    expect(none.exitCode).toBe(1)
    expect(none.stderr).toContain('ABI-F001')
    const file = join(copy.folder, 'empty')
    writeFileSync(file, '')
    const nothing = await abiding(['inspect', file, '--emit', 'ts'])
    expect(nothing.exitCode).toBe(1)
    expect(nothing.stderr).toContain('ABI-A024')
    expect(nothing.stderr).toContain('an empty file')
  })
})

describe.runIf(isLinux && requireTool('cc'))('abiding inspect, of a module', () => {
  it('A-49: draws its interface', async () => {
    const { exitCode, stdout } = await abiding(['inspect', buildGauge('inspected')])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('module of the interface Gauge 1.1.0\n')
    expect(stdout).toMatch(/\n {2}1 +twice +1\.0\.0 +fn\(value: u32\) → u32\n/)
    expect(stdout).toMatch(/\n {2}4 +maybe +1\.1\.0 +/)
  })

  it('A-46, A-49: writes declarations that another command reads', async () => {
    const library = join(copy.folder, 'gauge.so')
    copyFileSync(buildGauge('inspected'), library)
    const file = join(copy.folder, 'gauge.abi.ts')
    const written = await abiding(['inspect', library, '--emit', 'ts', '-o', file])
    expect(written).toMatchObject({ exitCode: 0, stderr: '' })
    expect(written.stdout).toMatch(/gauge\.abi\.ts: \d+ lines\n$/)
    expect(readFileSync(file, 'utf8')).toContain("export const Gauge = prefixType('Gauge', {")
    const shown = await abiding(['show', file, '--json'])
    expect(JSON.parse(shown.stdout)).toMatchObject({ types: [{ name: 'Gauge', version: '1.1.0' }] })
  })

  it('A-44, A-49: names the symbols by which hosts know plugins', async () => {
    const { stdout } = await abiding(['inspect', process.execPath])
    expect(stdout).toMatch(/ · a program for (x86_64|aarch64) · /)
  })
})
