// The command answers soon because it loads little. Node itself says what it loaded: it lists it as covered.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { abiding, copy, shapes } from './command.js'

const folder = mkdtempSync(join(tmpdir(), 'abiding-loaded-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isBuilt = process.env['ABIDING_BUILT'] === '1'
const dist = pathToFileURL(join(copy.folder, 'dist/')).href

interface Loaded {
  /** Files of the package, as paths in `dist`. */
  own: string[]
  /** Names of packages. */
  packages: string[]
}

async function loadedBy(...args: string[]): Promise<Loaded> {
  const covered = mkdtempSync(join(folder, 'covered-'))
  const { exitCode, stderr } = await abiding(args, { env: { NODE_V8_COVERAGE: covered } })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const [report = ''] = readdirSync(covered)
  const { result } = JSON.parse(readFileSync(join(covered, report), 'utf8')) as { result: { url: string }[] }
  const urls = result.map(({ url }) => url)
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  return {
    own: urls.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length)),
    packages: [...new Set(packages)].sort(),
  }
}

describe.concurrent('the command loads', () => {
  test.each(['--help', '--version'])('what reads its arguments for %s', async (option) => {
    const { own, packages } = await loadedBy(option)
    expect(packages).toEqual(['commander'])
    expect(own).toContain('cli/main.js')
    expect(own.filter((path) => !/^(cli|errors|layout\/target)\b/.test(path))).toEqual([])
  })

  test('neither the FFI nor anything that runs TypeScript to inspect a file', async () => {
    const { own, packages } = await loadedBy('inspect', 'package.json')
    expect(packages).toEqual(['commander', 'picocolors', 'valibot'])
    expect(own.filter((path) => /^(ffi|memory|call)\//.test(path))).toEqual([])
  })

  test.runIf(isBuilt)('a few files instead of all modules', async () => {
    const { own } = await loadedBy('inspect', 'package.json')
    expect(own.filter((path) => !path.startsWith('cli/'))).toEqual([])
    expect(own.length).toBeLessThan(12)
  })

  test('the modules that declarations import to work on these', async () => {
    const { own } = await loadedBy('show', shapes)
    expect(own).toContain('cli/show.js')
    expect(own).toContain('layout/index.js')
  })
})
