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

/** What runs no native code. Its files share the workers' modules: to read them anew for each file takes longer than the tests. */
const pure = [
  'errors',
  'layout',
  'buffer',
  'plain-types',
  'typed-struct',
  'emit',
  'import',
  'connection/wire',
].map((folder) => `test/${folder}/**/*.test.ts`)

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
    // Many tests wait for a compiler or a child process, so two workers keep even two cores busy.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false, typecheck: { enabled: false } } },
      {
        extends: true,
        test: {
          name: 'native',
          // What is left out is said here: options of the command line exclude more.
          include: ['test/**/*.test.ts', ...pure.map((pattern) => `!${pattern}`)],
        },
      },
    ],
  },
})
