// Prepares `npm run build`, which makes only what changed: a deleted source file leaves nothing behind in the package, nor
// does an earlier bundle of the command, and where something is missing in it all is made anew.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src/', import.meta.url))
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const knowledge = fileURLToPath(new URL('../.build/package.tsbuildinfo', import.meta.url))

/** What is made of a source file, behind its name without `.ts`. */
const endings = ['.js', '.js.map', '.d.ts', '.d.ts.map']

const expected = new Set(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => endings.map((ending) => file.replace(/\.ts$/, ending))),
)
const found = existsSync(dist)
  ? readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(dist.length).replace(/^\//, ''))
  : []

for (const file of found) if (!expected.has(file)) rmSync(dist + file)
const made = new Set(found)
if ([...expected].some((file) => !made.has(file))) rmSync(knowledge, { force: true })
