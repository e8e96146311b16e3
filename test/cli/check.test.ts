// `abiding check`: as a process where TypeScript is loaded, within this one where that does not matter.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../src/cli/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { abiding, copy } from './command.js'

const first = `
import { u32 } from 'abiding'
import { method, trait } from 'abiding/connection'

export const Till = trait('Till', { version: 0, methods: { add: method({ cents: u32 }, u32) } })
export const Door = trait('Door', { version: 0, methods: { open: method({}) } })
`
const second = first.replace('{ cents: u32 }', '{ cents: u64 }').replace('{ u32 }', '{ u32, u64 }')

/** A folder with a declaration file, and a way to run the command there. */
function project(name: string, text: string) {
  const folder = join(copy.folder, name)
  mkdirSync(folder)
  const write = (changed: string): void => writeFileSync(join(folder, 'till.abi.ts'), changed)
  write(text)
  return {
    write,
    schemas: join(folder, 'schemas'),
    check: (...args: string[]) =>
      abiding(['check', 'till.abi.ts', '--dir', 'schemas', ...args], { cwd: folder }),
  }
}

describe('abiding header', () => {
  it('X-73: writes the tables of traits', async () => {
    const folder = join(copy.folder, 'tables')
    mkdirSync(folder)
    writeFileSync(join(folder, 'till.abi.ts'), first)
    const { exitCode, stdout, stderr } = await abiding(['header', 'till.abi.ts'], { cwd: folder })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('#define TILL_EXPORT(')
    expect(stdout).toMatch(/typedef uint32_t \(\*Till_add_fn\)\(\w+ \*\w+, uint32_t cents\);/)
    expect(stdout).toContain('#define DOOR_EXPORT(')
  }, 60_000)
})

describe('abiding check', () => {
  it('X-51: writes files only when asked, and says what breaks', async () => {
    const { check, write, schemas } = project('checked', first)
    const missing = await check('--json')
    expect(missing).toMatchObject({ exitCode: 1, stderr: '' })
    expect(JSON.parse(missing.stdout)).toMatchObject({
      traits: [
        { name: 'Till', files: [{ version: 0, path: 'schemas/savefile_Till_0.schema', state: 'missing' }] },
        { name: 'Door', version: 0, problems: [] },
      ],
    })
    expect(existsSync(schemas)).toBe(false)

    const written = await check('--write')
    expect(written).toMatchObject({ exitCode: 0, stderr: '' })
    expect(written.stdout).toBe(
      'Till, version 0\n  0  schemas/savefile_Till_0.schema  written\n\n' +
        'Door, version 0\n  0  schemas/savefile_Door_0.schema  written\n',
    )

    write(second)
    const broken = await check('--write')
    expect(broken).toMatchObject({ exitCode: 1, stderr: '' })
    expect(broken.stdout).toBe(
      'Till, version 0: 1 problem, and no file was written\n' +
        '  Till@0.add → cents: another type (rule X-38)\n    declared: u64\n    recorded: u32\n\n' +
        'Door, version 0\n  0  schemas/savefile_Door_0.schema  fits\n',
    )
  }, 120_000)
})

describe('abiding check, called', () => {
  afterEach(() => void vi.restoreAllMocks())

  /** Traits without methods, as any copy of the library would make them. */
  const declared = (...names: string[]): string =>
    names
      .map(
        (name, index) =>
          `export const t${index} = { declares: 'connectedTrait', name: '${name}', version: 1, methods: new Map(), bounds: [] }\n`,
      )
      .join('')

  /** Runs the command here, and gives what it prints. */
  async function called(...args: string[]) {
    const printed = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      vi.spyOn(process[stream], 'write').mockImplementation((text) => {
        printed[stream] += String(text)
        return true
      })
    }
    vi.spyOn(console, 'error').mockImplementation((text) => (printed.stderr += `${String(text)}\n`))
    return { exitCode: await run(['check', ...args]), ...printed }
  }

  /** Files of declarations in a folder of their own. */
  function files() {
    const folder = temporaryFolder()
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    return {
      schemas: join(folder, 'schemas'),
      traits: file('traits.mjs', declared('Till', 'Door')),
      twice: file('twice.mjs', declared('Till', 'Till')),
      empty: file('empty.mjs', 'export const nothing = 1\n'),
      wrong: file('wrong.mjs', 'throw new Error("no")\n'),
      none: join(folder, 'none.mjs'),
    }
  }

  it('X-51: for one trait leaves the others alone', async () => {
    const { traits, schemas } = files()
    const written = await called(traits, '--dir', schemas, '--trait', 'Door', '--write')
    expect(written).toMatchObject({ exitCode: 0, stderr: '' })
    expect(written.stdout).toMatch(
      /^Door, version 1\n {2}0 {2}.*savefile_Door_0.schema {2}written\n {2}1 .* {2}written\n$/,
    )
    const all = await called(traits, '--dir', schemas)
    expect(all.exitCode).toBe(1)
    expect(all.stdout).toMatch(/savefile_Till_0.schema {2}missing: add --write to write it down\n/)
    expect(all.stdout).toMatch(/savefile_Door_1.schema {2}fits\n/)
  })

  it.each([
    ['without a folder', ['traits.mjs']],
    ['without declarations', ['--dir', 'schemas']],
    ['with an option that does not exist', ['traits.mjs', '--dir', 'schemas', '--force']],
  ])('X-51: %s is refused', async (_what, args) => {
    const { exitCode, stdout, stderr } = await called(...args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^error: /)
  })

  it.each([
    ['a file that does not exist', 'none', [], /ABI-T002.*\n.*\n.*no such file/],
    ['a file that throws', 'wrong', [], /ABI-T002.*\n.*no/],
    ['a file that declares none', 'empty', [], /exports made by trait/],
    ['a trait that is not declared', 'traits', ['--trait', 'Chest'], /the traits Till, Door/],
    ['two traits of one name', 'twice', [], /two traits Till/],
  ] as const)('X-51: with %s checks nothing', async (_what, file, args, message) => {
    const made = files()
    const { exitCode, stdout, stderr } = await called(made[file], '--dir', made.schemas, ...args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('X-51: with a folder that is none checks nothing', async () => {
    const { traits } = files()
    const { exitCode, stderr } = await called(traits, '--dir', traits)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('ABI-J020')
  })

  it('X-51: for help says what its exit codes mean', async () => {
    const { exitCode, stdout } = await called('--help')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('1  something broke, or a version has no file yet')
  })
})
