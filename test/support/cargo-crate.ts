// Crates of test/interop/ that use crates of others, built by cargo.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeWhole } from './compile.js'
import { tools } from './tools.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, '.build', 'crates')

/**
 * Builds a crate of test/interop/, named by its folder there, as a shared library and gives its path. The crate is copied first: its lockfile names
 * versions and checksums, and cargo wants to know where they come from too.
 *
 * @param folder - Where the crate lies instead, from the root of the repository.
 * @param profile - How it is built: to be there soon, or to be fast.
 */
export function buildCrate(
  name: string,
  folder = join('test', 'interop'),
  profile: 'dev' | 'release' = 'dev',
): string {
  const copy = copyFolder(name, folder)
  for (const beside of foldersBeside(copy)) copyFolder(join(dirname(name), beside), folder)
  const target = join(built, 'target')
  const { status, stderr } = spawnSync(tools.cargo!, ['build', '--quiet', '--locked', '--profile', profile], {
    cwd: copy,
    env: { ...process.env, CARGO_TARGET_DIR: target },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`cargo refuses ${name}:\n${stderr}`)
  return join(target, profile === 'dev' ? 'debug' : profile, `lib${basename(name).replaceAll('-', '_')}.so`)
}

function copyFolder(name: string, folder: string): string {
  const source = join(root, folder, name)
  const copy = join(built, name)
  // The lockfile last: cargo may be asked to make one of what was copied before.
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  for (const file of files.sort((one, other) => rank(one) - rank(other))) {
    if (!/\.(rs|toml|lock)$/.test(file)) continue
    const text = readFileSync(join(source, file), 'utf8')
    writeChanged(join(copy, file), file.endsWith('.lock') ? withSources(text, copy) : text)
  }
  return copy
}

/** The folders beside a crate whose sources it compiles too. */
function foldersBeside(crate: string): readonly string[] {
  const manifest = readFileSync(join(crate, 'Cargo.toml'), 'utf8')
  return [...new Set([...manifest.matchAll(/"\.\.\/([\w-]+)\//g)].map(([, folder]) => folder!))]
}

function withSources(lockfile: string, copy: string): string {
  return lockfile.replaceAll(/^checksum = /gm, `${sourceLine(copy)}\nchecksum = `)
}

/** How cargo names the place that packages come from: it writes it into every lockfile that it makes itself. */
function sourceLine(copy: string): string {
  const known = join(built, 'source.txt')
  if (existsSync(known)) return readFileSync(known, 'utf8')
  // In a folder of its own: another worker may be building.
  const folder = mkdtempSync(join(built, 'source-'))
  writeChanged(join(folder, 'Cargo.toml'), readFileSync(join(copy, 'Cargo.toml'), 'utf8'))
  writeChanged(join(folder, 'src', 'lib.rs'), '')
  const { status, stderr } = spawnSync(tools.cargo!, ['generate-lockfile', '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`cargo makes no lockfile for ${copy}:\n${stderr}`)
  const [line] = /^source = .*$/m.exec(readFileSync(join(folder, 'Cargo.lock'), 'utf8'))!
  rmSync(folder, { recursive: true })
  writeWhole(known, line)
  return line
}

function rank(file: string): number {
  return file.endsWith('.lock') ? 1 : 0
}

/** Cargo builds again what is newer than what it made of it. */
function writeChanged(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeWhole(path, text)
}
