import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))
const dist = fileURLToPath(new URL('./dist', import.meta.url))

/**
 * With `ABIDING_BUILT=1` the tests get the package as it was built in place of its sources: what its users get, and a third
 * faster, because Node reads it itself.
 */
const built: Plugin = {
  name: 'built',
  enforce: 'pre',
  apply: () => process.env['ABIDING_BUILT'] === '1',
  async resolveId(source, importer, options) {
    const found = await this.resolve(source, importer, { ...options, skipSelf: true })
    if (found === null || !found.id.startsWith(`${src}/`) || !found.id.endsWith('.ts')) return null
    return dist + found.id.slice(src.length, -'.ts'.length) + '.js'
  },
}

/**
 * What compilers, ESLint, Rust, a browser and other people's libraries say, and how hostile input is met, as well as the tests of
 * types, which are the compiler's word too: `npm run test:outside`.
 */
const outside = ['oracle', 'emit', 'import', 'lint', 'interop', 'peers', 'browser', 'hostile']

/**
 * Folders whose files share the modules of a worker: to read them anew for each file takes longer than its tests. They end
 * what they begin.
 */
const sharing = [
  'errors',
  'layout',
  'buffer',
  'plain-types',
  'typed-struct',
  'prefix',
  'vtable',
  'std-types',
  'module',
  'connection',
  'call',
  'ffi',
  'inspect',
  'testing',
]

const folders = readdirSync(new URL('./test', import.meta.url))
// What ends processes, changes folders or counts what is left.
const alone = folders.filter((folder) => !outside.includes(folder) && !sharing.includes(folder))

const filesOf = (names: readonly string[]): string[] => names.map((name) => `test/${name}/**/*.test.ts`)

export default defineConfig({
  plugins: [built],
  resolve: {
    // Tests import the package by its name, and get the sources, or what was built of them.
    alias: [
      { find: /^abiding$/, replacement: `${src}/index.ts` },
      { find: /^abiding\/([\w-]+)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/setup.ts'],
    server: { deps: { external: [/\/dist\//] } },
    // Tests load native code: a fault must take down one worker, not the run.
    pool: 'forks',
    // Many tests wait for a compiler, a child process or a timeout: one worker more keeps all cores busy.
    maxWorkers: availableParallelism() + 1,
    // Tests that run at the same time in one worker compute in processes of their own: more of them would only wait longer.
    maxConcurrency: availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'sharing', include: filesOf(sharing), isolate: false },
      },
      { extends: true, test: { name: 'alone', include: filesOf(alone) } },
      {
        extends: true,
        test: {
          name: 'outside',
          include: filesOf(outside),
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.types.json' },
        },
      },
    ],
  },
})
