import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { read } from '../house/files.js'
import { abiding, shapes } from './command.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.concurrent('help', () => {
  test('names the commands', async () => {
    const { exitCode, stdout, stderr } = await abiding(['--help'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('abiding header person.abi.ts -o person.h')
    expect(stdout).toContain('abiding show person.abi.ts')
  })

  test.each(['header', 'show'])('of %s has its options and an example', async (command) => {
    const { exitCode, stdout } = await abiding([command, '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Usage: abiding ${command} [options] <declaration>`)
    expect(stdout).toContain(`$ abiding ${command} person.abi.ts`)
  })

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    expect(await abiding(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })
})

test.concurrent.each([
  { args: [], says: 'Usage: abiding' },
  { args: ['frobnicate'], says: `unknown command 'frobnicate'` },
  { args: ['show'], says: `missing required argument 'declaration'` },
  { args: ['header'], says: `missing required argument 'declaration'` },
  { args: ['header', shapes, 'more.ts'], says: 'too many arguments' },
  { args: ['header', shapes, '--output'], says: `argument missing` },
  { args: ['show', shapes, '--colour'], says: `unknown option '--colour'` },
  { args: ['show', shapes, '--target', 'pdp11'], says: 'Allowed choices are x86_64-linux, aarch64-linux' },
])('abiding $args is called in the wrong way', async ({ args, says }) => {
  const { exitCode, stdout, stderr } = await abiding(args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(says)
})

test.concurrent('header writes to the standard output, or to a file', async () => {
  const printed = await abiding(['header', shapes])
  expect({ exitCode: printed.exitCode, stderr: printed.stderr }).toEqual({ exitCode: 0, stderr: '' })
  for (const name of ['Stats', 'Point', 'Edge', 'Big', 'Database', 'Cursor', 'Meter', 'RStr'])
    expect(printed.stdout).toMatch(new RegExp(`typedef struct ${name}\\b`))

  const path = join(folder, 'shapes.h')
  const written = await abiding(['header', shapes, '-o', path])
  expect(written).toMatchObject({ exitCode: 0, stderr: '' })
  expect(written.stdout).toMatch(/\.h: Stats, Edge, Big, Database, Cursor, Meter, \d+ lines\n$/)
  expect(readFileSync(path, 'utf8')).toBe(printed.stdout)
})

test.concurrent('show draws the exported types in the order of the source', async () => {
  const { exitCode, stdout, stderr } = await abiding(['show', shapes])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const names = [...stdout.matchAll(/^(?:struct|prefix type) (\w+)/gm)].map((match) => match[1])
  expect(names).toEqual(['Stats', 'Edge', 'Big', 'Cursor', 'Meter'])
  expect(stdout.split('\n').length, 'the array of a million bytes is folded').toBeLessThan(200)
})

test.concurrent('show draws one type, also one that is only mentioned', async () => {
  const { stdout } = await abiding(['show', shapes, '--type', 'Point', '--target', 'aarch64-linux'])
  expect(stdout).toMatch(/^struct Point · 12 bytes · aligned to 4 · aarch64-linux\n/)
  expect(stdout).not.toContain('Edge')
})

test.concurrent('show prints JSON', async () => {
  const { exitCode, stdout } = await abiding(['show', shapes, '--type', 'Meter', '--json'])
  expect(exitCode).toBe(0)
  const data = JSON.parse(stdout) as { types: { fields: unknown[]; bytes: { size: number }[] }[] }
  expect(data).toMatchObject({
    target: expect.any(String),
    types: [
      { name: 'Meter', kind: 'prefix', version: '1.2.0', lastPrefixField: 'total', size: 64, padding: 11 },
    ],
  })
  const [meter] = data.types
  expect(meter!.fields[3]).toEqual({
    name: 'reset',
    offset: 48,
    size: 8,
    alignment: 8,
    type: 'fn(at: u64, reason: RStr) → u32',
    schema: { fn: { params: expect.any(Array), returns: 'u32' } },
    bit: 3,
    since: '1.2.0',
    missing: 'panic',
  })
  expect(meter!.bytes.slice(0, 2)).toEqual([
    { offset: 0, size: 8, kind: 'header', path: 'mask', type: 'u64' },
    { offset: 8, size: 8, kind: 'header', path: 'layout', type: 'pointer' },
  ])
  expect(meter!.bytes.reduce((sum, run) => sum + run.size, 0)).toBe(64)
})

describe.concurrent('colours', () => {
  const isColoured = async (env: NodeJS.ProcessEnv): Promise<boolean> =>
    (await abiding(['show', shapes, '-t', 'Stats'], { env })).stdout.includes('\x1b[')

  test('are not written into a file, nor in CI', async () => {
    expect(await isColoured({})).toBe(false)
    expect(await isColoured({ CI: 'true' })).toBe(false)
  })

  test('can be asked for and refused', async () => {
    expect(await isColoured({ FORCE_COLOR: '1' })).toBe(true)
    expect(await isColoured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
  })
})
