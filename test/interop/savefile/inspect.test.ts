// `abiding inspect`, of plugins of savefile-abi: what their files say, and what they answer when they are asked.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectFile, type InspectedFile } from 'abiding/inspect'
import { describe, expect, it } from 'vitest'
import { abiding, copy } from '../../cli/command.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { requireTool } from '../../support/tools.js'

const hasCargo = requireTool('cargo')
const library = hasCargo ? buildCrate('rust-trait', 'examples') : ''

describe.runIf(hasCargo)('a plugin of savefile-abi', () => {
  it('X-71: names its traits without being run', { timeout: 120_000 }, async () => {
    expect(inspectFile(library).traits).toEqual([
      { name: 'Archive', symbol: 'abi_entry_Archive', version: null, definition: null, problem: null },
    ])
    const { stdout, exitCode } = await abiding(['inspect', library])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('plugin of savefile-abi with the trait Archive\n')
    expect(stdout).toContain('--ask runs it')
    const { stderr } = await abiding(['inspect', library, '--emit', 'ts'])
    expect(stderr).toContain('ABI-A024')
    expect(stderr).toContain('--ask')
  })

  it('X-71: tells its methods and types when it is asked', { timeout: 120_000 }, async () => {
    const { stdout, exitCode } = await abiding(['inspect', library, '--ask'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('trait Archive of savefile-abi, version 1\n')
    expect(stdout).toMatch(/\n {2}0 {2}add +\(&mut self, &Document\) -> Result<u32, String>\n/)
    expect(stdout).toMatch(/\n {2}3 {2}each +\(&self, &mut dyn FnMut\(u32, &Document\) -> bool\)\n/)
    expect(stdout).toMatch(/\nstruct Document\n {2}title +String\n {2}kind +Kind\n/)
    expect(stdout).toMatch(/\nenum Kind\n {2}Note\n {2}Letter\n {4}from +String\n {2}Picture\n/)
    expect(stdout).toMatch(/\ntrait Finder\n {2}0 {2}next +\(&mut self\) -> Option<Document>\n/)
  })

  it('X-71: answers as JSON', { timeout: 120_000 }, async () => {
    const { stdout } = await abiding(['inspect', library, '--ask', '--json'])
    const { traits } = JSON.parse(stdout) as InspectedFile
    expect(traits).toMatchObject([{ name: 'Archive', version: 1, problem: null }])
    expect(traits[0]!.definition!.methods.map(({ name }) => name)).toEqual([
      'add',
      'get',
      'words',
      'each',
      'find',
    ])
  })

  it('X-72: writes declarations that connect to it', { timeout: 120_000 }, async () => {
    const file = join(copy.folder, 'archive.abi.ts')
    const { exitCode, stdout } = await abiding(['inspect', library, '--ask', '--emit', 'ts', '-o', file])
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/: \d+ lines\n$/) as string,
    })
    expect(readFileSync(file, 'utf8')).toContain("export const Archive = trait('Archive', {")
    const { connectArchive } = (await import(/* @vite-ignore */ file)) as {
      connectArchive(path: string): Disposable & { get(number: number): unknown }
    }
    using archive = connectArchive(library)
    expect(archive.get(0)).toBeUndefined()
  })
})
