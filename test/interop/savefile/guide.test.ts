// The guide to traits, followed from its own text: the crate is built, and its programs run.
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../../house/files.js'
import { buildCrate } from '../../support/cargo-crate.js'
import { requireTool } from '../../support/tools.js'

const page = readFileSync(join(root, 'docs', 'connecting-to-a-trait.md'), 'utf8')
const fences = [...page.matchAll(/^```(\w+).*\n([^]*?)^```$/gm)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}))
/** The files of the page, by the name in their first line. */
const files = new Map(
  fences.flatMap(({ text }) => {
    const name = /^(?:\/\/|#) file: (\S+)\n/.exec(text)?.[1]
    return name === undefined ? [] : [[name, text] as const]
  }),
)
/** What the page says that programs print, in the order of the page. */
const printed = fences.filter(({ language }) => language === 'text').map(({ text }) => text)

describe.runIf(requireTool('cargo'))('the guide to traits', () => {
  mkdirSync(join(root, '.build'), { recursive: true })
  const folder = mkdtempSync(join(root, '.build', 'guide-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  /** Builds the crate where cargo's target folder is shared, and puts the library where the page's own build puts it. */
  const build = (): void => {
    const crate = join(folder, 'notebook')
    const lock = readFileSync(join(root, 'examples', 'rust-trait', 'Cargo.lock'), 'utf8')
    // The same dependencies, so the same lockfile but for the crate itself.
    const [head, ...packages] = lock
      .replace('name = "rust-trait"', 'name = "notebook"')
      .split(/(?=^\[\[package\]\])/m)
    const nameOf = (text: string): string => /^name = "(.*)"$/m.exec(text)![1]!
    packages.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
    const sorted = packages.map((one) => `${one.trimEnd()}\n`).join('\n')
    writeFileSync(join(crate, 'Cargo.lock'), `${head}${sorted}`)
    // It stands alone wherever it is built.
    writeFileSync(
      join(crate, 'Cargo.toml'),
      `${files.get('notebook/Cargo.toml')!}\n[profile.dev]\ndebug = false\n\n[workspace]\n`,
    )
    const library = buildCrate('notebook', relative(root, folder))
    mkdirSync(join(crate, 'target', 'debug'), { recursive: true })
    copyFileSync(library, join(crate, 'target', 'debug', 'libnotebook.so'))
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

  it('X-8, X-9, X-23, X-65: its programs print what it says', { timeout: 240_000 }, async () => {
    expect([...files.keys()]).toEqual([
      'notebook/Cargo.toml',
      'notebook/src/lib.rs',
      'notebook.abi.ts',
      'main.ts',
      'explore.ts',
    ])
    build()
    const results = await Promise.all(['main.ts', 'explore.ts'].map(run))
    expect(results).toEqual(printed.map((stdout) => ({ code: 0, stdout, stderr: '' })))
  })
})
