// The guide to plugins in Rust, followed from its own text: the crate is built, and its programs run.
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { buildCrate } from '../../support/cargo-crate.js'
import { requireTool } from '../../support/tools.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = readFileSync(join(root, 'docs', 'loading-a-rust-plugin.md'), 'utf8')

interface Fence {
  readonly language: string
  readonly text: string
}

const fences: readonly Fence[] = [...page.matchAll(/^```(\w+).*\n([^]*?)^```$/gm)].map(
  ([, language, text]) => ({
    language: language!,
    text: text!,
  }),
)
/** The files of the page, by the name in their first line. */
const files = new Map(
  fences.flatMap(({ text }) => {
    const name = /^(?:\/\/|#) file: (\S+)\n/.exec(text)?.[1]
    return name === undefined ? [] : [[name, text] as const]
  }),
)
/** What the page says that programs print, in the order of the page. */
const printed = fences.filter(({ language }) => language === 'text').map(({ text }) => text)

describe.runIf(requireTool('cargo'))('the guide to plugins in Rust', () => {
  mkdirSync(join(root, '.build'), { recursive: true })
  const folder = mkdtempSync(join(root, '.build', 'guide-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  /** Builds the crate where cargo's target folder is shared, and puts the library where the page's own build puts it. */
  const build = (): void => {
    const lock = readFileSync(
      join(root, 'test', 'interop', 'abi-stable', 'plugin-older', 'Cargo.lock'),
      'utf8',
    )
    // The same dependencies, so the same lockfile but for the crate itself.
    const own = /\[\[package\]\]\nname = "loading-plugin"\n[^]*?\n\n/.exec(lock)![0]
    const first = lock.indexOf('[[package]]')
    const renamed = own.replace('loading-plugin', 'calculator')
    const rest = lock.replace(own, '')
    writeFileSync(
      join(folder, 'calculator', 'Cargo.lock'),
      `${rest.slice(0, first)}${renamed}${rest.slice(first)}`,
    )
    const manifest = join(folder, 'calculator', 'Cargo.toml')
    // Nobody debugs it, and it stands alone wherever it is built.
    writeFileSync(
      manifest,
      `${files.get('calculator/Cargo.toml')!}\n[profile.dev]\ndebug = false\n\n[workspace]\n`,
    )
    const library = buildCrate('calculator', relative(root, folder))
    mkdirSync(join(folder, 'calculator', 'target', 'debug'), { recursive: true })
    copyFileSync(library, join(folder, 'calculator', 'target', 'debug', 'libcalculator.so'))
  }

  const run = (program: string): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', program],
        {
          cwd: folder,
          env: { ...process.env, NODE_OPTIONS: '', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
        },
        (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      )
    })

  it('A-6, A-13: its programs print what it says', { timeout: 120_000 }, async () => {
    expect([...files.keys()]).toEqual([
      'calculator/Cargo.toml',
      'calculator/src/lib.rs',
      'calculator.abi.ts',
      'main.ts',
      'divide.ts',
      'isolated.ts',
    ])
    build()
    const results = await Promise.all(['main.ts', 'isolated.ts'].map(run))
    expect(results).toEqual(printed.map((stdout) => ({ code: 0, stdout, stderr: '' })))
  })
})
