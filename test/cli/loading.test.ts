import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inSourceOrder } from '../../src/cli/source-order.js'
import { abiding, copy } from './command.js'

const outside = mkdtempSync(join(tmpdir(), 'abiding-cli-'))
afterAll(() => rmSync(outside, { recursive: true, force: true }))

/** Where `abiding` is this very package, another copy of it, and not to be found: then it is this very package again. */
const folders = { 'the package': join(copy.folder, 'own'), 'a user': copy.install('user'), nobody: outside }
mkdirSync(folders['the package'])

const one = `import { struct, u8 } from 'abiding'\nexport const One = struct('One', { a: u8 })\n`

describe.concurrent.each(Object.entries(folders))('a file of %s', (_owner, folder) => {
  test.each(['one.ts', 'one.mts', 'one.js', 'one.mjs'])('%s', async (file) => {
    writeFileSync(join(folder, file), one)
    const { exitCode, stdout, stderr } = await abiding(['show', file], { cwd: folder })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^struct One · 1 byte ·/)
  })

  test('may import other files and layers, and use what Node cannot strip', async () => {
    mkdirSync(join(folder, 'parts'), { recursive: true })
    writeFileSync(join(folder, 'parts', 'one.ts'), one)
    writeFileSync(
      join(folder, 'two.ts'),
      `import { array, struct } from 'abiding/layout'
       import { RStr } from 'abiding/std-types'
       import { One } from './parts/one.js'
       enum Length { ones = 3 }
       export const Two = struct('Two', { ones: array(One, Length.ones), text: RStr })
       export { One }
       export default Two`,
    )
    const { exitCode, stdout, stderr } = await abiding(['show', 'two.ts', '--json'], { cwd: folder })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const { types } = JSON.parse(stdout) as { types: { name: string; size: number }[] }
    expect(types.map(({ name, size }) => `${name} ${size}`)).toEqual(['Two 24', 'One 1'])
  })

  test('may print and leave a timer behind: the header is clean and the command ends', async () => {
    writeFileSync(
      join(folder, 'noisy.ts'),
      `${one}console.log('noise')\nprocess.stdout.write('more noise')\nsetInterval(() => {}, 1000)\n`,
    )
    const { exitCode, stdout, stderr } = await abiding(['header', 'noisy.ts'], { cwd: folder })
    expect(exitCode).toBe(0)
    expect(stdout).not.toContain('noise')
    expect(stdout).toMatch(/^\/\*/)
    expect(stderr).toBe('noise\nmore noise')
  })
})

test('the order of the source: declared, given under another name, mentioned, unknown', () => {
  const source = `
    // $last comes after Zed.
    export const Zed = struct('Zed', { a: Inner })
    export { Inner as Alpha, Beta }
    export const $last = 1`
  const exported = ['$last', 'Alpha', 'Beta', 'Other', 'Zed', 'another'].map((name) => [name, name] as const)
  expect(inSourceOrder(exported, source).map(([name]) => name)).toEqual([
    'Zed',
    'Alpha',
    'Beta',
    '$last',
    'Other',
    'another',
  ])
})
