// What npm publishes, unpacked: the command works with what is in it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { read, root } from './files.js'

const main = 'dist/cli/main.js'
const { version } = JSON.parse(read('package.json')) as { version: string }

// Without a build there is nothing to pack.
describe.runIf(process.env['ABIDING_BUILT'] === '1')('the package', () => {
  // Inside of the repository, so that its dependencies are found.
  mkdirSync(join(root, '.build'), { recursive: true })
  const folder = mkdtempSync(join(root, '.build', 'packed-'))
  const unpacked = join(folder, 'package')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** As a shell calls it: the file itself. */
  const abiding = (...args: string[]): string =>
    execFileSync(join(unpacked, main), args, { cwd: root, encoding: 'utf8' })

  beforeAll(() => {
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
    execFileSync('npm', pack, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    const [archive = ''] = readdirSync(folder)
    execFileSync('tar', ['-xf', archive], { cwd: folder })
  }, 180_000)

  test('has a command that can be executed, also where it was built: npx runs that one in a clone', () => {
    for (const place of [root, unpacked]) expect(statSync(join(place, main)).mode & 0o111).toBe(0o111)
  })

  test('says how it is called, and its version', () => {
    expect(abiding('--help')).toMatch(/^Usage: abiding /)
    expect(abiding('--version')).toBe(`${version}\n`)
  })

  test.each([
    ['inspect', 'package.json', /^package\.json · a text file · /],
    ['show', 'test/fixtures/declarations/shapes.abi.ts', /^struct Stats · /],
    ['header', 'test/fixtures/declarations/shapes.abi.ts', /^\/\*/],
  ])('has all that %s needs', (command, file, answer) => {
    expect(abiding(command, file)).toMatch(answer)
  })
})
