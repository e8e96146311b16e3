import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('../../.build/bench-peers/', import.meta.url))

/** Loads an installed package by its name. */
export type Load = (name: string) => Promise<Record<string, unknown>>

/**
 * Installs the packages that are measured beside this one, once, in a folder of their own: they are no dependencies of the
 * project. No scripts of theirs are run.
 *
 * @returns What loads them, or why they cannot be installed.
 */
export async function installPeers(): Promise<Load | string> {
  const own = (file: string): string => fileURLToPath(new URL(`./packages/${file}`, import.meta.url))
  const lock = 'package-lock.json'
  mkdirSync(folder, { recursive: true })
  const isCurrent =
    existsSync(`${folder}node_modules`) &&
    existsSync(`${folder}${lock}`) &&
    readFileSync(own(lock), 'utf8') === readFileSync(`${folder}${lock}`, 'utf8')
  if (!isCurrent) {
    for (const file of ['package.json', lock]) copyFileSync(own(file), `${folder}${file}`)
    const npm = spawnSync(
      'npm',
      ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'],
      { cwd: folder, encoding: 'utf8', timeout: 180_000 },
    )
    if (npm.status !== 0) return `The peers cannot be installed: ${npm.error?.message ?? npm.stderr}`
  }
  copyFileSync(own('load.mjs'), `${folder}load.mjs`)
  const { load } = (await import(pathToFileURL(`${folder}load.mjs`).href)) as { load: Load }
  return load
}
